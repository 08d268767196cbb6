/** Bytes of the prompts of a contract, and its tools. */
export const SIZE = { promptBytes: 200_000, tools: 100 } as const;

const SUBJECTS = ["the user", "a file", "the plan", "a test", "the search", "an error", "the change", "a command"];
const VERBS = ["names", "asks for", "depends on", "is found in", "goes before", "has to match", "explains", "replaces"];
const ENDS = ["the task at hand", "what was agreed", "the repository", "its own tests", "the last answer", "a review"];

/** A sentence of a prompt, another one for each number. */
function sentence(number: number): string {
  const pick = (list: readonly string[], step: number): string => list[Math.floor(number / step) % list.length] ?? "";
  return `Rule ${number}: when ${pick(SUBJECTS, 1)} ${pick(VERBS, 8)} ${pick(ENDS, 64)}, ${pick(VERBS, 3)} nothing that ${pick(SUBJECTS, 5)} does not need, and say so before ${pick(ENDS, 7)} is touched.`;
}

/** Paragraphs of some sentences each, with a heading now and then. @param edit what becomes of a sentence. */
function prompt(bytes: number, edit: (text: string, number: number) => string): string {
  let text = "";
  for (let number = 0; text.length < bytes; number++) {
    if (number % 40 === 0) text += `\n## Part ${number / 40}\n\n`;
    text += `${edit(sentence(number), number)}${number % 5 === 4 ? "\n\n" : " "}`;
  }
  return text;
}

function tools(described: (number: number) => string): readonly unknown[] {
  return Array.from({ length: SIZE.tools }, (_, number) => ({
    name: `tool_${number}`,
    kind: number % 2 === 0 ? "read" : "write",
    schema: {
      type: "object",
      required: ["path"],
      properties: {
        path: { type: "string", description: described(number) },
        limit: { type: "integer", minimum: 1, maximum: 100 + number },
        mode: { enum: ["plain", "full", `m${number}`] },
      },
    },
  }));
}

interface Edits {
  readonly version: string;
  readonly effort: string;
  readonly edit: (text: string, number: number) => string;
  readonly described: (number: number) => string;
}

function contract({ version, effort, edit, described }: Edits): string {
  return JSON.stringify({
    bellwether: 1,
    surface: "assistant",
    version,
    mode: "verify",
    roles: {
      main: {
        model: { provider: "anthropic", id: "claude-opus-4-6", pinned: true },
        reasoning: { effort },
        system: [{ id: "identity", text: prompt(SIZE.promptBytes, edit) }],
        tools: tools(described),
      },
    },
  });
}

/** One sentence in so many is changed. */
const EDITED = 50;

/** The texts of two versions: a lower effort, a cap on the length of answers, one sentence in fifty and some tools changed. */
export function twoVersions(): readonly [before: string, after: string] {
  return [
    contract({ version: "1.0.0", effort: "high", edit: (text) => text, described: (n) => `Where to look, of ${n}.` }),
    contract({
      version: "2.0.0",
      effort: "medium",
      edit: (text, number) => {
        if (number === 100) return `${text} Keep answers under 100 words.`;
        return number % EDITED === EDITED - 1 ? text.replace("nothing that", "only what") : text;
      },
      described: (n) => (n % 20 === 0 ? `Where to begin, of ${n}.` : `Where to look, of ${n}.`),
    }),
  ];
}
