/** How serious a violation is: written down, told to people, or refused. */
export const SEVERITIES = ["note", "alert", "reject"] as const;

/** One of the severities. */
export type Severity = (typeof SEVERITIES)[number];

/**
 * Whether a healthy product can break an invariant: `certain` never (it may reject, and break a
 * rollout), `rate` now and then (counted, and compared between arms).
 */
export type ViolationKind = "certain" | "rate";

/** Every violation that a contract can give a severity, with its kind. */
export const VIOLATIONS = {
  MODEL_MISMATCH: "certain",
  SERVED_MODEL_MISMATCH: "certain",
  EFFORT_MISMATCH: "certain",
  THINKING_MISMATCH: "certain",
  MAX_TOKENS_MISMATCH: "certain",
  TEMPERATURE_MISMATCH: "certain",
  TOOLS_MISMATCH: "certain",
  RESPONSE_FORMAT_MISMATCH: "certain",
  BETAS_MISMATCH: "certain",
  CONTEXT_EDIT_UNDECLARED: "certain",
  CONTEXT_EDIT_REPEATED: "certain",
  SYSTEM_PROMPT_UNREGISTERED: "certain",
  REASONING_DROPPED: "certain",
  TOOLS_REORDERED: "certain",
  FIELD_DROPPED: "certain",
  DELEGATE_MISMATCH: "certain",
  STEP_MISSING: "certain",
  ROLE_UNKNOWN: "rate",
  EFFORT_IMPLAUSIBLE: "rate",
  PREFIX_CHANGED: "rate",
  CACHE_MISS_UNEXPLAINED: "rate",
  CACHE_TTL_MISMATCH: "rate",
  TOKENS_UNEXPLAINED: "rate",
  TOOL_CALL_INVALID: "rate",
  OUTPUT_SCRIPT_UNEXPECTED: "rate",
  TRUNCATION_MARKED: "rate",
  FALLBACK_STALE: "rate",
  STREAM_CUT: "rate",
} as const satisfies Record<string, ViolationKind>;

/** The id of a violation. */
export type ViolationId = keyof typeof VIOLATIONS;

/** The ids of all violations. */
export const VIOLATION_IDS = Object.keys(VIOLATIONS) as [ViolationId, ...ViolationId[]];

/** What a severity depends on. */
export interface SeverityContext {
  readonly mode: "observe" | "verify" | "enforce";
  readonly safetyCritical: boolean;
  /** The severities that the contract sets itself. */
  readonly overrides: Readonly<{ [Id in ViolationId]?: Severity | undefined }>;
}

/**
 * The severity of a violation: the contract's own word, else `reject` for what is certain and
 * `alert` for a rate. An unknown voice of a safety-critical surface is rejected too, since nothing
 * is contracted that could protect it. Under `observe` nothing is refused: `reject` becomes `alert`.
 */
export function severityOf(id: ViolationId, { mode, safetyCritical, overrides }: SeverityContext): Severity {
  const failClosed = VIOLATIONS[id] === "certain" || (safetyCritical && id === "ROLE_UNKNOWN");
  const severity = overrides[id] ?? (failClosed ? "reject" : "alert");
  return mode === "observe" && severity === "reject" ? "alert" : severity;
}
