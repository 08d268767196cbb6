import { asNumber, asObject, asText, type JsonObject, objectsOf } from "../../../wire/json/value.ts";
import { LabError } from "../lab-error.ts";
import { type Prompt, type TextForm, type ToolChoice, type ToolOffer, withoutReminders } from "../prompt.ts";

/** What the lab reads out of a generateContent request; fields that it does not know are accepted and passed over. */
export interface GeminiRequest {
  readonly contents: readonly JsonObject[];
  readonly system: JsonObject | undefined;
  readonly declarations: readonly JsonObject[];
  /** Tokens that thoughts and text may take together. */
  readonly maxTokens: number;
  readonly stop: readonly string[];
  /** Undefined for a model that does not think. */
  readonly effort: string | undefined;
  readonly includeThoughts: boolean;
  readonly form: TextForm;
  readonly choice: ToolChoice;
}

const THINKING_MODELS = /^gemini-(?:2\.5|[3-9])/;
/** Budgets below these are worth that effort. */
const BUDGETS: readonly (readonly [below: number, effort: string])[] = [
  [1, "none"],
  [1024, "low"],
  [8192, "medium"],
];

/**
 * Reads a generateContent request, or the one inside of a countTokens request.
 *
 * @throws {LabError} 400, as the API refuses it.
 */
export function readRequest(whole: JsonObject, model: string): GeminiRequest {
  const body = asObject(whole.generateContentRequest) ?? whole;
  const contents = objectsOf(body.contents);
  if (contents.length === 0) throw new LabError(400, "* GenerateContentRequest.contents: contents is not specified");
  for (const [index, { parts }] of contents.entries()) {
    if (objectsOf(parts).length > 0) continue;
    const where = `GenerateContentRequest.contents[${index}].parts`;
    throw new LabError(400, `* ${where}: contents.parts must not be empty.`);
  }
  const config = asObject(either(body, "generationConfig"));
  const declarations = objectsOf(body.tools).flatMap((tool) => objectsOf(either(tool, "functionDeclarations")));
  const thinking = asObject(either(config, "thinkingConfig"));
  return {
    contents,
    system: asObject(either(body, "systemInstruction")),
    declarations,
    maxTokens: asNumber(either(config, "maxOutputTokens")) ?? Number.POSITIVE_INFINITY,
    stop: (either(config, "stopSequences") as readonly string[] | undefined) ?? [],
    effort: effortOf(thinking, model),
    includeThoughts: either(thinking, "includeThoughts") === true,
    form: formOf(config),
    choice: choiceOf(asObject(either(asObject(either(body, "toolConfig")), "functionCallingConfig"))),
  };
}

/** Members come in camel case, or as the protocol buffers write them. */
export function either(object: JsonObject | undefined, name: string): unknown {
  return object?.[name] ?? object?.[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
}

function effortOf(thinking: JsonObject | undefined, model: string): string | undefined {
  const level = asText(either(thinking, "thinkingLevel"))?.toLowerCase();
  if (level !== undefined) return level;
  const budget = asNumber(either(thinking, "thinkingBudget"));
  if (budget === undefined || budget < 0) return THINKING_MODELS.test(model) ? "high" : undefined;
  return BUDGETS.find(([below]) => budget < below)?.[1] ?? "high";
}

function formOf(config: JsonObject | undefined): TextForm {
  const schema = asObject(either(config, "responseJsonSchema")) ?? asObject(either(config, "responseSchema"));
  if (schema !== undefined) return { kind: "schema", schema: lowered(schema) };
  return either(config, "responseMimeType") === "application/json" ? { kind: "json" } : { kind: "text" };
}

/** Google writes the types of a schema in capitals. */
function lowered(schema: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === "type" && typeof value === "string" ? value.toLowerCase() : value,
  ) as JsonObject;
}

function choiceOf(config: JsonObject | undefined): ToolChoice {
  const mode = asText(config?.mode);
  if (mode === "NONE") return { kind: "none" };
  if (mode !== "ANY") return { kind: "auto" };
  const allowed = either(config, "allowedFunctionNames");
  const name = Array.isArray(allowed) && allowed.length === 1 ? asText(allowed[0]) : undefined;
  return name === undefined ? { kind: "any" } : { kind: "tool", name };
}

/** What the lab's model looks at in a request. */
export function promptOf(request: GeminiRequest): Prompt {
  const { contents } = request;
  const spoken = contents.findLastIndex((content) => content.role !== "model" && !isResult(content));
  const since = contents.slice(spoken + 1);
  const last = since.at(-1);
  return {
    said: withoutReminders(textOf(contents[spoken])),
    answered: since.filter((content) => content.role === "model").length,
    results: last !== undefined && isResult(last) ? resultsOf(last) : [],
    tools: request.declarations.flatMap(offer),
    choice: request.choice,
    parallel: true,
    form: request.form,
    history: contents,
  };
}

function offer(declaration: JsonObject): readonly ToolOffer[] {
  const name = asText(declaration.name);
  const schema = asObject(either(declaration, "parametersJsonSchema")) ?? asObject(declaration.parameters) ?? {};
  return name === undefined ? [] : [{ name, schema: lowered(schema) }];
}

function isResult(content: JsonObject): boolean {
  return objectsOf(content.parts).some((part) => asObject(either(part, "functionResponse")) !== undefined);
}

function resultsOf(content: JsonObject): readonly string[] {
  return objectsOf(content.parts).flatMap((part) => {
    const response = asObject(asObject(either(part, "functionResponse"))?.response);
    return response === undefined ? [] : [asText(response.output) ?? JSON.stringify(response)];
  });
}

function textOf(content: JsonObject | undefined): string {
  return objectsOf(content?.parts)
    .flatMap((part) => (part.thought === true ? [] : (asText(part.text) ?? [])))
    .join("\n");
}
