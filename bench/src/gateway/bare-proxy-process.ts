/** The least that a gateway can do: parse the body once, forward the bytes, pass the answer on. */
const upstream = process.argv[2] ?? "";

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  idleTimeout: 0,
  async fetch(request) {
    const body = await request.text();
    const { model } = JSON.parse(body) as { model?: unknown };
    if (typeof model !== "string") return new Response(null, { status: 400 });
    const url = new URL(request.url);
    const answer = await fetch(`${upstream}${url.pathname}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: request.headers.get("authorization") ?? "" },
      body,
    });
    return new Response(answer.body, { status: answer.status, headers: { "content-type": "application/json" } });
  },
});
console.log(JSON.stringify({ port: server.port }));

export {};
