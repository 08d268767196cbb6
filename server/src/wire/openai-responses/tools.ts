import { sha256Short } from "../../core/digest.ts";
import type { ToolFact } from "../facts.ts";
import type { ElementMemo } from "../json/element-memo.ts";
import type { ScannedBody } from "../json/scan.ts";
import { skeletonTextOfMember } from "../json/skeleton.ts";
import { asText, objectsOf } from "../json/value.ts";
import { listSpan, parseField, reading } from "../request-members.ts";
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
 * The offered tools; built-in ones have no name and go by their type. Undefined when none are sent.
 *
 * @throws {BellwetherError} `body_malformed` when `tools` is no list.
 */
export function readTools(body: ScannedBody, memo: ElementMemo): ReadTools | undefined {
  const span = listSpan(body, "tools");
  if (span === undefined) return undefined;
  const raw = body.bytes.subarray(span.start, span.end);
  return memo.recall("responses:tools", raw, () => {
    const parsed = parseField(body.bytes, span, "tools");
    const value = reading("tools", (): ReadTools => ({
      tools: objectsOf(parsed).map((tool) => toolFact(asText(tool.name) ?? asText(tool.type) ?? "", tool)),
      skeleton: skeletonTextOfMember("tools", parsed, memo.conceal),
      bytes: sha256Short(raw),
    }));
    return { value, weight: 1_000 + 2 * value.skeleton.length + 200 * value.tools.length };
  });
}
