import { hex, type Random } from "./draw.ts";

/** Tools as a skeleton shows them: the same for all exchanges of a client, as it is in life. */
const TOOLS = JSON.stringify(
  Array.from({ length: 18 }, (_, at) => ({
    name: `tool_${at}`,
    description: `t:${900 + at}:${(0x1234_5678_9abc + at * 7_919).toString(16).padStart(16, "0")}`,
    input_schema: { type: "object", properties: { path: { type: "string", description: "t:40:00ff00ff00ff00ff" } } },
  })),
);

/**
 * A skeleton as a request of a chat or of a coding agent has it: tools (an agent's), a system
 * prompt of two blocks, and the messages since the exchange before, each text by its length and a
 * hash that nothing compresses.
 *
 * @param kept messages that stand unchanged since `previous`.
 */
export function skeletonOf(random: Random, agent: boolean, previous: string, kept: number, added: number): string {
  const text = (): string => {
    const hash = hex(random, 16);
    return `t:${Math.floor(random() * 4_000)}:${hash}`;
  };
  const messages = Array.from({ length: added }, (_, at) => ({
    role: at % 2 === 0 ? "assistant" : "user",
    content: agent
      ? [
          { type: "text", text: text() },
          { type: "tool_use", id: text(), name: "Read", input: { path: text() } },
        ]
      : text(),
  }));
  const history = previous === "" ? "" : `"extends":"${previous}","kept":${kept},`;
  return `{"envelope":{"model":"m","max_tokens":32000,"stream":true,"metadata":{"user_id":"${text()}"}},"system":[{"type":"text","text":"t:57:1f2e3d4c5b6a7988"},{"type":"text","text":"t:14209:0011223344556677"}],"tools":${agent ? TOOLS : "null"},${history}"messages":${JSON.stringify(messages)}}`;
}
