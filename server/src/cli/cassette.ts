import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { CASSETTE_HEAD, type Interaction, lineOfInteraction, readCassette } from "../scenario/cassette/cassette.ts";
import { Shelf } from "../scenario/cassette/shelf.ts";
import { recordingTape, replayingTape, type Tape } from "../scenario/cassette/tape.ts";
import type { ApiClient } from "./api-client.ts";
import { usageError } from "./context.ts";
import { isOfSystem } from "./results-file.ts";

/** What stands between runs and their provider. */
export interface Deck {
  readonly tapeOf: (run: string, session: string) => Tape;
  /** Takes back what was handed over. @throws {BellwetherError} what the API says. */
  readonly eject: () => Promise<void>;
}

/** Writes down what runs ask and are answered. @throws {BellwetherError} `usage` where the file is there, or cannot be. */
export function recordingDeck(path: string): Deck {
  if (existsSync(path)) throw usageError(`${path} is there already: name another file, or remove it`);
  ofSystem(path, "cannot be written", () => writeFileSync(path, CASSETTE_HEAD));
  return {
    tapeOf: (run, session) => recordingTape(run, session, (one) => appendFileSync(path, lineOfInteraction(one))),
    eject: () => Promise.resolve(),
  };
}

/** Reads a cassette. @throws {BellwetherError} `usage` with file and line where it is broken. */
export function cassetteIn(path: string): readonly Interaction[] {
  const read = readCassette(ofSystem(path, "cannot be read", () => readFileSync(path, "utf8")));
  if (!read.ok) throw usageError(`${path}:${read.line}: ${read.why}; record it anew with --record`);
  if (read.interactions.length === 0) throw usageError(`${path} has nothing recorded in it`);
  return read.interactions;
}

/** Characters of answers that are handed over in one call. */
const MOST_AT_ONCE = 4 * 2 ** 20;

interface Handed {
  readonly id: string;
  readonly name: string;
  readonly from: number;
}

/** Hands a cassette's answers to the lab, from which runs are then answered. @throws {BellwetherError} what the API says. */
export async function replayingDeck(interactions: readonly Interaction[], api: ApiClient): Promise<Deck> {
  const handed: Handed[] = [];
  let from = 0;
  for (const answers of partsOf(interactions)) {
    const kept = (await api.call("POST", "/api/v1/recordings", { answers })) as Pick<Handed, "id" | "name">;
    handed.push({ ...kept, from });
    from += answers.length;
  }
  const nameOf = (index: number): string => {
    const part = handed.findLast((one) => one.from <= index);
    return `${part?.name ?? ""}#${index - (part?.from ?? 0)}`;
  };
  const shelf = new Shelf(interactions);
  return {
    tapeOf: (run, session) => replayingTape(run, session, shelf, nameOf),
    eject: async () => {
      for (const { id } of handed) await api.call("DELETE", `/api/v1/recordings/${id}`);
    },
  };
}

type Answers = readonly Omit<Interaction, "run" | "path" | "request">[];

function partsOf(interactions: readonly Interaction[]): readonly Answers[] {
  const parts: Omit<Interaction, "run" | "path" | "request">[][] = [[]];
  let length = 0;
  for (const { run: _run, path: _path, request: _request, ...answer } of interactions) {
    const own = (answer.answer ?? answer.answer_base64 ?? "").length;
    if (length > 0 && length + own > MOST_AT_ONCE) {
      parts.push([]);
      length = 0;
    }
    length += own;
    parts.at(-1)?.push(answer);
  }
  return parts;
}

function ofSystem<T>(path: string, what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isOfSystem(error)) throw error;
    throw usageError(`${path} ${what}: ${error.message}`);
  }
}
