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

/** Whether the body holds an object under a key, so that something can be put inside it. */
export function objectAt(body: ScannedBody, key: string): Span | undefined {
  const span = body.members.get(key);
  return span !== undefined && kindAt(body.bytes, span) === "object" ? span : undefined;
}

function into(at: number, empty: boolean, members: Readonly<Record<string, unknown>>): Splice[] {
  const written = Object.entries(members).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  if (written.length === 0) return [];
  return [{ at, text: `${written.join(",")}${empty ? "" : ","}` }];
}
