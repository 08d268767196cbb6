import { type Dialect, fieldsOf } from "./dialect.ts";

/** OpenAI Chat Completions. */
export const openai: Dialect = {
  path: "/v1/chat/completions",
  headers: (key) => ({ authorization: `Bearer ${key}` }),
  body: (request, system, tools, messages) => ({
    ...request,
    ...(tools.length === 0
      ? {}
      : {
          tools: tools.map(({ name, description, schema }) => ({
            type: "function",
            function: { name, ...(description === undefined ? {} : { description }), parameters: schema },
          })),
        }),
    messages: [...(system === undefined ? [] : [{ role: "system", content: system }]), ...messages],
  }),
  answer(body) {
    const { choices } = fieldsOf(body);
    if (!Array.isArray(choices)) return undefined;
    const message = fieldsOf(fieldsOf(choices[0])["message"]);
    const { content, tool_calls: calls } = message;
    return {
      messages: [message],
      text: typeof content === "string" ? content : "",
      calls: (Array.isArray(calls) ? calls : []).map((call) => ({
        id: String(fieldsOf(call)["id"]),
        name: String(fieldsOf(fieldsOf(call)["function"])["name"]),
      })),
    };
  },
  // The format has no mark of an error: the text says it.
  results: (results) =>
    results.map(({ call, stub }) => ({ role: "tool", tool_call_id: call.id, content: stub.result })),
};
