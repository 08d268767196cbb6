import { forWhom } from "../diff/render/words.ts";
import { visible } from "../diff/render/visible.ts";
import type { ShiftReport } from "./shifts.ts";

/** What releases send otherwise, for a person at a terminal. */
export function renderShifts({ shifts, tooFew, unnamed = 0 }: ShiftReport): string {
  const told = shifts.flatMap(({ client, from, to, sessions, findings }) => [
    `${client} ${to} against ${from} (${sessions.to} and ${sessions.from} sessions):`,
    ...findings.map(
      (one) =>
        `  ${one.severity.padEnd(8)}  ${one.rule}: ${visible(`${one.message.replace(/\s*\n\s*/g, " ")}${forWhom(one)}`)}`,
    ),
    "",
  ]);
  const few = tooFew.map(
    ({ client, version, sessions }) =>
      `${client} ${version}: not compared, of ${sessions} ${sessions === 1 ? "session" : "sessions"} too little can be told`,
  );
  if (unnamed > 0)
    few.push(`${unnamed} ${unnamed === 1 ? "request" : "requests"}: not compared, of an unknown client or release`);
  if (told.length === 0 && few.length === 0) return "no release sends by default what another did not\n";
  if (told.length === 0) told.push("no release sends by default what another did not");
  return `${[...told, ...few].join("\n").trimEnd()}\n`;
}
