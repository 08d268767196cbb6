/** A provider whose answers are streams of so many events, each written by itself. */
const CHUNKS = Number(process.argv[2]);

const chunk = (delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({
    id: "chatcmpl-bench",
    object: "chat.completion.chunk",
    created: 1_790_000_000,
    model: "gpt-5.5",
    choices: [{ index: 0, delta, finish_reason: finish }],
  })}\n\n`;
const encoder = new TextEncoder();
const WORDS = encoder.encode(chunk({ content: " understood" }));
const END = encoder.encode(`${chunk({}, "stop")}data: [DONE]\n\n`);

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  idleTimeout: 0,
  async fetch(request) {
    await request.arrayBuffer();
    let left = CHUNKS;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        // Tokens come one by one: what is written at once would arrive as one piece.
        await new Promise((resolve) => setTimeout(resolve, 1));
        controller.enqueue(left > 0 ? WORDS : END);
        if (left-- <= 0) controller.close();
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  },
});
console.log(JSON.stringify({ port: server.port }));

export {};
