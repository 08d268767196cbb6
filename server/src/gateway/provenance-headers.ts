import { FIELD_NAMES, type FieldValues, type ResponseFacts } from "../wire/facts.ts";
import type { RecordParts } from "../exchange/record.ts";

/** The four states of the compared fields, as far as they are known. */
export interface FieldStates {
  readonly requested: FieldValues;
  readonly contracted: FieldValues;
  readonly sent: FieldValues;
  readonly served?: FieldValues;
}

const STATES = ["requested", "contracted", "sent", "served"] as const;

/** The columns of each field, named once: a name that is put together anew for each request has to be looked up anew. */
const COLUMNS_OF = STATES.map((state) => ({
  state,
  columns: FIELD_NAMES.map((field) => ({ field, column: `${field}_${state}` })),
}));

/** Field states as columns of the record; what is not known is left out. */
export function fieldColumns(states: Partial<FieldStates>): RecordParts {
  const found: Record<string, unknown> = {};
  for (const { state, columns } of COLUMNS_OF) {
    const values = states[state];
    if (values === undefined) continue;
    for (const { field, column } of columns) if (values[field] !== undefined) found[column] = values[field];
  }
  return found;
}

/** What the served fields of an answer are. */
export function servedFields(facts: ResponseFacts): FieldValues {
  return facts.model === undefined ? facts.fields : { ...facts.fields, model: facts.model };
}

/** `name=value`, where there is one. No value can feign a pair of its own. */
function pair(before: string, name: string, value: string | undefined): string {
  if (value === undefined || value === "") return before;
  const safe = printable(value);
  const shown = `${name}=${safe.includes(";") ? safe.replaceAll(";", "?") : safe}`;
  return before === "" ? shown : `${before}; ${shown}`;
}

// Anything but what is safe in a header.
const UNPRINTABLE = /[^\x20-\x7e]/;

/** Header values may hold what a client or provider said: only what is safe in a header stays. */
export function printable(text: string): string {
  const short = text.length > 512 ? text.slice(0, 512) : text;
  return UNPRINTABLE.test(short) ? short.replace(/[^\x20-\x7e]/g, "?") : short;
}

/** What the response headers say of an exchange; absent parts give no header, but for those that must be there. */
export interface HeaderFacts {
  readonly exchange: string;
  readonly contract?: { readonly name: string; readonly digest: string };
  readonly role?: string;
  readonly promptDigest?: string;
  readonly states?: Partial<FieldStates>;
  /** The first event's claim, while the end has not confirmed it. */
  readonly announced?: string;
  readonly delegation?: { readonly to: string; readonly reason: string; readonly rule: string };
  readonly cache?: { readonly read: number; readonly write: number };
  readonly pin?: string;
  readonly steps: readonly string[];
  readonly violations: readonly string[];
}

/** A state that was never come to, because the request was refused before, is left out. */
function threeStates({ requested, contracted, sent }: Partial<FieldStates>, field: "model" | "effort"): string {
  const asked = requested === undefined ? "" : pair("", "requested", requested[field] ?? "unset");
  const agreed = contracted === undefined ? asked : pair(asked, "contracted", contracted[field] ?? "undeclared");
  return sent === undefined ? agreed : pair(agreed, "sent", sent[field] ?? "unset");
}

/** Sets the `bellwether-` headers of an answer. */
export function setProvenanceHeaders(headers: Headers, facts: HeaderFacts): void {
  const { states, contract, delegation, cache } = facts;
  headers.set("bellwether-exchange", facts.exchange);
  if (contract !== undefined) {
    set(headers, "bellwether-contract", contract.name);
    headers.set("bellwether-contract-digest", contract.digest);
  }
  set(headers, "bellwether-role", facts.role);
  set(headers, "bellwether-prompt-digest", facts.promptDigest);
  if (states !== undefined) {
    const model = pair(threeStates(states, "model"), "announced", facts.announced);
    set(headers, "bellwether-model", pair(model, "served", states.served?.model));
    set(headers, "bellwether-effort", threeStates(states, "effort"));
  }
  headers.set("bellwether-delegation", delegation === undefined ? "none" : allowed(delegation));
  if (cache !== undefined) headers.set("bellwether-cache", `provider; read=${cache.read}; write=${cache.write}`);
  if (facts.pin !== undefined) headers.set("bellwether-rollout", `none; arm=baseline; pin=${facts.pin}`);
  if (facts.steps.length > 0) set(headers, "bellwether-steps", facts.steps.join(", "));
  if (facts.violations.length > 0) set(headers, "bellwether-violations", facts.violations.join(", "));
}

function set(headers: Headers, name: string, value: string | undefined): void {
  if (value !== undefined && value !== "") headers.set(name, printable(value));
}

function allowed({ to, reason, rule }: NonNullable<HeaderFacts["delegation"]>): string {
  return printable(pair(pair(pair("allowed", "to", to), "reason", reason), "rule", rule));
}
