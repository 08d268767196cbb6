import type { FillValues } from "../wire/codec.ts";
import type { FieldValues } from "../wire/facts.ts";
import type { Bounds } from "./bounds.ts";
import type { Chooser } from "./document/values.ts";
import { finding, type Finding } from "./findings.ts";
import { type Judged, NOTHING, type RequestCase } from "./guard-case.ts";
import { durationMs, effortRank, thinkingBudget } from "./scales.ts";
import { isModel } from "./served.ts";
import type { ViolationId } from "./violations.ts";

type Scalar = string | number;
type ScalarField = "model" | "effort" | "thinking" | "max_tokens" | "temperature" | "cache_ttl" | "response_format";

/** How one field is compared. */
interface FieldRule {
  readonly field: ScalarField;
  readonly id: ViolationId;
  readonly words: string;
  /** Whether `enforce` can put the field in. */
  readonly filled: boolean;
  /** Whether leaving the field out is as good as this value. */
  readonly impliedBy?: (value: Scalar) => boolean;
  /** Whether leaving it out is only noted: the provider's default is then as good as any. */
  readonly absentIsMinor?: boolean;
  /** Whether the two mean the same. */
  readonly same?: (request: RequestCase, contracted: Scalar, requested: Scalar) => boolean;
  /** The place on the field's scale, where it has one. */
  readonly rank?: (value: Scalar) => number | undefined;
}

const byText = (read: (text: string) => number | undefined) => (value: Scalar) =>
  typeof value === "string" ? read(value) : undefined;
const byNumber = (value: Scalar) => (typeof value === "number" ? value : undefined);

const RULES: readonly FieldRule[] = [
  {
    field: "model",
    id: "MODEL_MISMATCH",
    words: "model",
    filled: true,
    same: ({ contracted }, id, other) => isModel(contracted, String(id), String(other)),
  },
  { field: "effort", id: "EFFORT_MISMATCH", words: "effort", filled: true, rank: byText(effortRank) },
  {
    field: "thinking",
    id: "THINKING_MISMATCH",
    words: "thinking",
    filled: true,
    impliedBy: (value) => value === "disabled",
    // `enabled` is contracted without a budget: any will do.
    same: (_, value, other) => value === other || (value === "enabled" && String(other).startsWith("enabled:")),
    rank: byText(thinkingBudget),
  },
  {
    field: "max_tokens",
    id: "MAX_TOKENS_MISMATCH",
    words: "max_tokens",
    filled: true,
    absentIsMinor: true,
    rank: byNumber,
  },
  {
    field: "temperature",
    id: "TEMPERATURE_MISMATCH",
    words: "temperature",
    filled: true,
    absentIsMinor: true,
    rank: byNumber,
  },
  {
    field: "cache_ttl",
    id: "CACHE_TTL_MISMATCH",
    words: "cache life",
    filled: false,
    absentIsMinor: true,
    rank: byText(durationMs),
  },
  {
    field: "response_format",
    id: "RESPONSE_FORMAT_MISMATCH",
    words: "response format",
    filled: false,
    impliedBy: (value) => value === "text",
  },
];

/** Judges the fields that hold one value each. */
export function judgeFields(request: RequestCase): Judged {
  const { fields } = request.contracted;
  const values: { -readonly [Name in keyof FieldValues]: FieldValues[Name] } = {};
  const fills: FillValues = {};
  const findings: Finding[] = [];
  // Gathered in place: this runs on every request.
  for (const rule of RULES) {
    const bounds: Bounds<Scalar> | undefined = fields[rule.field];
    if (bounds === undefined) continue;
    const part = judgeField(request, rule, bounds);
    Object.assign(values, part.values);
    Object.assign(fills, part.fills);
    findings.push(...part.findings);
  }
  if (fields.weights?.value !== undefined) values.weights = fields.weights.value;
  if (fields.tool_order_digest?.value !== undefined) values.tool_order_digest = fields.tool_order_digest.value;
  return { values, fills, findings };
}

function judgeField(request: RequestCase, rule: FieldRule, bounds: Bounds<Scalar>): Judged {
  const { contracted, facts, chooser = "client" } = request;
  const { field, id, words } = rule;
  const { value } = bounds;
  const requested: Scalar | undefined = facts.fields[field];
  const values: FieldValues = value === undefined ? {} : { [field]: value };
  if (requested === undefined) {
    if (value !== undefined && rule.impliedBy?.(value) === true) return { ...NOTHING, values };
    // `enabled` alone is no value that could be sent.
    const fillable =
      rule.filled && value !== undefined && value !== "enabled" && contracted.severity.mode === "enforce";
    if (fillable) return { values, fills: { [field]: filling(request, rule, value) }, findings: [] };
    const message = `the request says no ${words}, so the provider's default holds; ${contracted.name} says ${wordsOf(bounds)}`;
    const absent = finding(contracted, id, { field, contracted: value, message });
    const minor = rule.absentIsMinor === true && contracted.severity.overrides[id] === undefined;
    return { values, fills: {}, findings: [minor ? { ...absent, severity: "note" } : absent] };
  }
  const asContracted = value !== undefined && isSame(request, rule, value, requested);
  if (asContracted || mayChoose(request, rule, bounds, requested, chooser)) {
    return { values: { [field]: requested }, fills: NOTHING.fills, findings: NOTHING.findings };
  }
  const message = `the request asks for the ${words} ${requested}; ${contracted.name} says ${wordsOf(bounds)}`;
  return { values, fills: {}, findings: [finding(contracted, id, { field, requested, contracted: value, message })] };
}

function filling({ contracted }: RequestCase, rule: FieldRule, value: Scalar): Scalar {
  const { snapshot, pinned } = contracted.model;
  return rule.field === "model" && pinned && snapshot !== undefined ? snapshot : value;
}

function isSame(request: RequestCase, rule: FieldRule, value: Scalar, requested: Scalar): boolean {
  return rule.same?.(request, value, requested) ?? value === requested;
}

function mayChoose(
  request: RequestCase,
  rule: FieldRule,
  bounds: Bounds<Scalar>,
  requested: Scalar,
  chooser: Chooser,
): boolean {
  const { min, max, allow, by } = bounds;
  if (by?.includes(chooser) !== true) return false;
  if (allow !== undefined && !allow.some((value) => isSame(request, rule, value, requested))) return false;
  if (min === undefined && max === undefined) return true;
  const at = rule.rank?.(requested);
  // A value that is not on the scale is inside no bounds.
  if (at === undefined) return false;
  const low = min === undefined ? undefined : rule.rank?.(min);
  const high = max === undefined ? undefined : rule.rank?.(max);
  return (low === undefined || at >= low) && (high === undefined || at <= high);
}

/** Bounds as a message says them: `high (at least medium, by user or client)`. */
function wordsOf({ value, min, max, allow, by }: Bounds<Scalar>): string {
  const limits = [
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(max === undefined ? [] : [`at most ${max}`]),
    ...(allow === undefined ? [] : [`one of ${allow.join(", ")}`]),
    ...(by === undefined ? [] : [`by ${by.join(" or ")}`]),
  ].join(", ");
  if (value === undefined) return limits;
  return limits === "" ? String(value) : `${value} (${limits})`;
}
