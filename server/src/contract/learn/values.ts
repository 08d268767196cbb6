import type { FieldName, WireFormat } from "../../wire/facts.ts";
import { parseContextEdits } from "../../wire/context-edits.ts";
import type { RoleDocument } from "../document/role.ts";
import { EFFORTS, effortRank } from "../scales.ts";
import type { Observation } from "./observation.ts";

/** The values of a voice, and why others are left out. */
export interface LearntValues {
  readonly role: RoleDocument;
  /** A sentence each. */
  readonly leftOut: readonly string[];
  /** Fields of which requests say different things, or that only some of them say. */
  readonly varying: ReadonlySet<FieldName>;
}

type Effort = (typeof EFFORTS)[number];

const PROVIDERS: Readonly<Record<WireFormat, string>> = {
  "anthropic-messages": "anthropic",
  "openai-chat": "openai",
  "openai-responses": "openai",
  gemini: "gemini",
  "bedrock-converse": "bedrock",
};

/** Who chose what differs from request to request cannot be seen: both may. */
const BY_BOTH = ["client", "user"] as ["client", "user"];

/** What was seen of a field in all requests of a voice. */
type Seen<T> =
  | { readonly kind: "never" }
  | { readonly kind: "sometimes"; readonly count: number }
  /** The most frequent first. */
  | { readonly kind: "always"; readonly values: readonly [T, ...T[]] };

/**
 * Learns the values of one voice from what its requests asked for.
 *
 * @param passed fields that are not looked at.
 */
export function learnValues(
  observations: readonly Observation[],
  passed: ReadonlySet<string> = new Set(),
): LearntValues {
  const leftOut: string[] = [];
  const varying = new Set<FieldName>();
  const all = observations.length;
  const seen = <T>(field: FieldName, words: string): readonly [T, ...T[]] | undefined => {
    if (passed.has(field)) return undefined;
    const found = seenOf<T>(observations.map(({ fields }) => fields[field] as T | undefined));
    if (found.kind === "sometimes" || (found.kind === "always" && found.values.length > 1)) varying.add(field);
    if (found.kind === "sometimes") leftOut.push(`${words}: said in ${found.count} of ${all} requests`);
    return found.kind === "always" ? found.values : undefined;
  };
  const role: RoleDocument = {};
  const formats = new Set(observations.map(({ format }) => PROVIDERS[format]));
  const [provider] = formats.size === 1 ? formats : [];
  const models = seen<string>("model", "the model");
  if (models !== undefined) role.model = { ...(provider === undefined ? {} : { provider }), id: among(models) };
  const effort = effortOf(seen<string>("effort", "the effort"));
  const thinking = thinkingOf(seen<string>("thinking", "thinking"));
  if (effort !== undefined || thinking !== undefined)
    role.reasoning = { ...(effort === undefined ? {} : { effort }), ...(thinking === undefined ? {} : { thinking }) };
  const tokens = seen<number>("max_tokens", "max_tokens");
  if (tokens !== undefined) role.output = { max_tokens: between(tokens) };
  const temperature = seen<number>("temperature", "the temperature");
  if (temperature !== undefined) role.sampling = { temperature: between(temperature) };
  const betas = seen<string>("betas", "betas");
  if (betas?.length === 1) role.betas = betas[0].split(",").filter((name) => name !== "");
  else if (betas !== undefined) leftOut.push(`betas: ${betas.length} sets were sent`);
  const ttl = seen<string>("cache_ttl", "the cache's life");
  if (ttl?.length === 1) role.cache = { prompt: { ttl: ttl[0] } };
  const edits = seen<string>("context_edits", "context edits");
  const parsed = edits?.length === 1 ? parseContextEdits(edits[0]) : undefined;
  if (parsed !== undefined) role.context = { edits: [...parsed] };
  else if (edits !== undefined)
    leftOut.push(`context edits: they differ, ${edits.map((one) => one || "(none)").join(" and ")}`);
  const format = seen<string>("response_format", "the response format");
  if (format?.length === 1 && format[0] === "text") role.output = { ...role.output, schema: null };
  const choices = seenOf(observations.map(({ toolChoice }) => toolChoice));
  if (choices.kind === "always" && choices.values.length === 1) role.tool_choice = choices.values[0];
  return { role, leftOut, varying };
}

function seenOf<T>(values: readonly (T | undefined)[]): Seen<T> {
  const counts = new Map<T, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [first, ...rest] = [...counts].toSorted(([, a], [, b]) => b - a).map(([value]) => value);
  if (first === undefined) return { kind: "never" };
  const count = values.filter((value) => value !== undefined).length;
  return count < values.length ? { kind: "sometimes", count } : { kind: "always", values: [first, ...rest] };
}

function among(values: readonly [string, ...string[]]): NonNullable<NonNullable<RoleDocument["model"]>["id"]> {
  return values.length === 1 ? values[0] : { default: values[0], allow: [...values], by: BY_BOTH };
}

function between(values: readonly [number, ...number[]]) {
  if (values.length === 1) return values[0];
  return { default: values[0], min: Math.min(...values), max: Math.max(...values), by: BY_BOTH };
}

function effortOf(
  values: readonly [string, ...string[]] | undefined,
): NonNullable<RoleDocument["reasoning"]>["effort"] {
  const known = values?.filter((value): value is Effort => EFFORTS.some((one) => one === value)) ?? [];
  const [first] = known;
  if (first === undefined || known.length !== values?.length) return undefined;
  if (known.length === 1) return first;
  const lowest = known.toSorted((a, b) => (effortRank(a) ?? 0) - (effortRank(b) ?? 0))[0] ?? first;
  return { default: first, min: lowest, by: BY_BOTH };
}

type Thinking = NonNullable<RoleDocument["reasoning"]>["thinking"];
type PlainThinking = "adaptive" | "enabled" | "disabled" | { budget_tokens: number };

function thinkingOf(values: readonly [string, ...string[]] | undefined): Thinking {
  const plain = values?.map(plainThinking) ?? [];
  const known = plain.filter((value) => value !== undefined);
  const [first] = known;
  if (first === undefined || known.length !== plain.length) return undefined;
  if (known.length === 1) return first;
  // A budget that the client works out anew for each request is nobody's choice.
  if (known.every((value) => typeof value === "object")) return "enabled";
  return { default: first, allow: known, by: BY_BOTH };
}

function plainThinking(value: string): PlainThinking | undefined {
  if (value === "adaptive" || value === "enabled" || value === "disabled") return value;
  const [, budget] = /^enabled:(\d+)$/.exec(value) ?? [];
  return budget === undefined ? undefined : { budget_tokens: Number(budget) };
}
