/** A block of a message in Anthropic's format. */
export type Block = Readonly<Record<string, unknown>>;

/** A message of the product's history. */
export interface Message {
  readonly role: "user" | "assistant";
  readonly content: readonly Block[];
}

/**
 * The end of the history is where the next request's cache begins. The end of the request before is marked as well:
 * providers look back over a few blocks alone, and an answer may call many tools.
 */
export function marked(messages: readonly Message[], cached: object): readonly Message[] {
  const ends = new Set([messages.length - 1, messages.length - 3]);
  return messages.map((message, index) => (ends.has(index) ? markedAtEnd(message, cached) : message));
}

function markedAtEnd(message: Message, cached: object): Message {
  const last = message.content.length - 1;
  const content = message.content.map((block, index) => (index === last ? { ...block, cache_control: cached } : block));
  return { ...message, content };
}

/** As much of the history's end as is at most so long, beginning with what a person said. */
export function endOf(history: readonly Message[], characters: number): readonly Message[] {
  let length = 0;
  const kept = history.findLastIndex((message) => (length += JSON.stringify(message).length) > characters);
  const spoken = history.findIndex((message, index) => index > kept && isSpoken(message));
  return history.slice(spoken === -1 ? history.length - 1 : spoken);
}

/** What was said. */
export function spoken(text: string): Message {
  return { role: "user", content: [{ type: "text", text }] };
}

/** A message without its reasoning. */
export function withoutReasoning(message: Message): Message {
  return { ...message, content: message.content.filter((block) => !isReasoning(block)) };
}

/** The visible text of some blocks. */
export function textOf(content: readonly Block[]): string {
  return content.map(({ type, text }) => (type === "text" ? String(text) : "")).join("");
}

function isReasoning({ type }: Block): boolean {
  return type === "thinking" || type === "redacted_thinking";
}

function isSpoken({ role, content }: Message): boolean {
  return role === "user" && content.some(({ type }) => type === "text");
}
