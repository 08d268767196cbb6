import { FIELD_NAMES, type FieldValues, type ResponseFacts } from "../wire/facts.ts";
import type { ExchangeRecord } from "../exchange/columns.ts";

/** The four states of the compared fields, as far as they are known. */
export interface FieldStates {
  readonly requested: FieldValues;
  readonly contracted: FieldValues;
  readonly sent: FieldValues;
  readonly served?: FieldValues;
}

/** Field states as columns of the record; what is not known is left out. */
export function fieldColumns(
  states: Partial<FieldStates>,
  servedSource?: "observed" | "declared",
): Partial<ExchangeRecord> {
  const columns: Record<string, unknown> = {};
  for (const field of FIELD_NAMES) {
    for (const state of ["requested", "contracted", "sent", "served"] as const) {
      const value = states[state]?.[field];
      if (value !== undefined) columns[`${field}_${state}`] = value;
    }
    if (servedSource !== undefined)
      columns[`${field}_source`] = states.served?.[field] === undefined ? "unavailable" : servedSource;
  }
  return columns;
}

/** What the served fields of an answer are. */
export function servedFields(facts: ResponseFacts): FieldValues {
  return facts.model === undefined ? facts.fields : { ...facts.fields, model: facts.model };
}

/** Names what is set; order as given. `requested=a; contracted=b`. No value can feign a pair of its own. */
function pairs(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value]) => `${name}=${printable(String(value)).replaceAll(";", "?")}`)
    .join("; ");
}

/** Header values may hold what a client or provider said: only what is safe in a header stays. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?").slice(0, 512);
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
function threeStates(
  { requested, contracted, sent }: Partial<FieldStates>,
  field: "model" | "effort",
): Record<string, string | undefined> {
  return {
    requested: requested === undefined ? undefined : (requested[field] ?? "unset"),
    contracted: contracted === undefined ? undefined : (contracted[field] ?? "undeclared"),
    sent: sent === undefined ? undefined : (sent[field] ?? "unset"),
  };
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
    set(
      "model",
      pairs({
        ...threeStates(states, "model"),
        announced: facts.announced,
        served: states.served?.model,
      }),
    );
    set("effort", pairs(threeStates(states, "effort")));
  }
  const { delegation } = facts;
  set(
    "delegation",
    delegation === undefined
      ? "none"
      : `allowed; ${pairs({ to: delegation.to, reason: delegation.reason, rule: delegation.rule })}`,
  );
  if (facts.cache !== undefined) set("cache", `provider; read=${facts.cache.read}; write=${facts.cache.write}`);
  if (facts.pin !== undefined) set("rollout", `none; arm=baseline; pin=${facts.pin}`);
  set("steps", facts.steps.join(", "));
  set("violations", facts.violations.join(", "));
}
