import type { RequestFacts, WireFormat } from "../wire/facts.ts";
import { declarationFact } from "../wire/gemini/declarations.ts";
import { toolFact, toolsDigest } from "../wire/tool-digests.ts";
import type { Frozen } from "./contract.ts";
import type { ToolDocument } from "./document/role.ts";

/** A contracted tool, and its digest in each wire format where the contract says enough to know it. */
export interface ContractedTool {
  readonly name: string;
  /** Digests (128 bits, hex) as in `ToolFact`; absent where only the name is contracted. */
  readonly digests?: Readonly<Record<WireFormat, string>>;
}

/** How an offered tool differs from what is contracted. */
export interface ToolDifferences {
  readonly missing: readonly string[];
  readonly added: readonly string[];
  readonly changed: readonly string[];
}

/**
 * Makes contracted tools ready. A tool is compared in full where the contract holds its digest, or
 * both its description and its schema; else by its name.
 */
export function compileTools(tools: readonly Frozen<ToolDocument>[]): readonly ContractedTool[] {
  return tools.map((tool) => {
    const { name, description, schema, digest } = tool;
    if (digest !== undefined) {
      return {
        name,
        digests: {
          "anthropic-messages": digest,
          "openai-chat": digest,
          "openai-responses": digest,
          gemini: digest,
          "bedrock-converse": digest,
        },
      };
    }
    if (description === undefined || typeof schema !== "object") return { name };
    const call = { name, description, parameters: schema };
    return {
      name,
      digests: {
        "anthropic-messages": toolFact(name, { name, description, input_schema: schema }).digest,
        "openai-chat": toolFact(name, { type: "function", function: call }).digest,
        "openai-responses": toolFact(name, { type: "function", ...call }).digest,
        gemini: declarationFact(call).digest,
        "bedrock-converse": toolFact(name, { name, description, inputSchema: { json: schema } }).digest,
      },
    };
  });
}

/** The digests of contracted tools together, as requests of each format carry them; where all of them are known in full. */
export function contractedToolsDigests(
  tools: readonly ContractedTool[],
): Readonly<Record<WireFormat, string>> | undefined {
  const known = tools.flatMap(({ name, digests }) => (digests === undefined ? [] : [{ name, digests }]));
  if (known.length < tools.length || known.length === 0) return undefined;
  const together = (format: WireFormat): string =>
    toolsDigest(known.map(({ name, digests }) => ({ name, digest: digests[format] })));
  return {
    "anthropic-messages": together("anthropic-messages"),
    "openai-chat": together("openai-chat"),
    "openai-responses": together("openai-responses"),
    gemini: together("gemini"),
    "bedrock-converse": together("bedrock-converse"),
  };
}

/** How the tools that a request offers differ from the contracted ones, whatever their order. */
export function compareTools(contracted: readonly ContractedTool[], facts: RequestFacts): ToolDifferences {
  const offered = new Map(facts.tools.map((tool) => [tool.name, tool.digest]));
  const known = new Set(contracted.map((tool) => tool.name));
  return {
    missing: contracted.filter(({ name }) => !offered.has(name)).map(({ name }) => name),
    added: [...offered.keys()].filter((name) => !known.has(name)),
    changed: contracted
      .filter(
        ({ name, digests }) =>
          digests !== undefined && offered.has(name) && offered.get(name) !== digests[facts.format],
      )
      .map(({ name }) => name),
  };
}
