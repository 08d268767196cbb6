import type { Random } from "../provider/seeded.ts";

/** A number about a middle, by a scatter of its logarithm (Box and Muller 1958). */
export function scattered(random: Random, { middle, scatter }: { readonly middle: number; readonly scatter: number }) {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return middle * Math.exp(scatter * radius * Math.cos(2 * Math.PI * random()));
}

/** How many of some trials come out. */
export function successes(random: Random, trials: number, chance: number): number {
  let count = 0;
  for (let trial = 0; trial < trials; trial++) if (random() < chance) count++;
  return count;
}

const VOCABULARY = [
  ..."the order total is taken from what the cart holds and each price is rounded once before it is summed so".split(
    " ",
  ),
  ..."that a discount which comes late can not move it again and tests say what they said before this change".split(
    " ",
  ),
];

/** So many words of plain prose. */
export function prose(random: Random, words: number): string {
  const said = Array.from({ length: Math.max(1, Math.round(words)) }, (_, index) => {
    const word = VOCABULARY[Math.floor(random() * VOCABULARY.length)] ?? "the";
    return index % 12 === 0 ? `${word.charAt(0).toUpperCase()}${word.slice(1)}` : index % 12 === 11 ? `${word}.` : word;
  });
  return said.join(" ").replace(/\.?$/, ".");
}

/** So many lines of code that does nothing. */
export function code(random: Random, lines: number): string {
  return Array.from(
    { length: Math.max(1, Math.round(lines)) },
    () => `  const value${Math.floor(random() * 1e4)} = total(order.lines, ${Math.floor(random() * 100)});`,
  ).join("\n");
}
