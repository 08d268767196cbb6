/** Reads headers by name; a `Headers` object is one. */
export interface HeaderReader {
  get(name: string): string | null;
}

/** What was asked, contracted and sent for one field, and what the provider says it did. Absent: not known. */
export interface FieldStates {
  readonly requested?: string;
  readonly contracted?: string;
  readonly sent?: string;
}

/** The states of the model. */
export interface ModelStates extends FieldStates {
  /** The first event's claim, where a stream's headers left before its end. */
  readonly announced?: string;
  /** The model that answered, where it was known before the headers left. */
  readonly served?: string;
}

/** Somebody else than the contracted model answered, and the contract allows it. */
export interface Delegation {
  readonly to?: string;
  readonly reason?: string;
  /** The rule of the contract that allows it. */
  readonly rule?: string;
}

/** Tokens read from and written to the provider's prompt cache. */
export interface CacheUse {
  readonly read: number;
  readonly write: number;
}

/** What Bellwether says of an answer in its headers. A fact that no header states is absent, never guessed. */
export interface Provenance {
  /** Id of the exchange: by it the whole record is found. */
  readonly exchange: string;
  /** `surface@version`. */
  readonly contract?: string;
  readonly contractDigest?: string;
  readonly role?: string;
  readonly promptDigest?: string;
  readonly model: ModelStates;
  readonly effort: FieldStates;
  /** Undefined: the contracted model answered, as far as was known when the headers left. */
  readonly delegation?: Delegation;
  readonly cache?: CacheUse;
  /** Processing steps that the product reported, such as `redact-pii@1.2.0`. */
  readonly steps: readonly string[];
  /** Ids of violations, most severe first. */
  readonly violations: readonly string[];
  /** Code of the error where Bellwether itself refused, such as `contract_violated`. */
  readonly error?: string;
}

/**
 * Reads what Bellwether says of an answer.
 *
 * @returns undefined where the answer did not come through Bellwether.
 */
export function readProvenance(headers: HeaderReader): Provenance | undefined {
  const header = (name: string): string | undefined => {
    const value = headers.get(`bellwether-${name}`)?.trim();
    return value === undefined || value === "" ? undefined : value;
  };
  const exchange = header("exchange");
  if (exchange === undefined) return undefined;
  const model = pairs(header("model"));
  const effort = pairs(header("effort"));
  return {
    exchange,
    ...given("contract", header("contract")),
    ...given("contractDigest", header("contract-digest")),
    ...given("role", header("role")),
    ...given("promptDigest", header("prompt-digest")),
    model: {
      ...fieldStates(model),
      ...given("announced", model.get("announced")),
      ...given("served", model.get("served")),
    },
    effort: fieldStates(effort),
    ...given("delegation", delegation(header("delegation"))),
    ...given("cache", cacheUse(header("cache"))),
    steps: list(header("steps")),
    violations: list(header("violations")),
    ...given("error", header("error")),
  };
}

/** Words that stand where there is no value: the client set nothing, the contract says nothing. */
const NOTHING = new Set(["unset", "undeclared"]);

function fieldStates(states: ReadonlyMap<string, string>): FieldStates {
  const state = (name: string): string | undefined => {
    const value = states.get(name);
    return value === undefined || NOTHING.has(value) ? undefined : value;
  };
  return {
    ...given("requested", state("requested")),
    ...given("contracted", state("contracted")),
    ...given("sent", state("sent")),
  };
}

function delegation(header: string | undefined): Delegation | undefined {
  if (header === undefined || header === "none") return undefined;
  const facts = pairs(header);
  return {
    ...given("to", facts.get("to")),
    ...given("reason", facts.get("reason")),
    ...given("rule", facts.get("rule")),
  };
}

function cacheUse(header: string | undefined): CacheUse | undefined {
  const facts = pairs(header);
  const [read, write] = [count(facts.get("read")), count(facts.get("write"))];
  return read === undefined || write === undefined ? undefined : { read, write };
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** `a=1; b=2` by name. The first of two pairs of one name counts; words without a value are passed over. */
function pairs(header: string | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const part of (header ?? "").split(";")) {
    const at = part.indexOf("=");
    const name = part.slice(0, Math.max(at, 0)).trim();
    if (name !== "" && !found.has(name)) found.set(name, part.slice(at + 1).trim());
  }
  return found;
}

function list(header: string | undefined): readonly string[] {
  return (header ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function given<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}
