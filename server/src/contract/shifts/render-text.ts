import { plainLine } from "../../core/plain-text.ts";
import { forWhom } from "../diff/render-text.ts";
import type { ShiftReport } from "./shifts.ts";

/** What releases send otherwise, for a person at a terminal. */
export function renderShifts({ shifts, tooFew }: ShiftReport): string {
  const told = shifts.flatMap(({ client, from, to, sessions, findings }) => [
    `${client} ${to} against ${from} (${sessions.to} and ${sessions.from} sessions):`,
    ...findings.map((one) => `  ${one.severity.padEnd(8)}  ${one.rule}: ${oneLine(one.message)}${forWhom(one)}`),
    "",
  ]);
  const few = tooFew.map(
    ({ client, version, sessions }) =>
      `${client} ${version}: not compared, of ${sessions} ${sessions === 1 ? "session" : "sessions"} too little can be told`,
  );
  if (told.length === 0 && few.length === 0) return "no release sends by default what another did not\n";
  if (told.length === 0) told.push("no release sends by default what another did not");
  return `${[...told, ...few].join("\n").trimEnd()}\n`;
}

/** Prompts and descriptions are quoted in messages, with their line feeds. */
function oneLine(text: string): string {
  return plainLine(text.replace(/\s*\n\s*/g, " "));
}
