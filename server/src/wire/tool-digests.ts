import { type Digest, sha256 } from "../core/digest.ts";
import { canonicalTextShort } from "./json/canonical-text.ts";
import type { JsonObject } from "./json/value.ts";
import type { ToolFact } from "./facts.ts";

/** What is known of one offered tool: cache marks are no part of it, they move from request to request. */
export function toolFact(name: string, definition: JsonObject): ToolFact {
  const { cache_control: _mark, ...rest } = definition;
  return { name, digest: canonicalTextShort(rest) };
}

/** The digest of tools as a set: `FieldValues.tools_digest`. */
export function toolsDigest(tools: readonly ToolFact[]): Digest {
  return sha256(
    tools
      .map((tool) => `${tool.name}\u0000${tool.digest}`)
      .sort()
      .join("\n"),
  );
}

/** The digest of tool names in their order: `FieldValues.tool_order_digest`. */
export function toolOrderDigest(names: readonly string[]): Digest {
  return sha256(names.join("\n"));
}

/** What the compared fields say of the tools that a request offers. */
export interface ToolFields {
  readonly tools_digest: Digest | undefined;
  readonly tool_order_digest: Digest | undefined;
}

// The tools that were read before are the same object again (they are remembered by their bytes).
const digested = new WeakMap<readonly ToolFact[], ToolFields>();

/** The fields of tools: digested once for those that come again and again. */
export function toolFields(tools: readonly ToolFact[]): ToolFields {
  let fields = digested.get(tools);
  if (fields === undefined) {
    fields = { tools_digest: toolsDigest(tools), tool_order_digest: toolOrderDigest(tools.map(({ name }) => name)) };
    digested.set(tools, fields);
  }
  return fields;
}

/** The fields of a request that has no tools. */
export const NO_TOOL_FIELDS: ToolFields = { tools_digest: undefined, tool_order_digest: undefined };
