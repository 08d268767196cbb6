import { Child } from "../gateway/child.ts";
import { renderTable } from "../table.ts";
import type { DiffReport, Took } from "./diff-process.ts";
import { SIZE } from "./contracts.ts";

/** What a diff of two large contracts took, median over processes; milliseconds of CPU. */
export interface DiffResult {
  readonly processes: number;
  readonly prompt_bytes: number;
  readonly tools: number;
  readonly findings: number;
  readonly first: Took;
  readonly again: Took;
}

/** Compares two large contracts in fresh processes: a person's command compares once, before anything is compiled. */
export async function benchDiff(processes: number, say: (line: string) => void): Promise<DiffResult> {
  const reports: DiffReport[] = [];
  for (let run = 0; run < processes; run++) {
    const child = new Child(process.execPath, [`${import.meta.dirname}/diff-process.ts`], { cwd: import.meta.dirname });
    reports.push(JSON.parse(await child.line()) as DiffReport);
    await child.stop();
    say(`process ${run + 1} of ${processes}`);
  }
  const middle = (of: (report: DiffReport) => number): number =>
    reports.map(of).sort((a, b) => a - b)[Math.floor(reports.length / 2)] ?? 0;
  return {
    processes,
    prompt_bytes: SIZE.promptBytes,
    tools: SIZE.tools,
    findings: reports[0]?.findings ?? 0,
    first: { own: middle(({ first }) => first.own), all: middle(({ first }) => first.all) },
    again: { own: middle(({ again }) => again.own), all: middle(({ again }) => again.all) },
  };
}

/** The result as a table for people. */
export function renderDiff({ first, again, findings }: DiffResult): string {
  const ms = (value: number): string => value.toFixed(0);
  return renderTable(
    ["diff", "findings", "CPU ms, its thread", "CPU ms, all threads"],
    [
      ["the first of a process", String(findings), ms(first.own), ms(first.all)],
      ["the next", String(findings), ms(again.own), ms(again.all)],
    ],
  );
}
