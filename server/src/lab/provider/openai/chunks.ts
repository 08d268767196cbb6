import { asObject, asText, type JsonObject, objectsOf } from "../../../wire/json/value.ts";
import { piecesOf } from "../pieces.ts";
import type { Random } from "../seeded.ts";
import { type CompletionParts, fingerprint, usageOf } from "./completion.ts";

/** One chunk as OpenAI frames it. */
export function chunkText(chunk: JsonObject): string {
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

/** A completion as the chunks of a stream that says the same, `[DONE]` at the end. */
export function completionChunks(parts: CompletionParts, random: Random): readonly string[] {
  const { request } = parts;
  const head = {
    id: parts.id,
    object: "chat.completion.chunk",
    created: parts.created,
    model: parts.model,
    service_tier: request.serviceTier,
    system_fingerprint: fingerprint(parts.model),
  };
  const none = request.includeUsage ? { usage: null } : {};
  const chunk = (index: number, delta: JsonObject, finish: string | null): string =>
    chunkText({ ...head, choices: [{ index, delta, logprobs: null, finish_reason: finish }], ...none });
  const chunks: string[] = [];
  for (const [index, choice] of parts.choices.entries()) {
    const text = asText(choice.message.content);
    const calls = objectsOf(choice.message.tool_calls);
    chunks.push(
      chunk(
        index,
        { role: "assistant", content: calls.length > 0 && text === undefined ? null : "", refusal: null },
        null,
      ),
    );
    for (const content of piecesOf(text ?? "", random)) chunks.push(chunk(index, { content }, null));
    for (const [place, call] of calls.entries()) {
      const called = asObject(call.function) ?? {};
      chunks.push(
        chunk(index, { tool_calls: [{ ...call, index: place, function: { ...called, arguments: "" } }] }, null),
      );
      for (const piece of piecesOf(asText(called.arguments) ?? "", random)) {
        chunks.push(chunk(index, { tool_calls: [{ index: place, function: { arguments: piece } }] }, null));
      }
    }
  }
  for (const [index, choice] of parts.choices.entries()) chunks.push(chunk(index, {}, choice.finishReason));
  if (request.includeUsage) chunks.push(chunkText({ ...head, choices: [], usage: usageOf(parts) }));
  chunks.push("data: [DONE]\n\n");
  return chunks;
}
