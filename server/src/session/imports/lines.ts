import { asObject, type JsonObject } from "../../wire/json/value.ts";

/** A line of a file that holds an object, and where it stands. */
export interface ObjectLine {
  readonly line: number;
  readonly value: JsonObject;
}

/** The objects of a file of JSON lines, and which of its lines hold none. */
export function objectLines(text: string): {
  readonly lines: readonly ObjectLine[];
  readonly problems: readonly { readonly line: number; readonly why: string }[];
} {
  const lines: ObjectLine[] = [];
  const problems: { line: number; why: string }[] = [];
  const all = text.split("\n");
  for (const [index, raw] of all.entries()) {
    const written = raw.trim();
    if (written === "") continue;
    const line = index + 1;
    try {
      const value = asObject(JSON.parse(written));
      if (value === undefined) problems.push({ line, why: "is no JSON object" });
      else lines.push({ line, value });
    } catch {
      const last = index === all.length - 1;
      problems.push({ line, why: last ? "is cut short: the file was being written" : "is no JSON" });
    }
  }
  return { lines, problems };
}
