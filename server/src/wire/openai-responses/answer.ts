import { errorFact } from "../error-body.ts";
import type { FieldName, Iteration, ResponseFacts } from "../facts.ts";
import { asNumber, asObject, asText, type JsonObject, objectsOf, present } from "../json/value.ts";
import { scriptsOfAnswer } from "../scripts.ts";
import { isEncrypted, reasoningDigests } from "./reasoning.ts";
import { textFormatOf } from "./request-fields.ts";
import { openCalls, replyOf, saidDigest, spokenText } from "./spoken.ts";
import { usageOf } from "./usage.ts";

/** An answer as far as it is known. */
export interface Answer {
  /** The response object: the final one, or the newest that a stream brought. */
  readonly response: JsonObject;
  /** The items of the answer. */
  readonly output: unknown;
  readonly error: JsonObject | undefined;
  readonly iterations: readonly Iteration[];
}

/** The facts of an answer of this format, from its one body or from its events. */
export function answerFacts({ response, output, error, iterations }: Answer, complete: boolean): ResponseFacts {
  const items = objectsOf(output);
  const texts = textsOf(items);
  const toolCalls = openCalls(items).map(({ call }) => call);
  return present<ResponseFacts>({
    id: asText(response.id),
    // Empty: not yet known.
    model: asText(response.model),
    fields: servedFields(response),
    unset: unsetFields(response),
    iterations,
    usage: usageOf(asObject(response.usage)),
    serviceTier: asText(response.service_tier),
    finishReason: finishReason(response),
    appliedEdits: objectsOf(response.input_transformations).flatMap((edit) => appliedEdit(edit) ?? []),
    toolCalls,
    reasoning: items.flatMap(reasoningDigests),
    // What the provider does not keep comes back encrypted or not at all.
    returnable: response.store === true ? undefined : items.filter(isEncrypted).flatMap(reasoningDigests),
    textLength: texts.reduce((length, text) => length + text.length, 0),
    scripts: scriptsOfAnswer(texts.join("\n")) || undefined,
    reply: replyOf(
      texts.flatMap((text) => saidDigest(text) ?? []),
      toolCalls.map(({ id }) => id),
    ),
    items: items.flatMap((item) => asText(item.id) ?? []),
    error: error === undefined ? undefined : errorFact(error),
    cacheMissReason: asText(asObject(response.prompt_cache_diagnostics)?.reason),
    underWay: undefined,
    complete,
  });
}

/** What each item of an answer says to its reader. */
export function textsOf(items: readonly JsonObject[]): readonly string[] {
  return items.map((item) => (item.type === "message" ? spokenText(item) : ""));
}

/** What the response says back of how it was made: defaults that nobody asked for are among it. */
function servedFields(response: JsonObject): ResponseFacts["fields"] {
  return present<ResponseFacts["fields"]>({
    weights: asText(response.system_fingerprint),
    effort: asText(asObject(response.reasoning)?.effort),
    thinking: undefined,
    max_tokens: asNumber(response.max_output_tokens),
    temperature: asNumber(response.temperature),
    tools_digest: undefined,
    tool_order_digest: undefined,
    cache_ttl: asText(response.prompt_cache_retention),
    context_edits: undefined,
    response_format: textFormatOf(asObject(response.text)),
    betas: undefined,
  });
}

/** What the response says was not set: `max_output_tokens: null`, `text: {}`. */
function unsetFields({ max_output_tokens: most, text }: JsonObject): readonly FieldName[] | undefined {
  const unset: FieldName[] = [];
  if (most === null) unset.push("max_tokens");
  const spoken = asObject(text);
  if (spoken !== undefined && (spoken.format ?? null) === null) unset.push("response_format");
  return unset.length === 0 ? undefined : unset;
}

/** Why it is incomplete where it is, else its status; a failed answer has its error. */
function finishReason(response: JsonObject): string | undefined {
  switch (response.status) {
    case "incomplete":
      return asText(asObject(response.incomplete_details)?.reason) ?? "incomplete";
    case "completed":
    case "cancelled":
      return response.status;
    default:
      return undefined;
  }
}

/** `reasoning(action=removed,reason=model_switch)` */
function appliedEdit(edit: JsonObject): string | undefined {
  const type = asText(edit.type);
  if (type === undefined) return undefined;
  const details = ["action", "reason"].flatMap((key) => {
    const value = asText(edit[key]);
    return value === undefined ? [] : [`${key}=${value}`];
  });
  return details.length === 0 ? type : `${type}(${details.join(",")})`;
}
