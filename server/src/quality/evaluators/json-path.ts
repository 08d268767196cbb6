/** A path into JSON, step by step, or why a text is none. */
export type JsonPath =
  | { readonly ok: true; readonly steps: readonly (string | number)[] }
  | { readonly ok: false; readonly message: string };

const STEP = /(?:^|\.)([A-Za-z_$][\w$-]*)|\[(\d{1,9})\]|\["((?:[^"\\]|\\.)*)"\]/y;

/** Reads `order.items[0]["unit price"]`; a `$` in front is taken for the whole, as elsewhere. */
export function jsonPath(text: string): JsonPath {
  const source = text === "$" ? "" : text.replace(/^\$(?=[.[])\.?/, "");
  const steps: (string | number)[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < source.length) {
    const at = STEP.lastIndex;
    const [whole, name, index, quoted] = STEP.exec(source) ?? [];
    if (whole === undefined)
      return { ok: false, message: `is no path from character ${at + 1} on: order.items[0]["unit price"] is one` };
    if (name !== undefined) steps.push(name);
    else if (index !== undefined) steps.push(Number(index));
    else {
      const key = keyOf(quoted ?? "");
      if (key === undefined) return { ok: false, message: `has a name at character ${at + 1} that is no JSON text` };
      steps.push(key);
    }
  }
  return { ok: true, steps };
}

/** What stands at a path; undefined where nothing does. */
export function valueAt(value: unknown, steps: readonly (string | number)[]): unknown {
  let inside = value;
  for (const step of steps) {
    if (typeof inside !== "object" || inside === null) return undefined;
    // Names that every object has, such as constructor, are no members of what was answered.
    if (!Object.hasOwn(inside, step) || (Array.isArray(inside) && typeof step !== "number")) return undefined;
    inside = (inside as Readonly<Record<string | number, unknown>>)[step];
  }
  return inside;
}

function keyOf(quoted: string): string | undefined {
  try {
    return JSON.parse(`"${quoted}"`) as string;
  } catch {
    // An escape that JSON does not know.
    return undefined;
  }
}
