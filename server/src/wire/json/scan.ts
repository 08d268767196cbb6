import { BellwetherError } from "../../core/error.ts";

/** A stretch of bytes: from `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One member of an object: its key, and where its value stands. */
export interface Member extends Span {
  readonly key: string;
}

/**
 * A JSON object whose top level is known and whose values are still bytes.
 *
 * Requests of real clients are long and mostly repeat the request before, so they are not parsed
 * whole: members are found here, small ones are parsed, and large ones only where their bytes
 * are new (see `element-memo.ts`).
 */
export interface ScannedBody {
  readonly bytes: Uint8Array;
  readonly members: ReadonlyMap<string, Span>;
  /** Elements of the members that are arrays, found on the way so that nothing is walked twice. */
  readonly arrays: ReadonlyMap<string, readonly Span[]>;
  /** Offset just behind the opening brace: where a new member can be put. */
  readonly inside: number;
  /** A top-level key that stands twice: readers differ in which they take, so nobody can say what it means. */
  readonly duplicate: string | undefined;
  /** The element that was parsed last: whoever reads what it says has it at hand. */
  latest: { readonly start: number; readonly value: unknown } | undefined;
  /** What an earlier body that began with the same bytes was read to, where one did. */
  readonly begun: BegunRead | undefined;
  /** What the elements of a list were read to, one after the other, and which list that was. */
  read: { readonly key: string; readonly values: object[] } | undefined;
}

/** How far a scan had come behind an element of a list at the top level: another body that begins so goes on from there. */
export interface BegunScan {
  /** The members before the list, and the elements of those that are arrays. */
  readonly members: readonly Member[];
  readonly arrays: ReadonlyMap<string, readonly Span[]>;
  /** The key of the list and where it begins. */
  readonly key: string;
  readonly start: number;
  /** Its elements so far; what follows the last one has not been looked at. */
  readonly elements: readonly Span[];
}

/** The same, and what each of those elements was read to. */
export interface BegunRead extends BegunScan {
  readonly values: readonly object[];
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;

/** Bytes from which on it is worth remembering how a body begins. */
export const LONG_BODY = 16 * 1024;

/** More top-level members or elements than any client sends: what goes beyond is meant to cost memory. */
const MOST = 100_000;

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Finds the members of a request body.
 *
 * @param begun what is known of its beginning, which must be byte for byte what was scanned then.
 * @throws {BellwetherError} `body_malformed` when the body is not one JSON object.
 */
export function scanBody(bytes: Uint8Array, begun?: BegunRead): ScannedBody {
  // A byte order mark is no JSON, but it is harmless and some editors write it.
  const first = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const start = skipSpace(bytes, first);
  if (start >= bytes.length) throw malformed("the body is empty; a JSON object is expected", 0);
  if (bytes[start] !== OPEN_BRACE) throw malformed("the body is not a JSON object", start);
  const arrays = new Map<string, readonly Span[]>(begun?.arrays);
  const { members, end } = scanMembers(bytes, start, arrays, begun);
  const rest = skipSpace(bytes, end);
  if (rest < bytes.length) throw malformed("something follows the JSON object", rest);
  const byKey = new Map<string, Span>();
  let duplicate: string | undefined;
  for (const member of members) {
    if (byKey.has(member.key)) duplicate ??= member.key;
    byKey.set(member.key, member);
  }
  // Of a list that stands twice nobody can say which one was begun.
  const whole = duplicate === undefined;
  return {
    bytes,
    members: byKey,
    arrays,
    inside: start + 1,
    duplicate,
    latest: undefined,
    begun: whole ? begun : undefined,
    read: undefined,
  };
}

/**
 * Finds the members of an object inside a body.
 *
 * @throws {BellwetherError} `body_malformed` when the span is no object.
 */
export function scanObject(bytes: Uint8Array, span: Span): readonly Member[] {
  if (bytes[span.start] !== OPEN_BRACE) throw malformed("an object is expected", span.start);
  return scanMembers(bytes, span.start).members;
}

/**
 * Finds the elements of an array inside a body.
 *
 * @throws {BellwetherError} `body_malformed` when the span is no array.
 */
export function scanArray(bytes: Uint8Array, span: Span): readonly Span[] {
  if (bytes[span.start] !== OPEN_BRACKET) throw malformed("an array is expected", span.start);
  return scanElements(bytes, span.start).elements;
}

/** Whether the value at a span is an array, a string or an object; anything else is a `literal`. */
export function kindAt(bytes: Uint8Array, span: Span): "array" | "object" | "string" | "literal" {
  const first = bytes[span.start];
  if (first === OPEN_BRACKET) return "array";
  if (first === OPEN_BRACE) return "object";
  return first === QUOTE ? "string" : "literal";
}

/**
 * Parses the value at a span.
 *
 * @throws {BellwetherError} `body_malformed` when it is not JSON.
 */
export function parseSpan(bytes: Uint8Array, span: Span): unknown {
  try {
    return JSON.parse(decoder.decode(bytes.subarray(span.start, span.end)));
  } catch (cause) {
    throw malformed("a value is not JSON in UTF-8", span.start, cause);
  }
}

/** @param begun its first elements, where they are known; one at least. */
function scanElements(bytes: Uint8Array, open: number, begun?: readonly Span[]): { elements: Span[]; end: number } {
  const elements: Span[] = begun?.slice() ?? [];
  let end = elements.at(-1)?.end;
  let at = skipSpace(bytes, open + 1);
  if (end === undefined && bytes[at] === CLOSE_BRACKET) return { elements, end: at + 1 };
  for (;;) {
    if (end === undefined) {
      end = skipValue(bytes, at);
      if (elements.length === MOST) throw malformed(`an array has more than ${MOST} elements`, at);
      elements.push({ start: at, end });
    }
    at = skipSpace(bytes, end);
    end = undefined;
    if (bytes[at] === CLOSE_BRACKET) return { elements, end: at + 1 };
    if (bytes[at] !== COMMA) throw malformed("a comma or the end of the array is expected", at);
    at = skipSpace(bytes, at + 1);
  }
}

/**
 * @param arrays takes the elements of members that are arrays, by key.
 * @param begun up to where the members are known.
 */
function scanMembers(
  bytes: Uint8Array,
  open: number,
  arrays?: Map<string, readonly Span[]>,
  begun?: BegunScan,
): { members: Member[]; end: number } {
  const members: Member[] = [];
  let at = skipSpace(bytes, open + 1);
  if (begun !== undefined) {
    const { elements, end } = scanElements(bytes, begun.start, begun.elements);
    arrays?.set(begun.key, elements);
    members.push(...begun.members, { key: begun.key, start: begun.start, end });
    at = skipSpace(bytes, end);
    if (bytes[at] === CLOSE_BRACE) return { members, end: at + 1 };
    if (bytes[at] !== COMMA) throw malformed("a comma or the end of the object is expected", at);
    at = skipSpace(bytes, at + 1);
  } else if (bytes[at] === CLOSE_BRACE) return { members, end: at + 1 };
  for (;;) {
    if (bytes[at] !== QUOTE) throw malformed("a key in double quotes is expected", at);
    const keyEnd = skipString(bytes, at);
    const key = parseSpan(bytes, { start: at, end: keyEnd }) as string;
    at = skipSpace(bytes, keyEnd);
    if (bytes[at] !== COLON) throw malformed(`a colon is expected after the key ${JSON.stringify(key)}`, at);
    const start = skipSpace(bytes, at + 1);
    let end: number;
    if (arrays !== undefined && bytes[start] === OPEN_BRACKET) {
      const array = scanElements(bytes, start);
      arrays.set(key, array.elements);
      end = array.end;
    } else end = skipValue(bytes, start);
    if (members.length === MOST) throw malformed(`an object has more than ${MOST} members`, start);
    members.push({ key, start, end });
    at = skipSpace(bytes, end);
    if (bytes[at] === CLOSE_BRACE) return { members, end: at + 1 };
    if (bytes[at] !== COMMA) throw malformed("a comma or the end of the object is expected", at);
    at = skipSpace(bytes, at + 1);
  }
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at++;
  }
}

function skipValue(bytes: Uint8Array, from: number): number {
  const first = bytes[from];
  if (first === QUOTE) return skipString(bytes, from);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return skipNested(bytes, from);
  let at = from;
  for (; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte <= 0x20) break;
  }
  if (at === from) throw malformed("a value is expected", from);
  return at;
}

function skipNested(bytes: Uint8Array, from: number): number {
  let depth = 0;
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = skipString(bytes, at);
      continue;
    }
    at++;
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return at;
  }
  throw malformed("the JSON ends inside an object or array", bytes.length);
}

/** So many bytes are walked one by one before the engine's own search is asked: it is fast, but dear to begin. */
const WALK = 32;

/** Offset behind the string that begins at `from`. @throws {BellwetherError} `body_malformed` where it does not end. */
export function skipString(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  for (;;) {
    const walkEnd = Math.min(bytes.length, at + WALK);
    while (at < walkEnd) {
      const byte = bytes[at];
      if (byte === QUOTE) return at + 1;
      at += byte === BACKSLASH ? 2 : 1;
    }
    const quote = bytes.indexOf(QUOTE, at);
    if (quote < 0) throw malformed("the JSON ends inside a string", bytes.length);
    let slashes = 0;
    while (quote - 1 - slashes >= at && bytes[quote - 1 - slashes] === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return quote + 1;
    // Where one quote is escaped more are likely near: walk on.
    at = quote + 1;
  }
}

function malformed(what: string, at: number, cause?: unknown): BellwetherError {
  return new BellwetherError(
    "body_malformed",
    `the request body could not be read: ${what} (at byte ${at})`,
    cause === undefined ? {} : { cause },
  );
}
