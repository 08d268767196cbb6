/** A provider that always answers the same, at once: what is measured is everybody else. */
const ANSWER = JSON.stringify({
  id: "chatcmpl-bench",
  object: "chat.completion",
  created: 1_790_000_000,
  model: "gpt-5.5",
  choices: [{ index: 0, message: { role: "assistant", content: "Understood." }, finish_reason: "stop" }],
  usage: { prompt_tokens: 150, completion_tokens: 3, total_tokens: 153 },
});

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  idleTimeout: 0,
  async fetch(request) {
    await request.arrayBuffer();
    return new Response(ANSWER, { headers: { "content-type": "application/json" } });
  },
});
console.log(JSON.stringify({ port: server.port }));

export {};
