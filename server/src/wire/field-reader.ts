import type { Conceal, ElementMemo, Remembered } from "./json/element-memo.ts";
import { LONG_BODY, type ScannedBody, type Span } from "./json/scan.ts";
import { asObject, type JsonObject } from "./json/value.ts";
import { parseField, reading, wrongType } from "./request-members.ts";

/** How one kind of large field (a message, the tools, the system prompt) is read. */
export interface FieldReader<T extends object> {
  /** Under what results are remembered: the same bytes mean something else to another reader. */
  readonly kind: string;

  /**
   * @param field its name, for messages.
   * @param raw its bytes.
   * @throws {BellwetherError} `body_malformed` when the value is of another type than the format allows.
   */
  read(parsed: unknown, field: string, raw: Uint8Array, conceal: Conceal): T;

  /** Roughly how many bytes of memory the result takes. */
  weigh(value: T, raw: Uint8Array): number;
}

/**
 * What a reader makes of a field, from memory where its bytes were seen before.
 *
 * @param index of the element, where the field is one of a list.
 * @throws {BellwetherError} `body_malformed`, naming the field.
 */
export function recallField<T extends object>(
  reader: FieldReader<T>,
  body: ScannedBody,
  span: Span,
  memo: ElementMemo,
  key: string,
  index?: number,
): T {
  const known = index === undefined || body.begun?.key !== key ? undefined : body.begun.values[index];
  const value = known === undefined ? read(reader, body, span, memo, key, index) : (known as T);
  if (index !== undefined && body.bytes.length >= LONG_BODY) (body.read ??= { key, values: [] }).values.push(value);
  return value;
}

function read<T extends object>(
  reader: FieldReader<T>,
  body: ScannedBody,
  span: Span,
  memo: ElementMemo,
  key: string,
  index: number | undefined,
): T {
  const raw = body.bytes.subarray(span.start, span.end);
  const make = (): Remembered<T> => {
    const field = index === undefined ? key : `${key}[${index}]`;
    const parsed = parseField(body.bytes, span, field);
    body.latest = { start: span.start, value: parsed };
    const value = reading(field, () => reader.read(parsed, field, raw, memo.conceal));
    return { value, weight: reader.weigh(value, raw) };
  };
  return memo.recall(reader.kind, raw, make, index !== undefined && index < OPENING && raw.length < SHORT);
}

// Most conversations are no longer than their first elements, and what was read out of one would be a dozen objects
// that every collection looks at. Where those are short they are read once more when they come again.
const OPENING = 2;
/** Bytes. */
const SHORT = 2_048;

/**
 * The value where it is an object.
 *
 * @throws {BellwetherError} `body_malformed` when it is of another type.
 */
export function objectIn(parsed: unknown, field: string): JsonObject {
  const object = asObject(parsed);
  if (object === undefined) throw wrongType(field, "an object", parsed);
  return object;
}
