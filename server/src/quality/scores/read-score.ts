import { z } from "zod";
import { isId } from "../../core/id.ts";
import { nearest } from "../../core/nearest.ts";
import { behaviourSignal } from "../signals/behaviour/table.ts";
import { END_USER, type ScoreContent, type ScoreTarget, TARGET_KINDS } from "../../exchange/scores/score.ts";

/** A score as a caller says it, before it is known whose it is. */
export interface SaidScore {
  readonly content: ScoreContent;
  /** Empty where the caller gave none. */
  readonly idempotencyKey: string;
  /** Whose exchange, session or unit it is, where the caller says. */
  readonly tenant?: string;
}

/** A score that was read, or what is wrong with it, and where in it. */
export type ReadScore =
  | { readonly ok: true; readonly said: SaidScore }
  | { readonly ok: false; readonly place: string; readonly message: string };

/** How far ahead of this machine's clock a time may be, in milliseconds: clocks differ. */
const AHEAD_MS = 86_400_000;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
// Control characters could forge lines in logs and reports.
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f]/;

const text = (most: number): z.ZodType<string> =>
  z
    .string("must be a text")
    .min(1, "must not be empty")
    .max(most, `must be at most ${most} characters long`)
    .refine((value) => !UNPRINTABLE.test(value) && value.isWellFormed(), "must be printable");
const digest = z
  .string("must be a digest, sha256: and 64 hex digits")
  .regex(DIGEST, "must be a digest, sha256: and 64 hex digits");

/** The name of a signal, as contracts write it. */
export const SIGNAL_NAME = /^[a-z][a-z0-9_-]{0,63}$/;
/** The name of a signal that somebody judges: those that records tell of are measured, and a score under one would never be read. */
export const scoredSignal = z
  .string("must be the name of a signal")
  .regex(SIGNAL_NAME, "must be a name of at most 64 lower-case letters, digits, - and _, starting with a letter")
  .refine(
    (name) => behaviourSignal(name) === undefined,
    "must not be one that is measured from records (GET /api/v1/signals lists them): give it a name of its own",
  );

const evaluator = z.strictObject(
  {
    id: text(128).refine(
      (id) => id !== END_USER,
      `must not be "${END_USER}": that is who speaks by a feedback token (POST /api/v1/feedback)`,
    ),
    version: text(64),
    model: text(128).optional(),
    rubric_digest: digest.optional(),
    prompt_digest: digest.optional(),
  },
  'must say who judged: {"id": "...", "version": "..."}',
);

const schema = z.strictObject(
  {
    exchange: z
      .string("must be the id of an exchange")
      .refine(isId, "must be the id of an exchange, as the header bellwether-exchange says it")
      .optional(),
    session: text(512).optional(),
    unit: text(512).optional(),
    signal: scoredSignal,
    value: z.union([z.number(), z.boolean()], "must be a finite number, true or false"),
    evaluator,
    time: z
      .union([z.number(), z.string()], "must be a time such as 2026-04-01T12:00:00Z, or milliseconds since 1970")
      .optional(),
    idempotency_key: text(256).optional(),
    output_digest: digest.optional(),
    tenant: text(64).optional(),
  },
  "must be a score: a JSON object",
);

const KEYS = Object.keys(schema.shape);

/**
 * Reads one score as a caller sent it.
 *
 * @param now milliseconds since the epoch.
 */
export function readScore(value: unknown, now: number): ReadScore {
  const result = schema.safeParse(value);
  if (!result.success) return problemOf(result.error.issues[0], value);
  const said = result.data;
  const targets = TARGET_KINDS.filter((kind) => said[kind] !== undefined);
  const [kind] = targets;
  if (kind === undefined) return problem("", "says not what it is of: give one of exchange, session and unit");
  if (targets.length > 1)
    return problem(targets[1] ?? "", `cannot stand beside ${kind}: a score is of one exchange, session or unit`);
  const target: ScoreTarget = { kind, id: said[kind] ?? "" };
  const at = said.time === undefined ? undefined : timeOf(said.time);
  if (at === null || (at ?? 0) < 0)
    return problem("time", "must be a time such as 2026-04-01T12:00:00Z, or milliseconds since 1970");
  if ((at ?? 0) > now + AHEAD_MS)
    return problem("time", "is more than a day ahead of the clock here: say when it was judged, or leave it out");
  const { id, version, model = "", rubric_digest = "", prompt_digest = "" } = said.evaluator;
  return {
    ok: true,
    said: {
      content: {
        target,
        signal: said.signal,
        value: Number(said.value),
        boolean: typeof said.value === "boolean",
        evaluator: { id, version, model, rubricDigest: rubric_digest, promptDigest: prompt_digest },
        outputDigest: said.output_digest ?? "",
        ...(at === undefined ? {} : { at }),
      },
      idempotencyKey: said.idempotency_key ?? "",
      ...(said.tenant === undefined ? {} : { tenant: said.tenant }),
    },
  };
}

/** Milliseconds of a time with its zone; null where it is none. */
function timeOf(said: number | string): number | null {
  if (typeof said === "number") return Number.isSafeInteger(said) ? said : null;
  const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(said);
  const time = zoned ? Date.parse(said) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

function problemOf(issue: z.core.$ZodIssue | undefined, value: unknown): ReadScore {
  const place = issue?.path.map(String) ?? [];
  if (issue?.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    const meant = place.length === 0 ? nearest(key, KEYS) : undefined;
    const hint = meant === undefined ? "leave it out" : `did you mean ${meant}?`;
    return problem([...place, key].join("."), `is nothing that a score has: ${hint}`);
  }
  const missing = place.length > 0 && valueAt(value, place) === undefined;
  return problem(place.join("."), `${missing ? "is missing: it " : ""}${issue?.message ?? "is not as expected"}`);
}

function valueAt(value: unknown, place: readonly string[]): unknown {
  return place.reduce<unknown>(
    (inside, key) => (inside as Readonly<Record<string, unknown>> | undefined)?.[key],
    value,
  );
}

function problem(place: string, message: string): ReadScore {
  return { ok: false, place, message };
}
