import type { Splice } from "../codec.ts";
import { kindAt, type ScannedBody, scanArray, scanObject, type Span } from "./scan.ts";

/** New members just behind the opening brace of the body. */
export function intoBody(body: ScannedBody, members: Readonly<Record<string, unknown>>): Splice[] {
  return into(body.inside, body.members.size === 0, members);
}

/** New members just behind the opening brace of an object inside the body. */
export function intoObject(body: ScannedBody, span: Span, members: Readonly<Record<string, unknown>>): Splice[] {
  return into(span.start + 1, scanObject(body.bytes, span).length === 0, members);
}

/** A new first element of an array inside the body. */
export function intoArray(body: ScannedBody, span: Span, element: unknown): Splice {
  const comma = scanArray(body.bytes, span).length === 0 ? "" : ",";
  return { at: span.start + 1, text: `${JSON.stringify(element)}${comma}` };
}

/**
 * Where a member can be put: behind the body's brace, or inside an object that the body has under
 * `parent`. Nowhere when the key is already there, be it with null: a key that stands twice means
 * nothing that readers agree on.
 */
export function placeFor(body: ScannedBody, key: string, parent?: string): "body" | Span | undefined {
  if (parent === undefined) return body.members.has(key) ? undefined : "body";
  const span = body.members.get(parent);
  if (span === undefined) return "body";
  if (kindAt(body.bytes, span) !== "object") return undefined;
  return scanObject(body.bytes, span).some((member) => member.key === key) ? undefined : span;
}

function into(at: number, empty: boolean, members: Readonly<Record<string, unknown>>): Splice[] {
  const written = Object.entries(members).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  if (written.length === 0) return [];
  return [{ at, text: `${written.join(",")}${empty ? "" : ","}` }];
}
