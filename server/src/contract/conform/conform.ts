import type { FieldName, FieldValues, RequestFacts } from "../../wire/facts.ts";
import type { Contract } from "../contract.ts";
import { contractedValues, type ContractedRole } from "../contracted.ts";
import type { Idle } from "../edits.ts";
import type { Finding } from "../findings.ts";
import { judgeRequest } from "../guard.ts";
import type { Judged } from "../guard-case.ts";
import { judgeFields } from "../guard-fields.ts";
import { judgeBetas, judgeContextEdits } from "../guard-parts.ts";
import { journeysOf, type MatchedRole, matchRole } from "../resolution.ts";
import type { ViolationId } from "../violations.ts";
import { judgeRecordedParts, type RecordedParts, roleOfRecord } from "./recorded-parts.ts";

/** Which request it is. */
export interface RequestPlace {
  /** Id of the exchange, or what names the request where there is none. */
  readonly exchange: string;
  readonly session: string;
  readonly agent: string;
  /** Milliseconds. */
  readonly at: number;
  readonly audience?: string;
  readonly idle: Idle;
}

/** A request whose body is at hand. */
export interface WholeRequest extends RequestPlace {
  readonly facts: RequestFacts;
  readonly header: (name: string) => string | null;
}

/** A request of which its record is left: values and digests. */
export interface RecordedRequest extends RequestPlace, RecordedParts {
  /** As it was matched when the request came. */
  readonly role: string;
  readonly fields: FieldValues;
}

/** One point in which a request is not as a contract declares it. */
export interface Departure extends RequestPlace {
  readonly role: string;
  readonly id: ViolationId;
  readonly field?: FieldName;
  readonly requested?: string | number;
  readonly contracted?: string | number;
  readonly message: string;
}

/** Every point in which a request is not as the contract declares it, also what the contract takes lightly. Pure. */
export function departuresOf(contract: Contract, request: WholeRequest): readonly Departure[] {
  const { facts, audience, idle, header } = request;
  const asked = { facts, header, journeys: [], ...(idle.ms === undefined ? {} : { idleMs: idle.ms }) };
  const view = { ...asked, journeys: journeysOf(contract, asked, audience) };
  const matched = matchRole(contract, audience, view);
  const contracted = contractedValues(contract, audience, matched.role);
  const { findings } = judgeRequest({ contracted, matched, facts, idle });
  return findings.map((finding) => departure(request, matched.role, finding));
}

/**
 * The same for a request of which the record is left: what its contract says of it is compared by
 * values and digests, and what only its bytes would tell (the wording of a condition, the order of
 * blocks) is not.
 */
export function departuresOfRecord(contract: Contract, request: RecordedRequest): readonly Departure[] {
  const { audience, idle, fields } = request;
  const { role, known } = roleOfRecord(contract, request);
  const contracted = contractedValues(contract, audience, role);
  const { findings } = judgeRecord(contracted, { role, known }, { fields, idle });
  const all = [...findings, ...judgeRecordedParts(contracted, known, request)];
  return all.map((finding) => departure(request, role, finding));
}

/** Judges the values of a record, which stand for the request that they were read from. */
export function judgeRecord(
  contracted: ContractedRole,
  matched: MatchedRole,
  { fields, idle }: Pick<RecordedRequest, "fields" | "idle">,
): Pick<Judged, "fills" | "findings"> {
  const asked = { contracted, matched, facts: { ...NO_FACTS, fields }, idle };
  const parts = [judgeFields(asked), judgeContextEdits(asked), judgeBetas(asked)];
  return {
    fills: Object.assign({}, ...parts.map(({ fills }) => fills)) as Judged["fills"],
    findings: parts.flatMap(({ findings }) => findings),
  };
}

const NO_FACTS: RequestFacts = {
  format: "anthropic-messages",
  fields: {},
  stream: false,
  system: [],
  tools: [],
  messages: [],
  systemText: "",
  hints: {},
  envelope: "",
  systemSkeleton: "",
  toolsSkeleton: "",
  prefixBytes: "",
};

function departure(request: RequestPlace, role: string, finding: Finding): Departure {
  const { exchange, session, agent, at, audience, idle } = request;
  const { id, field, requested, contracted, message } = finding;
  return {
    exchange,
    session,
    agent,
    at,
    ...(audience === undefined ? {} : { audience }),
    idle,
    role,
    id,
    ...(field === undefined ? {} : { field }),
    ...(requested === undefined ? {} : { requested }),
    ...(contracted === undefined ? {} : { contracted }),
    message,
  };
}
