import { sha256Short } from "../../core/digest.ts";
import { argumentsText } from "../arguments-text.ts";
import type { AnswerContent, CallContent } from "../content.ts";
import type { ToolCallFact } from "../facts.ts";
import { asList, asObject, asText, type JsonObject, objectsOf } from "../json/value.ts";

/** What a block says to its reader. */
export function visibleText(block: JsonObject): string {
  return typeof block.text === "string" ? block.text : "";
}

/** The text that a request's block brings, whether a guardrail is to look at it or not. */
export function broughtText(block: JsonObject): string | undefined {
  const text = block.text ?? asObject(asObject(block.guardContent)?.text)?.text;
  return typeof text === "string" ? text : undefined;
}

/** The call that a block makes of the client; what runs on the provider's side is none. */
export function callIn(block: JsonObject): ToolCallFact | undefined {
  const use = asObject(block.toolUse);
  if (use === undefined || use.type === "server_tool_use") return undefined;
  return { id: asText(use.toolUseId) ?? "", name: asText(use.name) ?? "" };
}

/** What blocks say and call. */
export function contentOf(blocks: readonly JsonObject[]): AnswerContent {
  return {
    text: blocks.map(visibleText).join(""),
    toolCalls: blocks.flatMap((block): readonly CallContent[] => {
      const call = callIn(block);
      if (call === undefined) return [];
      return [{ name: call.name, arguments: argumentsText(asObject(block.toolUse)?.input) }];
    }),
  };
}

/**
 * The digest (128 bits, hex) by which a reasoning block is known again: of its signature, of the
 * data of a redacted one, or of its text where nothing was signed. Undefined for any other block.
 */
export function reasoningDigest(block: JsonObject): string | undefined {
  const content = asObject(block.reasoningContent);
  if (content === undefined) return undefined;
  const redacted = asText(content.redactedContent);
  if (redacted !== undefined) return sha256Short(`redacted\u0000${redacted}`);
  const said = asObject(content.reasoningText);
  const signature = asText(said?.signature);
  return sha256Short(
    signature === undefined ? `thinking\u0000${asText(said?.text) ?? ""}` : `signed\u0000${signature}`,
  );
}

/** The life that a cache point asks for; `5m` where it does not say. Undefined for any other block. */
export function cachePointTtl(block: JsonObject): string | undefined {
  const point = asObject(block.cachePoint);
  return point === undefined ? undefined : (asText(point.ttl) ?? "5m");
}

/** The lives that cache points of a list ask for. */
export function cacheTtls(blocks: readonly JsonObject[]): readonly string[] {
  return blocks.flatMap((block) => cachePointTtl(block) ?? []);
}

/** A message as what it means: without cache points, which move from request to request. */
export function canonicalMessage(message: JsonObject): JsonObject {
  if (!Array.isArray(message.content)) return message;
  const content = asList(message.content).filter((block) => asObject(asObject(block)?.cachePoint) === undefined);
  return { ...message, content: content.map(canonicalBlock) };
}

/** Results of tools may have cache points inside. */
function canonicalBlock(block: unknown): unknown {
  const result = asObject(asObject(block)?.toolResult);
  if (result === undefined || !objectsOf(result.content).some((part) => part.cachePoint !== undefined)) return block;
  const content = objectsOf(result.content).filter((part) => part.cachePoint === undefined);
  return { ...(block as JsonObject), toolResult: { ...result, content } };
}
