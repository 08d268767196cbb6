import type { Verb } from "../verb-schemas.ts";
import type { World } from "../world.ts";

/** Characters of a token, roughly. */
const CHARACTERS = 4;
/** What one turn brings at most: no person pastes more, and a context that grows in steps is a longer session. */
const MOST_A_TURN = 120_000;
const WORDS =
  "the report says that on this day every part of the work went on as it was planned and nobody had a question about it".split(
    " ",
  );

/** Fills the context up to so many tokens with words that mean nothing, and hides needles in them, evenly. */
export async function growContext({ to, needles }: Verb<"grow-context">, world: World): Promise<void> {
  const missing = Math.max(0, to * CHARACTERS - world.length);
  for (const { id, text } of needles) world.needles.set(id, text);
  const pages = Math.max(1, Math.ceil(missing / MOST_A_TURN));
  for (let page = 0; page < pages; page++) {
    const hidden = needles.filter((_needle, index) => Math.floor((index * pages) / needles.length) === page);
    const length = missing / pages / (hidden.length + 1);
    const parts = [fillerOf(length, world.random)];
    for (const { text } of hidden)
      parts.push(`Note that ${text.trim().replace(/[.!?]$/, "")}.`, fillerOf(length, world.random));
    await world.turn(`Here is more to read.\n${parts.join("\n")}\nSay ok when you have read it.`);
  }
}

function fillerOf(length: number, random: () => number): string {
  const parts: string[] = [];
  for (let written = 0; written < length;) {
    const word = `${WORDS[Math.floor(random() * WORDS.length)] ?? ""}${random() < 0.08 ? ".\n" : " "}`;
    parts.push(word);
    written += word.length;
  }
  return parts.join("");
}
