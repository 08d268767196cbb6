/** A value that a text is, or holds. */
export type JsonRead = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

/** The value of a text that is JSON, and nothing besides. */
export function jsonText(text: string): JsonRead {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    // That it is none is what was asked.
    return { ok: false };
  }
}

const FENCED = /^\s*```[a-zA-Z]*[ \t]*\r?\n/;

/** The same, where the text may also be one block between fences, as models like to write it. */
export function fencedJson(text: string): JsonRead {
  const plain = jsonText(text);
  if (plain.ok) return plain;
  const opening = FENCED.exec(text)?.[0];
  const end = text.trimEnd();
  if (opening === undefined || !end.endsWith("```") || end.length < opening.length + 3) return { ok: false };
  return jsonText(end.slice(opening.length, -3));
}

/** The objects that stand in a text one after another, whatever is said around them. */
export function objectsIn(text: string): readonly unknown[] {
  const found: unknown[] = [];
  // Of a text of many brackets each beginning would be read to its end: a few are enough.
  let from = text.indexOf("{");
  for (let tries = 0; tries < MOST_BEGINNINGS && from >= 0; tries++) {
    const end = endOfObject(text, from);
    const read = end < 0 ? ({ ok: false } as const) : jsonText(text.slice(from, end));
    if (read.ok) found.push(read.value);
    from = text.indexOf("{", read.ok ? end : from + 1);
  }
  return found;
}

const MOST_BEGINNINGS = 32;

/** Where the object that begins here ends; -1 where it does not. */
function endOfObject(text: string, from: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char === "\\") at++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "{") depth++;
    else if (char === "}" && --depth === 0) return at + 1;
  }
  return -1;
}
