import { isMapping } from "../merge.ts";
import type { RequestOutcome } from "./outcome.ts";

/** One point in which what becomes of a request differs. */
export interface Difference {
  /** In the body or the headers that go upstream, in the role, or in what is found of the request. */
  readonly where: "body" | "header" | "role" | "finding";
  /** `output_config.effort`, a header's name, the id of a finding; empty for the role. */
  readonly path: string;
  /** Absent where there is nothing on this side. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Where two outcomes of one request differ, what goes upstream first. */
export function differencesOf(before: RequestOutcome, after: RequestOutcome): readonly Difference[] {
  const differences: Difference[] = [];
  if (!sameBytes(before.body, after.body)) compare(parsed(before.body), parsed(after.body), "", differences);
  for (const name of new Set([...Object.keys(before.headers), ...Object.keys(after.headers)])) {
    const [from, to] = [before.headers[name], after.headers[name]];
    if (from !== to) differences.push(sides("header", name, from, to));
  }
  if (before.role !== after.role) differences.push(sides("role", "", before.role, after.role));
  for (const id of before.findings) if (!after.findings.includes(id)) differences.push(sides("finding", id, id));
  for (const id of after.findings)
    if (!before.findings.includes(id)) differences.push(sides("finding", id, undefined, id));
  return differences;
}

function compare(before: unknown, after: unknown, path: string, into: Difference[]): void {
  if (isMapping(before) && isMapping(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      compare(before[key], after[key], path === "" ? key : `${path}.${key}`, into);
    return;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const longest = Math.max(before.length, after.length);
    for (let index = 0; index < longest; index++) compare(before[index], after[index], `${path}[${index}]`, into);
    return;
  }
  if (!Object.is(before, after)) into.push(sides("body", path, before, after));
}

function sides(where: Difference["where"], path: string, before?: unknown, after?: unknown): Difference {
  return {
    where,
    path,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

function parsed(body: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(body)) as unknown;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
