import { CODECS } from "../../wire/codecs.ts";
import type { PathFacts } from "../../wire/codec.ts";
import type { RequestFacts } from "../../wire/facts.ts";
import type { ScannedBody } from "../../wire/json/scan.ts";
import { spliceBytes } from "../../wire/json/splice.ts";
import type { Contract } from "../contract.ts";
import { contractedValues } from "../contracted.ts";
import { judgeRecord, type RecordedRequest } from "../conform/conform.ts";
import { judgeRecordedParts, roleOfRecord } from "../conform/recorded-parts.ts";
import type { Idle } from "../edits.ts";
import { judgeRequest } from "../guard.ts";
import { journeysOf, matchRole } from "../resolution.ts";

/** A recorded request, whole. */
export interface CompilableRequest {
  /** Id of the exchange, or what names the request where there is none. */
  readonly exchange: string;
  readonly session: string;
  readonly audience?: string;
  readonly idle: Idle;
  readonly facts: RequestFacts;
  readonly header: (name: string) => string | null;
  readonly scanned: ScannedBody;
  readonly body: Uint8Array;
  readonly path: PathFacts;
}

/** What becomes of a request under a contract. */
export interface RequestOutcome {
  readonly role: string;
  /** The body as it goes upstream, and the headers that the contract fills in. */
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  /** What is found of it: `ID` or `ID (refused)`, sorted. */
  readonly findings: readonly string[];
}

/** Compiles a request as the gateway does under a contract. Pure. */
export function outcomeOf(contract: Contract, request: CompilableRequest): RequestOutcome {
  const { facts, audience, idle, header, scanned, body, path } = request;
  const asked = { facts, header, journeys: [], ...(idle.ms === undefined ? {} : { idleMs: idle.ms }) };
  const matched = matchRole(contract, audience, { ...asked, journeys: journeysOf(contract, asked, audience) });
  const contracted = contractedValues(contract, audience, matched.role);
  const { fills, findings } = judgeRequest({ contracted, matched, facts, idle });
  const fill = CODECS[facts.format].fill(scanned, fills, path);
  return {
    role: matched.role,
    body: spliceBytes(body, fill.splices),
    headers: fill.headers,
    findings: findings.map(({ id, severity }) => (severity === "reject" ? `${id} (refused)` : id)).toSorted(),
  };
}

/**
 * The same of a request of which the record is left: its fields stand for its body, and what is
 * compared by bytes is compared by digests.
 */
export function outcomeOfRecord(contract: Contract, request: RecordedRequest): RequestOutcome {
  const { audience, idle, fields } = request;
  const { role, known } = roleOfRecord(contract, request);
  const contracted = contractedValues(contract, audience, role);
  const { fills, findings } = judgeRecord(contracted, { role, known }, { fields, idle });
  const found = [...findings, ...judgeRecordedParts(contracted, known, request)];
  const sent = { ...fields, ...(contracted.severity.mode === "enforce" ? fills : {}) };
  return {
    role,
    body: new TextEncoder().encode(JSON.stringify(sent)),
    headers: {},
    findings: found.map(({ id, severity }) => (severity === "reject" ? `${id} (refused)` : id)).toSorted(),
  };
}
