import { diffArrays } from "diff";

/** The lines of a text as masking sees them: one kind of line end, no spaces at ends of lines, none around. */
export function linesOf(text: string): readonly string[] {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  return lines
    .map((line) => line.trimEnd())
    .join("\n")
    .trim()
    .split("\n");
}

/** Lines that stand in every one of some texts, or what stands between them in each. */
export type LineRun =
  | { readonly kind: "stable"; readonly lines: readonly string[] }
  /** One list a text, some of them perhaps empty. */
  | { readonly kind: "varying"; readonly variants: readonly (readonly string[])[] };

/** Cuts texts of lines into what is the same in all of them, in order, and what lies between. */
export function alignLines(texts: readonly (readonly string[])[]): readonly LineRun[] {
  const [first = [], ...others] = texts;
  const stable = others.reduce<readonly string[]>(
    (common, text) =>
      diffArrays([...common], [...text]).flatMap((part) => (part.added || part.removed ? [] : part.value)),
    first,
  );
  const runs: LineRun[] = [];
  const at = texts.map(() => 0);
  let together: string[] = [];
  const flush = (): void => {
    if (together.length > 0) runs.push({ kind: "stable", lines: together });
    together = [];
  };
  for (const line of [...stable, undefined]) {
    const variants = texts.map((text, index) => {
      const from = at[index] ?? 0;
      const to = line === undefined ? text.length : text.indexOf(line, from);
      at[index] = to + 1;
      return text.slice(from, to);
    });
    if (variants.some((lines) => lines.length > 0)) {
      flush();
      runs.push({ kind: "varying", variants });
    }
    if (line !== undefined) together.push(line);
  }
  flush();
  return runs;
}
