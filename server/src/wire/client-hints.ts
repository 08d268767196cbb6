import { Recent } from "../core/recent.ts";
import type { HeaderReader } from "./codec.ts";
import type { ClientHints } from "./facts.ts";
import { asObject, asText, parsed } from "./json/value.ts";

/** User agents that are known, most telling first: products before the SDKs that they are built on. */
const CLIENTS: readonly (readonly [pattern: RegExp, client: string])[] = [
  [/\bclaude-(?:cli|code)\/([\w.+-]+)/i, "claude-code"],
  [/\bcodex[\w-]*\/([\w.+-]+)/i, "codex"],
  [/\bGeminiCLI[\w-]*\/v?([\w.+-]+)/i, "gemini-cli"],
  [/\bopencode\/([\w.+-]+)/i, "opencode"],
  [/\bbellwether-lab-product\/([\w.+-]+)/i, "lab-product"],
  [/\bbellwether-client\/([\w.+-]+)/i, "bellwether-client"],
  [/\bpydantic-ai\/([\w.+-]+)/i, "pydantic-ai"],
  [/\blitellm\/([\w.+-]+)/i, "litellm"],
  // The one part that all calls of an application have: some name the framework, some the provider's package.
  [/\bai-sdk-provider-utils\/([\w.+-]+)/i, "ai-sdk"],
  [/\bai-sdk\/[\w-]+\/([\w.+-]+)/i, "ai-sdk"],
  [/(?:^|\s)ai\/([\w.+-]+)/i, "ai-sdk"],
  [/\blangchainjs-\w+\/([\w.+-]+)/i, "langchain"],
  [/(?:Azure)?OpenAI\/JS ([\w.+-]+)/, "openai-node"],
  [/(?:Azure)?OpenAI\/Python ([\w.+-]+)/, "openai-python"],
  [/Anthropic\w*\/JS ([\w.+-]+)/, "anthropic-node"],
  [/Anthropic\w*\/Python ([\w.+-]+)/, "anthropic-python"],
  [/\bgoogle-genai-sdk\/([\w.+-]+)/i, "google-genai"],
  [/\baws-sdk-js\/([\w.+-]+)/i, "aws-sdk-js"],
  [/\bBoto3\/([\w.+-]+)/i, "boto3"],
  [/\bcurl\/([\w.+-]+)/i, "curl"],
];

/** A hint longer than this is no id that a client of ours sends. */
const LONGEST = 200;

/** Claude Code before the JSON form of `metadata.user_id`. */
const SESSION_AT_END = /_session_([0-9a-fA-F-]{36})$/;

/**
 * What headers (and `metadata.user_id`, where the format has it) say of the client and the
 * conversation. Ids are taken only from clients and headers known to mean a conversation by them:
 * elsewhere `metadata.user_id` names a user, and would merge conversations.
 */
export function readHints(headers: HeaderReader, userId?: string): ClientHints {
  const { client, version } = clientOf(headers.get("user-agent") ?? "");
  const known: { client?: string; clientVersion?: string } = {};
  if (client !== undefined) known.client = client;
  if (version !== undefined) known.clientVersion = version;
  const session = header(headers, "x-claude-code-session-id");
  if (client === "claude-code" || session !== undefined) {
    return {
      ...known,
      ...given("conversation", session ?? (userId === undefined ? undefined : sessionInside(userId))),
      ...given("agent", header(headers, "x-claude-code-agent-id")),
      ...given("parentAgent", header(headers, "x-claude-code-parent-agent-id")),
      ...given("requestClass", header(headers, "x-claude-code-request-class")),
    };
  }
  return client === "codex" ? { ...known, ...codexHints(headers) } : known;
}

/**
 * Codex: a sub-agent has a thread of its own and shares the session of the thread that the user
 * speaks to; what kind of request it is stands in a header of JSON.
 */
function codexHints(headers: HeaderReader): ClientHints {
  const thread = header(headers, "thread-id");
  const session = header(headers, "session-id");
  const parent = header(headers, "x-codex-parent-thread-id");
  const conversation = session ?? parent ?? thread;
  const isSubagent = thread !== undefined && thread !== conversation;
  const kind = asText(asObject(parsed(headers.get("x-codex-turn-metadata") ?? ""))?.request_kind);
  const requestClass = kind === "compaction" ? kind : header(headers, "x-openai-subagent");
  return {
    ...given("conversation", conversation),
    ...given("agent", isSubagent ? thread : undefined),
    ...given("parentAgent", isSubagent && parent !== conversation ? parent : undefined),
    ...given("requestClass", requestClass),
  };
}

interface KnownClient {
  readonly client?: string;
  readonly version?: string;
}

/** Few clients call, and often. */
const recognised = new Recent<string, KnownClient>(256);

function clientOf(agent: string): KnownClient {
  if (agent.length > LONGEST) return recogniseClient(agent);
  let known = recognised.get(agent);
  if (known === undefined) {
    known = recogniseClient(agent);
    recognised.set(agent, known);
  }
  return known;
}

function recogniseClient(agent: string): KnownClient {
  for (const [pattern, client] of CLIENTS) {
    const match = pattern.exec(agent);
    if (match !== null) return match[1] === undefined ? { client } : { client, version: match[1] };
  }
  return {};
}

function sessionInside(userId: string): string | undefined {
  const inside = asObject(userId.startsWith("{") ? parsed(userId) : undefined);
  const id = inside === undefined ? SESSION_AT_END.exec(userId)?.[1] : asText(inside.session_id);
  return id !== undefined && id.length <= LONGEST ? id : undefined;
}

function header(headers: HeaderReader, name: string): string | undefined {
  const value = headers.get(name)?.trim();
  return value !== undefined && value !== "" && value.length <= LONGEST ? value : undefined;
}

function given<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, string>>);
}
