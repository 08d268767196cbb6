import { type Interaction, keptAnswer } from "./cassette.ts";
import type { Shelf } from "./shelf.ts";

/** What was sent for an answer. */
export interface Sent {
  readonly path: string;
  readonly body: Uint8Array;
}

/** What came back, whole. */
export interface Came {
  readonly status: number;
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Whether it is the gateway that refuses, and no provider that answers. */
  readonly refused: boolean;
}

/** What stands between a run and its provider: nothing, who writes down, or who answers instead. */
export interface Tape {
  /** Headers by which a request is answered from the tape, none where nothing is played; or why it cannot be. */
  before(sent: Sent): { readonly headers: Readonly<Record<string, string>> } | { readonly unknown: string };
  /** Takes what came. @returns why that is nothing that the run can go on with; undefined where it is. */
  after(sent: Sent, came: Came): string | undefined;
}

/** Stands for the run's own session in what is kept: clients tell it their provider, and each run has another. */
const SESSION = "{session}";

/** A run whose requests are written down. */
export function recordingTape(run: string, session: string, write: (interaction: Interaction) => void): Tape {
  return {
    before: () => ({ headers: {} }),
    after({ path, body }, { status, type, bytes, refused }) {
      const request = requestIn(body, session);
      if (!refused && request !== undefined) write({ run, path, request, ...keptAnswer(status, type, bytes) });
      return undefined;
    },
  };
}

/** A run whose requests are answered from a cassette. @param nameOf what the lab calls an interaction's answer. */
export function replayingTape(run: string, session: string, shelf: Shelf, nameOf: (index: number) => string): Tape {
  return {
    before({ path, body }) {
      const request = requestIn(body, session);
      if (request === undefined) return { unknown: `the cassette knows no request to ${path} that is no JSON` };
      const found = shelf.take({ run, path, request });
      return found.kind === "found" ? { headers: { "x-lab-replay": nameOf(found.index) } } : { unknown: found.why };
    },
    after(_sent, { status, bytes }) {
      const text = status === 404 || status === 400 ? new TextDecoder().decode(bytes) : "";
      return text.includes("x-lab-replay: ")
        ? "the lab does not find what was handed to it: is it of another group than the API?"
        : undefined;
    },
  };
}

function requestIn(body: Uint8Array, session: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body).replaceAll(session, SESSION));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
