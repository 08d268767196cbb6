/**
 * What Bellwether reads out of a provider's bytes, in one vocabulary for all providers.
 *
 * A fact that the bytes do not hold is absent, never guessed.
 */

/** The wire formats that a caller can speak. A new one is a folder beside this file and a line in `codecs.ts`. */
export type WireFormat = "anthropic-messages" | "openai-chat" | "openai-responses" | "gemini" | "bedrock-converse";

/**
 * The fields that are compared as requested / contracted / sent / served.
 *
 * All values are in the units of the wire: counts of tokens, a sampling temperature, digests as
 * `sha256:` and hex, names as the provider spells them.
 */
export interface FieldValues {
  readonly model?: string;
  /** Which weights answered, where a provider says so (a fingerprint, a quantisation). */
  readonly weights?: string;
  /** `minimal | low | medium | high | xhigh | max | none`, as sent. */
  readonly effort?: string;
  /** `adaptive`, `disabled`, or `enabled:BUDGET` with the budget in tokens. */
  readonly thinking?: string;
  readonly max_tokens?: number;
  readonly temperature?: number;
  /** Digest of the tools as a set: names and schemas, whatever their order. */
  readonly tools_digest?: string;
  /** Digest of the tool names in the order in which they were sent. */
  readonly tool_order_digest?: string;
  /** The longest prompt-cache life asked for or granted: `5m`, `1h`, `24h`. */
  readonly cache_ttl?: string;
  /** As `formatContextEdits` writes them: `clear_thinking(keep=all)`. Empty text: explicitly none. */
  readonly context_edits?: string;
  /** `text`, `json_object`, or `json_schema:` and the schema's digest. */
  readonly response_format?: string;
  /** Beta names, sorted, joined by a comma. */
  readonly betas?: string;
}

/** The names of the compared fields, in the order of the record's columns. */
export const FIELD_NAMES = [
  "model",
  "weights",
  "effort",
  "thinking",
  "max_tokens",
  "temperature",
  "tools_digest",
  "tool_order_digest",
  "cache_ttl",
  "context_edits",
  "response_format",
  "betas",
] as const satisfies readonly (keyof FieldValues)[];

/** One of the compared fields. */
export type FieldName = (typeof FIELD_NAMES)[number];

/** How a fact is known: the provider said so, somebody claims so, or nobody says. */
export type FactSource = "observed" | "declared" | "unavailable";

/** One section of the system prompt, as the client sent it. */
export interface SystemSection {
  readonly text: string;
}

/** A tool that the request offers. */
export interface ToolFact {
  readonly name: string;
  /** Digest (128 bits, hex) of the canonical tool definition, cache marks left out. */
  readonly digest: string;
}

/**
 * What is known of one message of the history. It is made once for each distinct message and
 * remembered by its bytes, so it holds no content.
 */
export interface MessageFacts {
  readonly role: "user" | "assistant" | "system" | "tool";
  /** Digest (128 bits, hex) of the canonical message: what it means, not how it was written. */
  readonly digest: string;
  /**
   * True where a person (or a program in their place) spoke: a user message that is not merely
   * the results of tools.
   */
  readonly turn: boolean;
  /** Digests (128 bits, hex) of the reasoning blocks in it, in order. */
  readonly reasoning: readonly string[];
  /** Ids of the tool calls that it makes, in order. */
  readonly toolCalls: readonly string[];
  /**
   * For assistant messages: `replyDigest` of what it says, by which a returned answer is known
   * again in a later history.
   */
  readonly reply?: string;
  /** The id of an item that the provider keeps, where the message is no more than that. */
  readonly reference?: string;
  /** Length of the raw bytes. */
  readonly bytes: number;
  /** What stands in it in place of something that was taken away, as clients mark that. */
  readonly truncated?: string;
  /** Writing systems in it beside Latin, as bits (`scripts.ts`); absent where there are none. */
  readonly scripts?: number;
  /** The message with every text replaced by its length and keyed HMAC, as JSON text. */
  readonly skeleton: string;
}

/** What a client says of itself and of the conversation, where it is a client that `wire.md` lists. */
export interface ClientHints {
  /** `claude-code`, `codex`, `openai-node`, ...; absent when the user agent is unknown. */
  readonly client?: string;
  readonly clientVersion?: string;
  readonly conversation?: string;
  readonly agent?: string;
  readonly parentAgent?: string;
  /** `main`, `subagent`, `compaction`, where the client says so. */
  readonly requestClass?: string;
}

/**
 * What the provider itself goes on from: then a request brings only what is new, and the history is
 * the provider's.
 */
export interface Continuation {
  /** The id of the stored answer that comes before. */
  readonly response?: string;
  /** The id of the provider's own conversation. */
  readonly conversation?: string;
}

/** What a request asks for. */
export interface RequestFacts {
  readonly format: WireFormat;
  readonly fields: FieldValues;
  readonly stream: boolean;
  readonly system: readonly SystemSection[];
  readonly tools: readonly ToolFact[];
  readonly messages: readonly MessageFacts[];
  /** The whole system prompt as one text, sections joined by two line feeds. */
  readonly systemText: string;
  readonly hints: ClientHints;
  /** Whether the caller forces a tool: `auto`, `any`, `none`, `tool:NAME`; absent when not said. */
  readonly toolChoice?: string;
  /** Absent where the request brings its whole history. */
  readonly continues?: Continuation;
  /** `service_tier` as asked. */
  readonly serviceTier?: string;
  /** Everything but messages, system and tools as JSON text, texts replaced as in a skeleton. */
  readonly envelope: string;
  /** A key that the request says twice, outside of messages, system and tools: readers differ in which they take. */
  readonly saidTwice?: string;
  /** The skeleton of the system prompt as JSON text; `null` when there is none. */
  readonly systemSkeleton: string;
  /** The skeleton of the offered tools as JSON text; `null` when there are none. */
  readonly toolsSkeleton: string;
  /** Digest (128 bits, hex) of the bytes of system and tools: what the provider's cache sees first. */
  readonly prefixBytes: string;
}

/** Tokens of one exchange. `input` counts everything read: fresh, from the cache and written to it. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  /** Tokens written to the cache for five minutes. */
  readonly cacheWrite5m: number;
  /** Tokens written to the cache for an hour. */
  readonly cacheWrite1h: number;
  /** Tokens written to the cache where the provider does not say for how long. */
  readonly cacheWriteOther: number;
  /** Tokens of reasoning inside `output`; absent where the provider does not say. */
  readonly reasoning?: number;
}

/** One call of a tool in an answer. */
export interface ToolCallFact {
  readonly id: string;
  readonly name: string;
}

/** One inference that the provider ran inside an exchange, where it lists them. */
export interface Iteration {
  /**
   * `message`, `fallback_message`, `advisor_message`, `compaction`, ... as the provider says;
   * `abandoned_message` for one that a stream began and then replaced by another.
   */
  readonly type: string;
  readonly model?: string;
}

/** What a response says, whole or as far as it came. */
export interface ResponseFacts {
  /** The provider's id of the answer. */
  readonly id?: string;
  /** The model that the body names; in a stream the first event's claim until the end confirms it. */
  readonly model?: string;
  /** Every other compared field of which the response speaks. */
  readonly fields: Omit<FieldValues, "model">;
  /** Compared fields of which the response says that there is nothing in them: `null`, or empty. */
  readonly unset?: readonly FieldName[];
  readonly iterations: readonly Iteration[];
  readonly usage?: Usage;
  readonly serviceTier?: string;
  readonly finishReason?: string;
  /** Context edits that the provider says it applied, one text each: `clear_thinking(turns=2,tokens=9300)`. */
  readonly appliedEdits: readonly string[];
  readonly toolCalls: readonly ToolCallFact[];
  /** Digests (128 bits, hex) of the reasoning blocks, in order. */
  readonly reasoning: readonly string[];
  /** Those of `reasoning` that a later request can bring back; absent where it can bring back all. */
  readonly returnable?: readonly string[];
  /** Characters (UTF-16 code units) of visible text. */
  readonly textLength: number;
  /** Writing systems of the visible text beside Latin, as bits (`scripts.ts`); absent where there are none. */
  readonly scripts?: number;
  /** By which this answer is known again in a later request's history. */
  readonly reply?: string;
  /** Ids of its items, by which a later request may name them where the provider keeps them. */
  readonly items?: readonly string[];
  /** An error in the body or in the stream, also under a 200. */
  readonly error?: { readonly type: string; readonly message: string };
  /** The provider's own reason for a cache miss, where given. */
  readonly cacheMissReason?: string;
  /** The provider goes on with it by itself, and it is fetched later: it is not over, and not cut short either. */
  readonly underWay?: true;
  /** True when the answer ended as its format says (an error in its place is an end too): false means cut short. */
  readonly complete: boolean;
}
