import { asList, asNumber, asObject, asText, type JsonObject, objectsOf } from "../../../wire/json/value.ts";
import { LabError } from "../lab-error.ts";
import type { TextForm, ToolChoice } from "../prompt.ts";

/** One message of the history with its content as blocks. */
export interface LabMessage {
  readonly role: string;
  readonly blocks: readonly JsonObject[];
  /** Effort that the message sets from here on. */
  readonly effort?: string;
}

/** How the model is to think. `budget` in tokens. */
export type Thinking =
  | { readonly kind: "disabled" }
  | { readonly kind: "adaptive" | "enabled"; readonly budget?: number; readonly display: "shown" | "omitted" };

/** What the lab reads out of a request; fields that it does not know are accepted and passed over. */
export interface MessagesRequest {
  readonly model: string;
  readonly maxTokens: number;
  readonly stream: boolean;
  readonly system: readonly JsonObject[];
  readonly tools: readonly JsonObject[];
  readonly messages: readonly LabMessage[];
  readonly thinking: Thinking;
  readonly effort: string;
  readonly choice: ToolChoice;
  readonly parallel: boolean;
  readonly form: TextForm;
  readonly stopSequences: readonly string[];
  /** `context_management.edits`; undefined where the request has none. */
  readonly edits: readonly JsonObject[] | undefined;
}

/** Smallest thinking budget that the API accepts. */
const LEAST_BUDGET = 1024;

/**
 * Reads a request for a message or for counting one.
 *
 * @throws {LabError} 400, as the API refuses it.
 */
export function readRequest(body: JsonObject, counting: boolean): MessagesRequest {
  const model = asText(body.model);
  if (model === undefined) throw new LabError(400, "model: Field required");
  const maxTokens = asNumber(body.max_tokens);
  if (maxTokens === undefined && !counting) throw new LabError(400, "max_tokens: Field required");
  if (maxTokens !== undefined && (maxTokens < 1 || !Number.isInteger(maxTokens))) {
    throw new LabError(400, "max_tokens: Input should be greater than or equal to 1");
  }
  if (!Array.isArray(body.messages)) throw new LabError(400, "messages: Field required");
  const messages = objectsOf(body.messages).map(messageOf);
  if (messages.length === 0) throw new LabError(400, "messages: at least one message is required");
  const choice = asObject(body.tool_choice);
  return {
    model,
    maxTokens: maxTokens ?? 0,
    stream: body.stream === true,
    system: blocksOf(body.system),
    tools: objectsOf(body.tools),
    messages,
    thinking: thinkingOf(asObject(body.thinking), maxTokens),
    effort: messages.findLast((message) => message.effort !== undefined)?.effort ?? effortOf(body) ?? "high",
    choice: choiceOf(choice),
    parallel: choice?.disable_parallel_tool_use !== true,
    form: formOf(asObject(asObject(body.output_config)?.format) ?? asObject(body.output_format)),
    stopSequences: asList(body.stop_sequences).flatMap((one) => asText(one) ?? []),
    edits: body.context_management == null ? undefined : objectsOf(asObject(body.context_management)?.edits),
  };
}

/** Content as blocks: a text is one text block, an empty one none. */
export function blocksOf(content: unknown): readonly JsonObject[] {
  if (typeof content === "string") return content === "" ? [] : [{ type: "text", text: content }];
  return objectsOf(content);
}

function messageOf(message: JsonObject, index: number): LabMessage {
  const role = asText(message.role);
  if (role === undefined) throw new LabError(400, `messages.${index}.role: Field required`);
  const effort = effortOf(message);
  return { role, blocks: blocksOf(message.content), ...(effort === undefined ? {} : { effort }) };
}

function effortOf(holder: JsonObject): string | undefined {
  return asText(asObject(holder.output_config)?.effort);
}

function thinkingOf(thinking: JsonObject | undefined, maxTokens: number | undefined): Thinking {
  const type = asText(thinking?.type) ?? "disabled";
  if (type !== "adaptive" && type !== "enabled") return { kind: "disabled" };
  const display = thinking?.display === "omitted" ? "omitted" : "shown";
  const budget = asNumber(thinking?.budget_tokens);
  if (type === "adaptive") return { kind: "adaptive", display };
  if (budget === undefined) throw new LabError(400, "thinking.enabled.budget_tokens: Field required");
  if (budget < LEAST_BUDGET) {
    throw new LabError(400, `thinking.enabled.budget_tokens: Input should be greater than or equal to ${LEAST_BUDGET}`);
  }
  if (maxTokens !== undefined && budget >= maxTokens) {
    throw new LabError(400, "`max_tokens` must be greater than `thinking.budget_tokens`.");
  }
  return { kind: "enabled", budget, display };
}

function choiceOf(choice: JsonObject | undefined): ToolChoice {
  switch (choice?.type) {
    case "none":
      return { kind: "none" };
    case "any":
      return { kind: "any" };
    case "tool":
      return { kind: "tool", name: asText(choice.name) ?? "" };
    default:
      return { kind: "auto" };
  }
}

function formOf(format: JsonObject | undefined): TextForm {
  const schema = asObject(format?.schema);
  return format?.type === "json_schema" && schema !== undefined ? { kind: "schema", schema } : { kind: "text" };
}
