import { createHash } from "node:crypto";
import { asObject, asText, type JsonObject } from "../../../wire/json/value.ts";
import { LabError } from "../lab-error.ts";
import { estimateTokens } from "../tokens.ts";
import { blockTokens, MESSAGE_TOKENS, unmarked } from "./blocks.ts";
import { blocksOf, type LabMessage, type MessagesRequest } from "./request.ts";

/** The lives that a cache mark can ask for. */
export type CacheTtl = "5m" | "1h";

/** One block of a prompt in the order in which it is cached: tools, system, messages. */
export interface PrefixBlock {
  readonly tokens: number;
  /** Digest of everything up to and including this block. */
  readonly digest: string;
  /** Set where the block carries a cache mark. */
  readonly ttl: CacheTtl | undefined;
}

/** Cache marks that a request may have. */
const MOST_MARKS = 4;

/**
 * A prompt as the blocks that are cached. How marks are set, and whether a text is written as a
 * block, makes no difference; the order of keys does.
 *
 * @param messages the history as the model sees it, context edits applied.
 * @throws {LabError} 400 for more than four marks, or a longer life behind a shorter one.
 */
export function prefixBlocks(request: MessagesRequest, messages: readonly LabMessage[]): readonly PrefixBlock[] {
  const blocks: PrefixBlock[] = [];
  let digest = "";
  const add = (block: JsonObject, place: string, tokens: number): void => {
    digest = createHash("sha256")
      .update(digest)
      .update(place)
      .update(JSON.stringify(meaning(block)))
      .digest("base64");
    blocks.push({ tokens, digest, ttl: ttlOf(block) });
  };
  for (const tool of request.tools) add(tool, "tool", estimateTokens(JSON.stringify(unmarked(tool))));
  for (const block of request.system) add(block, "system", blockTokens(block));
  // How to think and which tool to call are part of what the messages are read with.
  const { thinking, choice } = request;
  const mode = JSON.stringify([thinking.kind, thinking.kind === "enabled" ? thinking.budget : null, choice]);
  for (const message of messages) {
    for (const [index, block] of message.blocks.entries()) {
      const place = index === 0 ? `${message.role}:${mode}` : "";
      add(block, place, blockTokens(block) + (index === 0 ? MESSAGE_TOKENS : 0));
    }
  }
  checkMarks(blocks);
  return blocks;
}

/** A block as what it means: marks left out, and a text written as a block, inside results of tools too. */
function meaning(block: JsonObject): JsonObject {
  const bare = unmarked(block);
  return bare.type === "tool_result" ? { ...bare, content: blocksOf(bare.content).map(unmarked) } : bare;
}

/** All tokens of a prompt. */
export function totalTokens(blocks: readonly PrefixBlock[]): number {
  return blocks.reduce((sum, block) => sum + block.tokens, 0);
}

/** A mark on a block, or on the last part of a result of a tool. */
function ttlOf(block: JsonObject): CacheTtl | undefined {
  const inside =
    block.type === "tool_result" && Array.isArray(block.content) ? asObject(block.content.at(-1)) : undefined;
  const mark = asObject(block.cache_control) ?? asObject(inside?.cache_control);
  if (mark === undefined) return undefined;
  return asText(mark.ttl) === "1h" ? "1h" : "5m";
}

function checkMarks(blocks: readonly PrefixBlock[]): void {
  const marks = blocks.filter((block) => block.ttl !== undefined);
  if (marks.length > MOST_MARKS) {
    throw new LabError(
      400,
      `A maximum of ${MOST_MARKS} blocks with cache_control may be provided. Found ${marks.length}.`,
    );
  }
  const short = marks.findIndex((block) => block.ttl === "5m");
  if (short >= 0 && marks.slice(short).some((block) => block.ttl === "1h")) {
    throw new LabError(
      400,
      "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. " +
        "Note that blocks are processed in the following order: `tools`, `system`, `messages`.",
    );
  }
}
