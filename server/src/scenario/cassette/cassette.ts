import { z } from "zod";

/** The first line of a cassette: what the lines behind it are. */
const HEAD = { cassette: 1 } as const;

const interactionSchema = z.strictObject({
  run: z.string(),
  path: z.string().startsWith("/"),
  request: z.record(z.string(), z.unknown()),
  status: z.int().min(100).max(599),
  type: z.string(),
  answer: z.string().optional(),
  answer_base64: z.base64().optional(),
});

/** One request of a run, and what the provider answered. */
export type Interaction = Readonly<z.infer<typeof interactionSchema>>;

/** An answer as it came: text where it is one. */
export type RecordedAnswer = Pick<Interaction, "status" | "type" | "answer" | "answer_base64">;

/** What a file of interactions holds, or what is wrong with it and where. */
export type ReadCassette =
  | { readonly ok: true; readonly interactions: readonly Interaction[] }
  | { readonly ok: false; readonly line: number; readonly why: string };

/** How a cassette begins. */
export const CASSETTE_HEAD = `${JSON.stringify(HEAD)}\n`;

/** Reads a cassette: a line of JSON that says what it is, and one for each interaction. */
export function readCassette(text: string): ReadCassette {
  const [head = "", ...lines] = text.split("\n");
  const version = z.object({ cassette: z.number() }).safeParse(jsonIn(head));
  if (!version.success) return { ok: false, line: 1, why: 'this is no cassette: one begins with {"cassette":1}' };
  if (version.data.cassette !== HEAD.cassette)
    return {
      ok: false,
      line: 1,
      why: `a cassette of version ${version.data.cassette} cannot be read, ${HEAD.cassette} can`,
    };
  const interactions: Interaction[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const read = interactionSchema.safeParse(jsonIn(line));
    const why = read.success ? wrongIn(read.data) : wordsOf(read.error);
    if (why !== undefined) return { ok: false, line: index + 2, why };
    if (read.success) interactions.push(read.data);
  }
  return { ok: true, interactions };
}

/** A line of a cassette. */
export function lineOfInteraction(interaction: Interaction): string {
  return `${JSON.stringify(interaction)}\n`;
}

/** An answer's bytes as they are kept. */
export function keptAnswer(status: number, type: string, bytes: Uint8Array): RecordedAnswer {
  try {
    return { status, type, answer: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { status, type, answer_base64: Buffer.from(bytes).toString("base64") };
  }
}

function jsonIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function wrongIn({ answer, answer_base64: base64 }: Interaction): string | undefined {
  return (answer === undefined) === (base64 === undefined) ? "it has to have answer or answer_base64" : undefined;
}

function wordsOf({ issues: [issue] }: z.ZodError): string {
  const place = issue?.path.join(".") ?? "";
  return place === "" ? "this is no line of a cassette: it is cut, or no JSON" : `${place}: ${issue?.message}`;
}
