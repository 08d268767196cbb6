import { BellwetherError, isBellwetherError } from "../core/error.ts";
import type { ElementMemo } from "./json/element-memo.ts";
import { keySaidTwice } from "./json/said-twice.ts";
import { kindAt, parseSpan, type ScannedBody, type Span } from "./json/scan.ts";
import { shownKey, skeletonKind, skeletonTextOfMember } from "./json/skeleton.ts";
import { asObject, type JsonObject } from "./json/value.ts";

interface ReadMember {
  readonly value: unknown;
  readonly skeleton: string;
  readonly saidTwice: string | undefined;
}

/**
 * The top-level members of a request other than the large ones that a codec reads by itself.
 * Each is parsed (so that what is not JSON is found), those that are not literals only where
 * their bytes are new. `null` counts as left out.
 */
export class RequestMembers {
  /** Everything that was read here as one JSON text, texts replaced as in a skeleton. */
  readonly envelope: string;
  /** A key that stands twice inside one of them: readers differ in which they take. */
  readonly saidTwice: string | undefined;
  readonly #members = new Map<string, unknown>();

  /** @param apart keys that the codec reads by itself. */
  constructor(body: ScannedBody, memo: ElementMemo, apart: ReadonlySet<string>) {
    const parts: string[] = [];
    for (const [key, span] of body.members) {
      if (apart.has(key)) continue;
      const member = readMember(body.bytes, key, span, memo);
      this.#members.set(key, member.value);
      if (member.saidTwice !== undefined) this.saidTwice ??= `${key}.${member.saidTwice}`;
      parts.push(`${JSON.stringify(shownKey(key, memo.conceal))}:${member.skeleton}`);
    }
    this.envelope = `{${parts.join(",")}}`;
  }

  /** The value of a member of any type. */
  any(key: string): unknown {
    return this.#members.get(key) ?? undefined;
  }

  /** @throws {BellwetherError} `body_malformed` when the member is no text. */
  text(key: string): string | undefined {
    const value = this.any(key);
    if (value === undefined || typeof value === "string") return value;
    throw wrongType(key, "a text", value);
  }

  /** @throws {BellwetherError} `body_malformed` when the member is no number. */
  number(key: string): number | undefined {
    const value = this.any(key);
    if (value === undefined || typeof value === "number") return value;
    throw wrongType(key, "a number", value);
  }

  /** @throws {BellwetherError} `body_malformed` when the member is neither true nor false. */
  flag(key: string): boolean | undefined {
    const value = this.any(key);
    if (value === undefined || typeof value === "boolean") return value;
    throw wrongType(key, "true or false", value);
  }

  /** @throws {BellwetherError} `body_malformed` when the member is no object. */
  object(key: string): JsonObject | undefined {
    const value = this.any(key);
    if (value === undefined) return undefined;
    const object = asObject(value);
    if (object === undefined) throw wrongType(key, "an object", value);
    return object;
  }

  /** @throws {BellwetherError} `body_malformed` when the member is no list. */
  list(key: string): readonly unknown[] | undefined {
    const value = this.any(key);
    if (value === undefined || Array.isArray(value)) return value;
    throw wrongType(key, "a list", value);
  }
}

/** The error for a field of another type than its format allows. */
export function wrongType(field: string, expected: string, value: unknown): BellwetherError {
  const is =
    value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`.replace("a object", "an object");
  return new BellwetherError(
    "body_malformed",
    `the request body could not be read: \`${field}\` must be ${expected} and is ${is}`,
    { detail: { field } },
  );
}

/**
 * The bytes of a large field that must be a list, if it is there.
 *
 * @throws {BellwetherError} `body_malformed` when it is of another type than a list or null.
 */
export function listSpan(body: ScannedBody, key: string): Span | undefined {
  const span = body.members.get(key);
  if (span === undefined || kindAt(body.bytes, span) === "array") return span;
  const value = parseField(body.bytes, span, key);
  if (value === null) return undefined;
  throw wrongType(key, "a list", value);
}

/**
 * The bytes of each message; none when there are no messages, which is the provider's to refuse.
 *
 * @param key where the format keeps them.
 * @throws {BellwetherError} `body_malformed` when they are no list.
 */
export function messageSpans(body: ScannedBody, key = "messages"): readonly Span[] {
  const span = body.members.get(key);
  if (span === undefined) return [];
  if (kindAt(body.bytes, span) === "array") return body.arrays.get(key) ?? [];
  throw wrongType(key, "a list", parseField(body.bytes, span, key));
}

/**
 * Parses a field.
 *
 * @throws {BellwetherError} `body_malformed`, naming the field.
 */
export function parseField(bytes: Uint8Array, span: Span, field: string): unknown {
  try {
    return parseSpan(bytes, span);
  } catch (cause) {
    throw notJson(field, cause);
  }
}

/**
 * Runs what reads a parsed field, and names the field when it is nested deeper than can be followed.
 *
 * @throws {BellwetherError} `body_malformed`
 */
export function reading<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (isBellwetherError(cause)) throw cause;
    if (cause instanceof RangeError) throw notJson(field, cause, "is nested too deeply");
    throw cause;
  }
}

function readMember(bytes: Uint8Array, key: string, span: Span, memo: ElementMemo): ReadMember {
  const make = (): ReadMember => {
    const value = parseField(bytes, span, key);
    return reading(key, () => ({
      value,
      skeleton: skeletonTextOfMember(key, value, memo.conceal),
      saidTwice: keySaidTwice(bytes, span),
    }));
  };
  if (kindAt(bytes, span) === "literal") return make();
  return memo.recall(`member:${skeletonKind(key)}`, bytes.subarray(span.start, span.end), () => {
    const value = make();
    return { value, weight: 200 + 3 * (span.end - span.start) };
  });
}

function notJson(field: string, cause: unknown, what = "is not JSON in UTF-8"): BellwetherError {
  return new BellwetherError("body_malformed", `the request body could not be read: \`${field}\` ${what}`, {
    cause,
    detail: { field },
  });
}
