import type { JsonObject } from "../../wire/json/value.ts";

/** A tool that may be called. */
export interface ToolOffer {
  readonly name: string;
  /** JSON Schema of its input. */
  readonly schema: JsonObject;
}

/** What a request lets the model do with its tools. */
export type ToolChoice =
  | { readonly kind: "auto" }
  | { readonly kind: "none" }
  | { readonly kind: "any" }
  | { readonly kind: "tool"; readonly name: string };

/** The form that a request demands of the visible text. */
export type TextForm =
  | { readonly kind: "text" }
  | { readonly kind: "json" }
  | { readonly kind: "schema"; readonly schema: JsonObject };

/** What the lab's model looks at, whatever format it came in. */
export interface Prompt {
  /** The latest thing that a person said, without reminders of programs. */
  readonly said: string;
  /** Answers that the model has given since: in a loop of tools, one a step. */
  readonly answered: number;
  /** The results of the calls of its last answer, as text. */
  readonly results: readonly string[];
  readonly tools: readonly ToolOffer[];
  readonly choice: ToolChoice;
  /** False where at most one call may be made in an answer. */
  readonly parallel: boolean;
  readonly form: TextForm;
  /** The whole conversation, as the format has it. */
  readonly history: readonly unknown[];
}

const REMINDER = /<(system-reminder|session_context|local-command-caveat|local-command-stdout)>[^]*?<\/\1>/g;

/** A text without the reminders that programs put into it. */
export function withoutReminders(text: string): string {
  return text.includes("</") ? text.replace(REMINDER, "").trim() : text;
}
