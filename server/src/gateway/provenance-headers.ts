import { FIELD_NAMES, type FieldValues, type ResponseFacts } from "../wire/facts.ts";
import type { RecordParts } from "../exchange/columns.ts";

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
  const shown = `${name}=${printable(value).replaceAll(";", "?")}`;
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
  const { states } = facts;
  const set = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== "") headers.set(`bellwether-${name}`, printable(value));
  };
  set("exchange", facts.exchange);
  set("contract", facts.contract?.name);
  set("contract-digest", facts.contract?.digest);
  set("role", facts.role);
  set("prompt-digest", facts.promptDigest);
  if (states !== undefined) {
    const model = pair(threeStates(states, "model"), "announced", facts.announced);
    set("model", pair(model, "served", states.served?.model));
    set("effort", threeStates(states, "effort"));
  }
  const { delegation } = facts;
  set(
    "delegation",
    delegation === undefined
      ? "none"
      : pair(pair(pair("allowed", "to", delegation.to), "reason", delegation.reason), "rule", delegation.rule),
  );
  if (facts.cache !== undefined) set("cache", `provider; read=${facts.cache.read}; write=${facts.cache.write}`);
  if (facts.pin !== undefined) set("rollout", `none; arm=baseline; pin=${facts.pin}`);
  set("steps", facts.steps.join(", "));
  set("violations", facts.violations.join(", "));
}
