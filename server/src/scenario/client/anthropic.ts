import { type Dialect, fieldsOf } from "./dialect.ts";

/** Anthropic Messages. */
export const anthropic: Dialect = {
  path: "/v1/messages",
  headers: (key) => ({ "x-api-key": key, "anthropic-version": "2023-06-01" }),
  body: (request, system, tools, messages) => ({
    max_tokens: 4_096,
    ...request,
    ...(system === undefined ? {} : { system }),
    ...(tools.length === 0
      ? {}
      : {
          tools: tools.map(({ name, description, schema }) => ({
            name,
            ...(description === undefined ? {} : { description }),
            input_schema: schema,
          })),
        }),
    messages,
  }),
  answer(body) {
    const { content } = fieldsOf(body);
    if (!Array.isArray(content)) return undefined;
    const blocks = content.map(fieldsOf);
    return {
      messages: [{ role: "assistant", content }],
      text: blocks.map(({ type, text }) => (type === "text" && typeof text === "string" ? text : "")).join(""),
      calls: blocks.flatMap(({ type, id, name }) =>
        type === "tool_use" ? [{ id: String(id), name: String(name) }] : [],
      ),
    };
  },
  results: (results) => [
    {
      role: "user",
      content: results.map(({ call, stub }) => ({
        type: "tool_result",
        tool_use_id: call.id,
        content: stub.result,
        ...(stub.failed ? { is_error: true } : {}),
      })),
    },
  ],
};
