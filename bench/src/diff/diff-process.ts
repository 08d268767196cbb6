/** Compares two large contracts once, and again, and says what each took. */
import { diffContracts } from "../../../server/src/contract/diff/diff.ts";
import { parseContract } from "../../../server/src/contract/load.ts";
import { readFileSync } from "node:fs";
import { twoVersions } from "./contracts.ts";

/** CPU in milliseconds. */
export interface Took {
  /** Of the thread that compares. */
  readonly own: number;
  /** Of all threads: compilers and collectors of the runtime among them. */
  readonly all: number;
}

/** What it printed, on one line. */
export interface DiffReport {
  readonly first: Took;
  readonly again: Took;
  readonly findings: number;
}

const [before, after] = twoVersions().map((text, index) => {
  const loaded = parseContract(`${index}.json`, text, () => undefined);
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join("; "));
  return loaded.contract;
});
if (before === undefined || after === undefined) throw new Error("there are two contracts");

function took(work: () => void): Took {
  const [own, { user, system }] = [ownMilliseconds(), process.cpuUsage()];
  work();
  const { user: userAfter, system: systemAfter } = process.cpuUsage();
  return { own: ownMilliseconds() - own, all: (userAfter + systemAfter - user - system) / 1000 };
}

function ownMilliseconds(): number {
  const [ran = "0"] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ");
  return Number(ran) / 1e6;
}

const TODAY = Date.parse("2026-10-01T00:00:00Z");
let findings = 0;
const compare = (): void => void (findings = diffContracts(before, after, { now: TODAY }).length);
const report: DiffReport = { first: took(compare), again: took(compare), findings: 0 };
console.log(JSON.stringify({ ...report, findings }));
