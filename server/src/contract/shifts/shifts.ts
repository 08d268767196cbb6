import { diffContracts, type DiffFinding } from "../diff/diff.ts";
import { CHANGE_SEVERITIES, type Subject } from "../diff/rule.ts";
import type { Contract } from "../contract.ts";
import { parseContract } from "../load.ts";
import { type KnownToVary, learnContract, type Learnt } from "../learn/learn.ts";
import type { Observation } from "../learn/observation.ts";
import { compareVersions } from "../version-order.ts";

/** What one release of a client sends otherwise than the one before it. */
export interface Shift {
  readonly client: string;
  readonly from: string;
  readonly to: string;
  /** Sessions of each that were looked at. */
  readonly sessions: { readonly from: number; readonly to: number };
  /** In the names of the rules of a diff; `audiences` are those for which it was seen, where it was not seen for all. */
  readonly findings: readonly DiffFinding[];
}

/** What was found, and of which releases too little was seen. */
export interface ShiftReport {
  readonly shifts: readonly Shift[];
  readonly tooFew: readonly { readonly client: string; readonly version: string; readonly sessions: number }[];
  /** Requests whose client does not say what it is and of which release; absent where all do. */
  readonly unnamed?: number;
}

/** Which releases are compared, and how. */
export interface ShiftOptions {
  /** Sessions of a release without which it is not compared: what changes by itself shows in two at the least. */
  readonly sessions: number;
  /** Milliseconds. */
  readonly now: number;
}

/** The audience of requests that are of none. */
const NOBODY = "";

/**
 * Finds what the releases of each client send by default, and how each differs from the one before:
 * from the first request of each voice in a session, before anything that is said there can matter. It
 * needs no contract. What differs between the sessions of one release is nobody's default, and is not
 * compared. Pure.
 */
export function shiftsOf(observations: readonly Observation[], options: ShiftOptions): ShiftReport {
  const shifts: Shift[] = [];
  const tooFew: { client: string; version: string; sessions: number }[] = [];
  const named = observations.filter(({ client, clientVersion }) => client !== "" && clientVersion !== "");
  for (const [client, some] of Map.groupBy(firstOfEach(named), (one) => one.client)) {
    const releases = [...Map.groupBy(some, ({ clientVersion }) => clientVersion)].toSorted(([a], [b]) =>
      compareVersions(a, b),
    );
    const enough = releases.filter(([version, seen]) => {
      const sessions = sessionsOf(seen);
      if (sessions < options.sessions) tooFew.push({ client, version, sessions });
      return sessions >= options.sessions;
    });
    for (const [index, [to, after]] of enough.entries()) {
      const previous = enough[index - 1];
      if (previous === undefined) continue;
      const [from, before] = previous;
      const findings = changesBetween(before, after, options);
      if (findings.length === 0) continue;
      shifts.push({ client, from, to, sessions: { from: sessionsOf(before), to: sessionsOf(after) }, findings });
    }
  }
  const unnamed = observations.length - named.length;
  return { shifts, tooFew, ...(unnamed === 0 ? {} : { unnamed }) };
}

/** The first request of each voice in each session, as far as a session's voices can be told without looking far. */
function firstOfEach(observations: readonly Observation[]): readonly Observation[] {
  const seen = new Set<string>();
  return observations.filter(({ client, session, subAgent, requestClass, tools, exchange }) => {
    const key = JSON.stringify([client, session === "" ? exchange : session, subAgent, requestClass, tools.length > 0]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function sessionsOf(observations: readonly Observation[]): number {
  return new Set(observations.map(({ session, exchange }) => (session === "" ? exchange : session))).size;
}

/** What changed from one release to another: for each audience of which enough was seen, the same change once. */
function changesBetween(
  before: readonly Observation[],
  after: readonly Observation[],
  options: ShiftOptions,
): readonly DiffFinding[] {
  const audienceOf = ({ audience = NOBODY }: Observation): string => audience;
  const [old, fresh] = [Map.groupBy(before, audienceOf), Map.groupBy(after, audienceOf)];
  const common = [...old.keys()].filter((audience) =>
    [old, fresh].every((one) => sessionsOf(one.get(audience) ?? []) >= options.sessions),
  );
  // Where no audience was seen often enough in both, all of them together are better than nothing.
  if (common.length === 0) return defaultsChanged(before, after, options.now);
  const found = new Map<string, { readonly finding: DiffFinding; readonly audiences: string[] }>();
  for (const audience of common) {
    for (const finding of defaultsChanged(old.get(audience) ?? [], fresh.get(audience) ?? [], options.now)) {
      const known = found.get(finding.fingerprint) ?? { finding, audiences: [] };
      known.audiences.push(audience);
      found.set(finding.fingerprint, known);
    }
  }
  return [...found.values()].map(({ finding, audiences }) =>
    audiences.length === common.length ? finding : { ...finding, audiences: audiences.toSorted() },
  );
}

/** Rules that speak of a document and its words, and not of what is sent. */
const ABOUT_DOCUMENTS: ReadonlySet<string> = new Set(["governance", "routing"]);

function defaultsChanged(
  before: readonly Observation[],
  after: readonly Observation[],
  now: number,
): readonly DiffFinding[] {
  const name = { surface: "observed", version: "1.0.0", mode: "observe" } as const;
  const first = learnContract(before, name);
  const alike = { ...name, like: first.voices };
  let learnt: readonly [Learnt, Learnt] = [first, learnContract(after, alike)];
  let known = together(learnt[0].varies, learnt[1].varies);
  // With the patterns of both a prompt can be too much for a contract: then neither has it.
  for (let size = -1; size !== sizeOf(known);) {
    size = sizeOf(known);
    learnt = [learnContract(before, { ...name, known }), learnContract(after, { ...alike, known })];
    known = { ...known, parts: together(learnt[0].varies, learnt[1].varies).parts };
  }
  const [old, fresh] = [contractOf(learnt[0]), contractOf(learnt[1])];
  return diffContracts(old, fresh, { now })
    .filter(({ subject, rule }) => !ABOUT_DOCUMENTS.has(subject) || rule === "ROLE_ADDED" || rule === "ROLE_REMOVED")
    .toSorted((a, b) => weightOf(a) - weightOf(b));
}

/** What nobody sees comes before what anybody can read. */
const ORDER: readonly Subject[] = ["model", "reasoning", "context", "cache", "output", "prompt", "tools"];

function weightOf({ severity, subject }: DiffFinding): number {
  const place = ORDER.indexOf(subject);
  return (2 - CHANGE_SEVERITIES.indexOf(severity)) * 100 + (place < 0 ? ORDER.length : place);
}

function contractOf({ document }: Learnt): Contract {
  const result = parseContract("(observed)", JSON.stringify(document), () => undefined);
  if (!result.ok) throw new Error(`what was learnt is no contract: ${result.problems[0]?.message ?? ""}`);
  return result.contract;
}

function sizeOf({ parts }: KnownToVary): number {
  return [...parts.values()].reduce((sum, { size }) => sum + size, 0);
}

function together(a: KnownToVary, b: KnownToVary): KnownToVary {
  const roles = new Set([...a.parts.keys(), ...b.parts.keys()]);
  const parts = new Map<string, ReadonlySet<string>>();
  const patterns = new Map<string, readonly string[]>();
  for (const role of roles) {
    parts.set(role, new Set([...(a.parts.get(role) ?? []), ...(b.parts.get(role) ?? [])]));
    patterns.set(role, [...new Set([...(a.patterns.get(role) ?? []), ...(b.patterns.get(role) ?? [])])]);
  }
  return { parts, patterns };
}
