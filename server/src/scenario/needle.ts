/** Reads `the port is 7311`: what is asked for, and the word that has to come back. */
export function readNeedle(text: string): { readonly thing: string; readonly word: string } {
  const words = text
    .trim()
    .replace(/[.!?]$/, "")
    .split(/\s+/);
  const thing = words
    .slice(0, -1)
    .join(" ")
    .replace(/\s(?:is|are|was|were)$/, "");
  return { thing, word: words.at(-1) ?? "" };
}
