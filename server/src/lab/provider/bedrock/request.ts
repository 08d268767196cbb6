import { asNumber, asObject, asText, type JsonObject, objectsOf, parsed } from "../../../wire/json/value.ts";
import { LabError } from "../lab-error.ts";
import { type Prompt, type TextForm, type ToolChoice, type ToolOffer, withoutReminders } from "../prompt.ts";

/** What the lab reads out of a request of Converse; fields that it does not know are accepted and passed over. */
export interface ConverseRequest {
  readonly messages: readonly JsonObject[];
  readonly system: readonly JsonObject[];
  readonly tools: readonly JsonObject[];
  readonly maxTokens: number;
  readonly stop: readonly string[];
  /** Undefined where the model is not asked to reason. */
  readonly effort: string | undefined;
  readonly form: TextForm;
  readonly choice: ToolChoice;
  /** Whether the request has a cache point anywhere. */
  readonly caches: boolean;
}

const MOST_TOKENS = 8192;

/** @throws {LabError} 400, as the API refuses it. */
export function readRequest(body: JsonObject): ConverseRequest {
  const messages = objectsOf(body.messages);
  if (messages.length === 0) {
    throw new LabError(400, "The model returned the following errors: messages: at least one message is required");
  }
  for (const [index, { content }] of messages.entries()) {
    if (objectsOf(content).length > 0) continue;
    throw new LabError(400, `The content field in the Message object at messages.${index} is empty.`);
  }
  const config = asObject(body.inferenceConfig);
  const maxTokens = asNumber(config?.maxTokens) ?? MOST_TOKENS;
  if (maxTokens < 1) {
    const where = "inferenceConfig.maxTokens";
    throw new LabError(400, `Value at '${where}' failed to satisfy constraint: Member must be at least 1`);
  }
  const tools = asObject(body.toolConfig);
  const stop = Array.isArray(config?.stopSequences) ? config.stopSequences.flatMap((one) => asText(one) ?? []) : [];
  return {
    messages,
    system: objectsOf(body.system),
    tools: objectsOf(tools?.tools).flatMap((tool): readonly JsonObject[] => {
      const spec = asObject(tool.toolSpec);
      return spec === undefined ? [] : [spec];
    }),
    maxTokens,
    stop,
    effort: effortOf(asObject(body.additionalModelRequestFields)),
    form: formOf(asObject(asObject(body.outputConfig)?.textFormat)),
    choice: choiceOf(asObject(tools?.toolChoice)),
    caches: JSON.stringify(body).includes('"cachePoint"'),
  };
}

function effortOf(fields: JsonObject | undefined): string | undefined {
  const thinking = asObject(fields?.thinking) ?? asObject(fields?.reasoning_config);
  const effort = asText(asObject(fields?.output_config)?.effort);
  if (thinking === undefined || thinking.type === "disabled") return undefined;
  return effort ?? "high";
}

function formOf(format: JsonObject | undefined): TextForm {
  const schema = asObject(parsed(asText(asObject(asObject(format?.structure)?.jsonSchema)?.schema) ?? ""));
  return schema === undefined ? { kind: "text" } : { kind: "schema", schema };
}

function choiceOf(choice: JsonObject | undefined): ToolChoice {
  const name = asText(asObject(choice?.tool)?.name);
  if (name !== undefined) return { kind: "tool", name };
  return choice?.any === undefined ? { kind: "auto" } : { kind: "any" };
}

/** What the lab's model looks at in a request. */
export function promptOf(request: ConverseRequest): Prompt {
  const { messages } = request;
  const spoken = messages.findLastIndex((message) => message.role !== "assistant" && !isResult(message));
  const since = messages.slice(spoken + 1);
  const last = since.at(-1);
  return {
    said: withoutReminders(textOf(messages[spoken])),
    answered: since.filter((message) => message.role === "assistant").length,
    results: last !== undefined && isResult(last) ? resultsOf(last) : [],
    tools: request.tools.flatMap(offer),
    choice: request.choice,
    parallel: true,
    form: request.form,
    history: messages,
  };
}

function offer(spec: JsonObject): readonly ToolOffer[] {
  const name = asText(spec.name);
  return name === undefined ? [] : [{ name, schema: asObject(asObject(spec.inputSchema)?.json) ?? {} }];
}

function isResult(message: JsonObject): boolean {
  return objectsOf(message.content).some((block) => asObject(block.toolResult) !== undefined);
}

function resultsOf(message: JsonObject): readonly string[] {
  return objectsOf(message.content).flatMap((block) => {
    const result = asObject(block.toolResult);
    if (result === undefined) return [];
    return [
      objectsOf(result.content)
        .map((part) => asText(part.text) ?? JSON.stringify(part.json ?? part))
        .join("\n"),
    ];
  });
}

function textOf(message: JsonObject | undefined): string {
  return objectsOf(message?.content)
    .flatMap((block) => asText(block.text) ?? [])
    .join("\n");
}
