import type { HeaderReader } from "./codec.ts";
import type { WireFormat } from "./facts.ts";
import { type AzurePath, readPath as readAzurePath } from "./azure/path.ts";
import { readPath as readBedrockPath } from "./bedrock/path.ts";
import { readPath } from "./gemini/path.ts";

/**
 * What a caller wants of a provider. `compact`: a history as one item that stands for it. `stored`:
 * something that the provider keeps (an answer, to be read, cancelled or deleted). `embed`: vectors
 * of texts. `other`: a provider's path of which no codec knows more. `unclear`: readers of the path
 * would differ in what it names.
 */
export type Operation =
  | "generate"
  | "compact"
  | "count_tokens"
  | "embed"
  | "stored"
  | "models"
  | "probe"
  | "other"
  | "unclear";

/** Where a request belongs. */
export interface WireRoute {
  readonly format: WireFormat;
  readonly operation: Operation;
  /**
   * What stands behind the upstream's `base_url`, without the query: Anthropic's has no `/v1`
   * (`https://api.anthropic.com`), OpenAI's has it (`https://api.openai.com/v1`), Gemini's and
   * Bedrock's have no version (`https://generativelanguage.googleapis.com`).
   */
  readonly upstreamPath: string;
  /** The provider, where the path is one that only this one has. */
  readonly provider?: "azure";
  /** The model, or Azure's deployment, where the path names it and not the body. */
  readonly model?: string;
  /** Whether a stream is asked for, where the path says so and not the body. */
  readonly stream?: boolean;
}

/** First parts of paths that clients also call without `/v1`, because their base URL has it. */
const BARE = new Set([
  "assistants",
  "audio",
  "batches",
  "chat",
  "complete",
  "completions",
  "containers",
  "conversations",
  "embeddings",
  "evals",
  "files",
  "fine_tuning",
  "images",
  "messages",
  "models",
  "moderations",
  "realtime",
  "responses",
  "skills",
  "threads",
  "uploads",
  "vector_stores",
  "videos",
]);

/** First parts that only Anthropic has, and that only OpenAI has; all others are told by the headers. */
const ANTHROPIC_ONLY = new Set(["messages", "complete", "skills"]);
const OPENAI_ONLY = new Set(["chat", "completions", "embeddings", "moderations", "audio", "images"]);

/** A kept answer of OpenAI Responses, by an id that needs no decoding. */
const STORED = /^responses\/[A-Za-z0-9_-]+$/;
const STORED_READ = /^responses\/[A-Za-z0-9_-]+(?:\/input_items)?$/;
const STORED_CALL = /^responses\/[A-Za-z0-9_-]+\/cancel$/;

/** A path that an URL parser would turn into another one is no path that a client of ours sends. */
const AMBIGUOUS = /\\|\/\/|\/\.{1,2}(?:\/|$)|%2e|%2f|%5c/i;

/**
 * Finds what a request is for by its raw path, which is compared as it came: without decoding,
 * without dropping a slash at the end.
 *
 * @param path without the query.
 * @returns undefined when the path is no provider's.
 */
export function matchRoute(method: string, path: string, headers: HeaderReader): WireRoute | undefined {
  if (path === "/") {
    if (method !== "HEAD") return undefined;
    return { format: toldByHeaders(headers), operation: "probe", upstreamPath: "/" };
  }
  // Traces of OpenTelemetry come to us, and are no provider's.
  if (path === "/v1/traces") return undefined;
  // Before all others: an ARN in such a path has an encoded slash, which elsewhere is refused.
  const bedrock = readBedrockPath(method, path);
  if (bedrock !== undefined) return { format: "bedrock-converse", upstreamPath: path, ...bedrock };
  if (AMBIGUOUS.test(path)) return unclear(path, headers);
  const call = readPath(method, path);
  if (call !== undefined) return { format: "gemini", upstreamPath: path, ...call };
  if (path.startsWith("/v1beta/")) {
    const models = method === "GET" && /^\/v1beta\/models(?:\/[^/]+)?$/.test(path);
    return { format: "gemini", operation: models ? "models" : "other", upstreamPath: path };
  }
  const azure = readAzurePath(path);
  if (azure !== undefined) return azureRoute(method, path, azure);
  const rest = path.startsWith("/v1/") ? path.slice(4) : path.slice(1);
  const first = rest.split("/", 1)[0] ?? "";
  if (rest === path.slice(1) && !BARE.has(first)) return undefined;
  const format = formatOf(first, headers);
  return {
    format,
    operation: operationOf(method, rest, first),
    // The base URLs of OpenAI's kind hold the version.
    upstreamPath: format === "openai-chat" || format === "openai-responses" ? `/${rest}` : `/v1/${rest}`,
  };
}

/** Azure speaks as OpenAI does, under paths of its own; its base URL has nothing of them. */
function azureRoute(method: string, path: string, azure: AzurePath | "unclear"): WireRoute {
  if (azure === "unclear") return { format: "openai-chat", provider: "azure", operation: "unclear", upstreamPath: "/" };
  const { rest, deployment } = azure;
  const first = rest.split("/", 1)[0] ?? "";
  return {
    format: first === "responses" ? "openai-responses" : "openai-chat",
    provider: "azure",
    operation: operationOf(method, rest, first),
    upstreamPath: path,
    ...(deployment === undefined ? {} : { model: deployment }),
  };
}

/** Such a path is nobody's, but whoever wrote it meant a provider's and is answered as by one. */
function unclear(path: string, headers: HeaderReader): WireRoute | undefined {
  const parts = path.split(/\/|\\|%2f|%5c/i).filter((part) => part !== "" && !/^(?:\.|%2e){1,2}$/i.test(part));
  if (parts[0] === "openai")
    return { format: "openai-chat", provider: "azure", operation: "unclear", upstreamPath: "/" };
  if (parts[0] === "v1beta") return { format: "gemini", operation: "unclear", upstreamPath: "/" };
  const first = (parts[0] === "v1" ? parts[1] : BARE.has(parts[0] ?? "") ? parts[0] : undefined) ?? "";
  if (first === "") return undefined;
  return { format: formatOf(first, headers), operation: "unclear", upstreamPath: "/" };
}

function operationOf(method: string, rest: string, first: string): Operation {
  if (method === "POST") {
    if (rest === "messages" || rest === "chat/completions" || rest === "responses") return "generate";
    if (rest === "messages/count_tokens" || rest === "responses/input_tokens") return "count_tokens";
    if (rest === "responses/compact") return "compact";
    if (rest === "embeddings") return "embed";
    if (STORED_CALL.test(rest)) return "stored";
  }
  if ((method === "GET" && STORED_READ.test(rest)) || (method === "DELETE" && STORED.test(rest))) return "stored";
  if (method === "GET" && first === "models" && rest !== "models/") return "models";
  return "other";
}

function formatOf(first: string, headers: HeaderReader): WireFormat {
  if (ANTHROPIC_ONLY.has(first)) return "anthropic-messages";
  if (first === "responses") return "openai-responses";
  return OPENAI_ONLY.has(first) ? "openai-chat" : toldByHeaders(headers);
}

/** Every client of Anthropic's sends its version, or at least the key in this header; those of Google's have a header for it too. */
function toldByHeaders(headers: HeaderReader): WireFormat {
  const anthropic =
    headers.get("anthropic-version") !== null ||
    headers.get("x-api-key") !== null ||
    /claude-(?:cli|code)|anthropic/i.test(headers.get("user-agent") ?? "");
  if (anthropic) return "anthropic-messages";
  return headers.get("x-goog-api-key") === null ? "openai-chat" : "gemini";
}
