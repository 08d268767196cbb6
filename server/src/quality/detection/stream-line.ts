import type { Attributes, AttributeValue } from "../cohorts/attribute-values.ts";
import type { Arm } from "../statistics/arm-comparison.ts";

/** One line of a stream of outcomes. */
export interface StreamLine {
  readonly unit: string;
  readonly arm: Arm;
  /** As the line has it: of the unit's own arm, or of the candidate, as the whole stream tells. */
  readonly p: number;
  /** Nothing where there is an error. */
  readonly value: number;
  readonly signal: string;
  /** Whether the value lies beyond the scale, and counts as its end. */
  readonly clipped?: true;
  /** The infrastructure error that was met instead of an answer. */
  readonly error?: string;
  /** Milliseconds since 1970, or whatever number the stream counts in. */
  readonly time?: number;
  readonly attributes?: Attributes;
  /** Of what was answered: the same answer has to get the same score. */
  readonly outputDigest?: string;
}

/** A record of a file, as JSON or as a row of CSV has it. */
export type LineRecord = Readonly<Record<string, unknown>>;

/** How values are read: what becomes 0, what becomes 1, and whether what lies between is told by its logarithm. */
export interface ValueScale {
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
}

/** A scale; or as the value is, whatever it is. */
export type ScaleChoice = ValueScale | "raw" | undefined;

/** Something that is wrong with a record: what, and what would be right. */
export class LineProblem extends Error {}

/** The signal of a line that names none. */
export const UNNAMED_SIGNAL = "value";

/** How the value of a record is read where only one signal is asked for: those of others may be anything. */
export function scaleFor({ signal }: LineRecord, asked: string | undefined, scale: ScaleChoice): ScaleChoice {
  const name = signal === undefined || signal === null || signal === "" ? UNNAMED_SIGNAL : signal;
  return asked !== undefined && name !== asked ? "raw" : scale;
}

/** What a line of a comparison needs. */
export function comparisonLine(record: LineRecord, scale: ScaleChoice): StreamLine {
  const { arm, p } = record;
  if (arm !== "baseline" && arm !== "candidate")
    throw new LineProblem(
      arm === undefined || arm === ""
        ? 'has no arm: "baseline" or "candidate"'
        : `arm is ${shown(arm)}: it is "baseline" or "candidate"`,
    );
  const probability = numberOf(p);
  if (p === undefined || p === "")
    throw new LineProblem("has no p: the probability with which the unit was given its arm, when it was");
  if (probability === undefined || !(probability >= 0 && probability <= 1))
    throw new LineProblem(`p is ${shown(p)}: it is a probability, from 0 to 1`);
  return { ...outcomeLine(record, scale), arm, p: probability };
}

/** What a line of any stream of outcomes has: a unit, a value, perhaps a signal, a time and attributes. */
export function outcomeLine(record: LineRecord, scale: ScaleChoice): Omit<StreamLine, "arm" | "p"> {
  const { unit, signal, t, attrs, output_digest: digest } = record;
  const name = typeof unit === "number" ? String(unit) : unit;
  if (typeof name !== "string" || name === "")
    throw new LineProblem(
      unit === undefined || unit === "" ? "has no unit" : `unit is ${shown(unit)}: it is a name or a number`,
    );
  if (signal !== undefined && signal !== null && signal !== "" && typeof signal !== "string")
    throw new LineProblem(`signal is ${shown(signal)}: it is a name`);
  const time = t === undefined || t === null || t === "" ? undefined : timeOf(t);
  const attributes = attributesOf(attrs);
  const error = errorOf(record);
  return {
    unit: name,
    value: error === undefined ? valueOf(record, scale) : 0,
    signal: typeof signal === "string" && signal !== "" ? signal : UNNAMED_SIGNAL,
    ...(error === undefined ? (isBeyond(record, scale) ? { clipped: true } : {}) : { error }),
    ...(time === undefined ? {} : { time }),
    ...(attributes === undefined ? {} : { attributes }),
    ...(typeof digest === "string" && digest !== "" ? { outputDigest: digest } : {}),
  };
}

/**
 * The infrastructure error of a record: an upstream that was overloaded, a run that was killed. Whoever met it got
 * no answer, so there is nothing to judge, and a value beside it counts for nothing.
 *
 * @returns its name; undefined where the record has none.
 * @throws {LineProblem} where it is no name.
 */
export function errorOf({ error }: LineRecord): string | undefined {
  if (error === undefined || error === null || error === false) return undefined;
  if (error === true) return "error";
  // A row of CSV has no other way to say that there was none.
  if (typeof error === "string") return NO_ERROR.has(error.trim().toLowerCase()) ? undefined : error;
  throw new LineProblem(`error is ${shown(error)}: it is the name of an infrastructure error, or true`);
}

const NO_ERROR: ReadonlySet<string> = new Set(["", "false", "0", "no"]);

/** The value of a record in [0,1], by a scale where one is given. @throws {LineProblem} */
export function valueOf({ value }: LineRecord, scale: ScaleChoice): number {
  if (value === undefined || value === null || value === "") throw new LineProblem("has no value");
  const number =
    typeof value === "boolean" ? Number(value) : value === "true" ? 1 : value === "false" ? 0 : numberOf(value);
  if (number === undefined) throw new LineProblem(`value is ${shown(value)}: it is a number`);
  if (scale === "raw") return number;
  if (scale !== undefined) return scaled(number, scale);
  if (number < 0 || number > 1)
    throw new LineProblem(`value is ${number}: it is in [0,1]; --scale LOW,HIGH maps other values there`);
  return number;
}

function isBeyond({ value }: LineRecord, scale: ScaleChoice): boolean {
  if (scale === undefined || scale === "raw") return false;
  const number = numberOf(value) ?? 0;
  return number < Math.min(scale.low, scale.high) || number > Math.max(scale.low, scale.high);
}

/** Where a value lies between what is worst and what is best; what lies beyond is taken for the end that it is past. */
export function scaled(value: number, { low, high, log }: ValueScale): number {
  const at = log ? Math.log(Math.max(value, Number.MIN_VALUE)) : value;
  const [from, to] = log ? [Math.log(low), Math.log(high)] : [low, high];
  return Math.min(1, Math.max(0, (at - from) / (to - from)));
}

/** The value that lies so far between the ends of a scale: the mean of logarithms is that of a geometric mean. */
export function unscaled(part: number, { low, high, log }: ValueScale): number {
  return log ? Math.exp(Math.log(low) + part * (Math.log(high) - Math.log(low))) : low + part * (high - low);
}

function numberOf(value: unknown): number | undefined {
  const number =
    typeof value === "number" ? value : typeof value === "string" && DECIMAL.test(value) ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
/** A day, or a moment with its zone: without one it is another moment on every machine. */
const MOMENT = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2}))?$/;
const ZONELESS = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/;

function timeOf(t: unknown): number {
  const number = numberOf(t) ?? (typeof t === "string" && MOMENT.test(t) ? Date.parse(t) : Number.NaN);
  if (Number.isFinite(number)) return number;
  throw new LineProblem(
    typeof t === "string" && ZONELESS.test(t)
      ? `t is ${shown(t)}, which is another moment in every zone: write it as 2026-04-01T12:00:00Z`
      : `t is ${shown(t)}: it is a number (milliseconds since 1970, for dates) or a date as 2026-04-01T12:00:00Z`,
  );
}

/** The attributes of a record. @throws {LineProblem} where they are none. */
export function attributesOf(attrs: unknown): Attributes | undefined {
  if (attrs === undefined || attrs === null) return undefined;
  if (typeof attrs !== "object" || Array.isArray(attrs))
    throw new LineProblem(`attrs is ${shown(attrs)}: it is an object`);
  for (const [name, value] of Object.entries(attrs))
    if (typeof value === "object" && value !== null)
      throw new LineProblem(`attrs.${name} is ${shown(value)}: an attribute is a text, a number, true or false`);
  return attrs as Readonly<Record<string, AttributeValue>>;
}

const SHOWN = 60;

/** A value as an error shows it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
