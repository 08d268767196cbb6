import type { Attributes } from "../cohorts/attribute-values.ts";
import {
  attributesOf,
  errorOf,
  LineProblem,
  type LineRecord,
  shown,
  valueOf,
  type ValueScale,
} from "../detection/stream-line.ts";

/** One result of one scenario. */
export interface ResultLine {
  readonly scenario: string;
  readonly repeat: string;
  /** Nothing where there is an error. */
  readonly value: number;
  /** The infrastructure error that was met instead of an answer. */
  readonly error?: string;
  readonly cluster?: string;
  /** Of what the product answered: the same answer has to get the same score. */
  readonly outputDigest?: string;
  readonly attributes?: Attributes;
}

/** A record as a result. @throws {LineProblem} */
export function resultLine(record: LineRecord, scale: ValueScale | undefined): ResultLine {
  const { attrs } = record;
  const cluster = nameOf(record, "cluster");
  const outputDigest = nameOf(record, "output_digest");
  const attributes = attributesOf(attrs);
  const error = errorOf(record);
  const scenario = nameOf(record, "scenario");
  if (scenario === undefined) throw new LineProblem("has no scenario");
  return {
    scenario,
    repeat: nameOf(record, "repeat") ?? "0",
    value: error === undefined ? valueOf(record, scale) : 0,
    ...(error === undefined ? {} : { error }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(outputDigest === undefined ? {} : { outputDigest }),
    ...(attributes === undefined ? {} : { attributes }),
  };
}

function nameOf(record: LineRecord, field: string): string | undefined {
  const value = record[field];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") throw new LineProblem(`${field} is ${shown(value)}: it is a name or a number`);
  return value;
}
