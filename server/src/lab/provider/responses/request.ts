import { asNumber, asObject, asText, type JsonObject, objectsOf } from "../../../wire/json/value.ts";
import { LabError } from "../lab-error.ts";
import type { TextForm, ToolChoice } from "../prompt.ts";

/** What the lab reads out of a Responses request; fields that it does not know are accepted and passed over. */
export interface ResponsesRequest {
  readonly model: string;
  /** The input as items; a text alone is one message of a user. */
  readonly input: readonly JsonObject[];
  readonly instructions: string | undefined;
  readonly tools: readonly JsonObject[];
  /** The id of a stored answer that this one goes on from. */
  readonly previous: string | undefined;
  /** Undefined for a model that does not reason. */
  readonly effort: string | undefined;
  readonly summary: boolean;
  /** Whether reasoning comes with its encrypted content. */
  readonly encrypted: boolean;
  /** Tokens that reasoning and text may take together. */
  readonly maxTokens: number;
  readonly stream: boolean;
  readonly store: boolean;
  readonly serviceTier: string;
  /** Milliseconds that a cached prefix lives without being read. */
  readonly cacheTtl: number;
  readonly form: TextForm;
  readonly choice: ToolChoice;
  readonly parallel: boolean;
  /** Input tokens beyond which the conversation is compacted; infinite where nobody asked for it. */
  readonly compactAt: number;
  /** The request as it came, of which the answer repeats a part. */
  readonly body: JsonObject;
}

const CACHE_TTL_MS = 600_000;
const DAY_MS = 86_400_000;
const REASONING_MODELS = /^(?:o\d|gpt-(?:[5-9]|oss)|codex)/;

/**
 * Reads a Responses request.
 *
 * @throws {LabError} 400, as the API refuses it.
 */
export function readRequest(body: JsonObject): ResponsesRequest {
  const model = asText(body.model);
  if (model === undefined) throw new LabError(400, "Missing required parameter: 'model'.", "model");
  const previous = asText(body.previous_response_id);
  const reasoning = asObject(body.reasoning);
  const include = Array.isArray(body.include) ? body.include : [];
  const tier = asText(body.service_tier);
  return {
    model,
    input: inputOf(body.input, previous),
    instructions: asText(body.instructions),
    tools: toolsOf(body.tools),
    previous,
    effort: asText(reasoning?.effort) ?? (REASONING_MODELS.test(model) ? "medium" : undefined),
    summary: asText(reasoning?.summary) !== undefined,
    encrypted: include.includes("reasoning.encrypted_content"),
    maxTokens: asNumber(body.max_output_tokens) ?? Number.POSITIVE_INFINITY,
    stream: body.stream === true,
    store: body.store !== false,
    serviceTier: tier === undefined || tier === "auto" ? "default" : tier,
    cacheTtl: body.prompt_cache_retention === "24h" ? DAY_MS : CACHE_TTL_MS,
    form: formOf(asObject(asObject(body.text)?.format)),
    choice: choiceOf(body.tool_choice),
    parallel: body.parallel_tool_calls !== false,
    compactAt: compactAt(body.context_management),
    body,
  };
}

function inputOf(input: unknown, previous: string | undefined): readonly JsonObject[] {
  if (typeof input === "string") return [{ type: "message", role: "user", content: input }];
  if (Array.isArray(input)) return objectsOf(input);
  if (previous !== undefined) return [];
  throw new LabError(400, "Missing required parameter: 'input'.", "input");
}

/** Tools that are kept together under a name of their own are tools like the others. */
function toolsOf(tools: unknown): readonly JsonObject[] {
  return objectsOf(tools).flatMap((tool) => (tool.type === "namespace" ? objectsOf(tool.tools) : [tool]));
}

function formOf(format: JsonObject | undefined): TextForm {
  if (format?.type === "json_object") return { kind: "json" };
  const schema = asObject(format?.schema);
  return format?.type === "json_schema" && schema !== undefined ? { kind: "schema", schema } : { kind: "text" };
}

function choiceOf(choice: unknown): ToolChoice {
  if (choice === "none") return { kind: "none" };
  if (choice === "required") return { kind: "any" };
  const name = asText(asObject(choice)?.name);
  return name === undefined ? { kind: "auto" } : { kind: "tool", name };
}

function compactAt(management: unknown): number {
  const edit = objectsOf(management).find(({ type }) => type === "compaction");
  return edit === undefined ? Number.POSITIVE_INFINITY : (asNumber(edit.compact_threshold) ?? Number.POSITIVE_INFINITY);
}
