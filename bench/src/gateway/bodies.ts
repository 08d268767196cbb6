/** A body's size as it is asked for on the command line and shown in the table. */
export type BodyKind = "0.6 KB" | "77 KB" | "800 KB";

/** What the constant upstream answers: a later turn carries it back, as a real client does. */
export const ANSWER_TEXT = "Understood.";

const WORDS = "the quick brown fox jumps over the lazy dog while nobody looks ".split(" ");
/** The model that everybody asks for. */
export const MODEL = "gpt-5.5";

interface Message {
  readonly role: string;
  readonly content: string;
}

/** Text of a length in characters, different for each seed. */
function text(length: number, seed: string): string {
  let made = `${seed}: `;
  for (let index = 0; made.length < length; index++) made += `${WORDS[(index * 7 + made.length) % WORDS.length]} `;
  return made.slice(0, length);
}

/** One question of about 0.6 KB, never the same twice. */
export function smallBody(seed: string): string {
  return JSON.stringify({ model: MODEL, messages: [{ role: "user", content: text(520, seed) }] });
}

/** Exchanges of a question and an answer with which a conversation of a size begins. */
const BEGUN: Readonly<Record<Exclude<BodyKind, "0.6 KB">, number>> = { "77 KB": 20, "800 KB": 245 };

/** A conversation that begins at about its size and grows by a question and an answer with each turn. */
export class GrowingSession {
  readonly #seed: string;
  readonly #messages: Message[];
  #turn = 0;

  constructor(seed: string, kind: Exclude<BodyKind, "0.6 KB">) {
    this.#seed = seed;
    this.#messages = [{ role: "system", content: text(12_000, "instructions") }];
    for (let index = 0; index < BEGUN[kind]; index++) {
      this.#messages.push({ role: "user", content: text(1_500, `${seed}/q${index}`) });
      this.#messages.push({ role: "assistant", content: text(1_700, `${seed}/a${index}`) });
    }
  }

  /** The next request: all of the one before, the answer to it, and something new. */
  next(): string {
    if (this.#turn > 0) this.#messages.push({ role: "assistant", content: ANSWER_TEXT });
    this.#messages.push({ role: "user", content: text(120, `${this.#seed}/t${this.#turn}`) });
    this.#turn++;
    return JSON.stringify({ model: MODEL, messages: this.#messages });
  }
}
