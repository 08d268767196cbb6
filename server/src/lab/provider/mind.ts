import type { Move } from "./behaviour.ts";
import type { LabMessage } from "./anthropic/request.ts";
import type { Prompt } from "./prompt.ts";

/** What reached the model of one request: all that it can go by. */
export interface SeenRequest {
  readonly model: string;
  readonly effort: string;
  /** Whether the request lets it reason. */
  readonly thinks: boolean;
  readonly system: string;
  /** The history as its context edits left it. */
  readonly history: readonly LabMessage[];
  /** Tokens of the whole prompt, after its edits. */
  readonly tokens: number;
  readonly prompt: Prompt;
}

/**
 * What takes the place of the lab's plain way to answer, where it has something to say. It is told what
 * arrived, and nothing of who sent it or under which name.
 */
export type Mind = (seen: SeenRequest) => Pick<Move, "text" | "calls"> | undefined;
