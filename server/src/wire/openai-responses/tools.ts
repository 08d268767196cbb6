import { sha256Short } from "../../core/digest.ts";
import type { ToolFact } from "../facts.ts";
import { type FieldReader, recallField } from "../field-reader.ts";
import type { ElementMemo } from "../json/element-memo.ts";
import type { ScannedBody } from "../json/scan.ts";
import { skeletonTextOfMember } from "../json/skeleton.ts";
import { asText, type JsonObject, objectsOf } from "../json/value.ts";
import { listSpan } from "../request-members.ts";
import { toolFact } from "../tool-digests.ts";

/** What is known of the tools that a request offers. */
export interface ReadTools {
  readonly tools: readonly ToolFact[];
  /** JSON text. */
  readonly skeleton: string;
  /** Digest (128 bits, hex) of their bytes. */
  readonly bytes: string;
}

/**
 * The offered tools. Undefined when none are sent.
 *
 * @throws {BellwetherError} `body_malformed` when `tools` is no list.
 */
export function readTools(body: ScannedBody, memo: ElementMemo): ReadTools | undefined {
  const span = listSpan(body, "tools");
  return span === undefined ? undefined : recallField(TOOLS, body, span, memo, "tools");
}

/** What a tool is called; built-in ones go by their type, and servers of tools by their label too. */
export function toolName(tool: JsonObject): string {
  const [type, label] = [asText(tool.type) ?? "", asText(tool.server_label)];
  return asText(tool.name) ?? (type === "mcp" && label !== undefined ? `${type}:${label}` : type);
}

const TOOLS: FieldReader<ReadTools> = {
  kind: "responses:tools",
  read: (parsed, _field, raw, conceal) => ({
    tools: objectsOf(parsed).map((tool) => toolFact(toolName(tool), tool)),
    skeleton: skeletonTextOfMember("tools", parsed, conceal),
    bytes: sha256Short(raw),
  }),
  weigh: ({ skeleton, tools }) => 1_000 + 2 * skeleton.length + 200 * tools.length,
};
