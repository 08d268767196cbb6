import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createServer, type Server, type Socket } from "node:net";
import { Deployment } from "./harness.ts";

const answer = (text: string): string =>
  JSON.stringify({
    id: "c1",
    object: "chat.completion",
    model: "gpt-5.5",
    choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  });
const head = (type: string, length: number): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n\r\n`;
const whole = (text: string): string => head("application/json", answer(text).length) + answer(text);
const event = (text: string): string =>
  `data: ${JSON.stringify({ id: "c1", model: "gpt-5.5", choices: [{ index: 0, delta: { content: text } }] })}\n\n`;

describe("an upstream that lies about lengths", () => {
  let deployment: Deployment;
  let key: string;
  let upstream: Server;
  /** What it does with the next request. */
  let reply: (socket: Socket) => void = () => undefined;
  beforeAll(async () => {
    upstream = createServer((socket) => {
      let seen = "";
      socket.on("error", () => undefined);
      socket.on("data", (data) => {
        seen += data.toString();
        const end = seen.indexOf("\r\n\r\n");
        const length = Number(/content-length: (\d+)/i.exec(seen)?.[1] ?? 0);
        if (end < 0 || seen.length < end + 4 + length) return;
        seen = "";
        reply(socket);
      });
    });
    await new Promise<void>((resolve) => {
      upstream.listen(0, "127.0.0.1", resolve);
    });
    const { port } = upstream.address() as { port: number };
    deployment = await Deployment.start({
      contracts: { chat: "bellwether: 1\nsurface: chat\nversion: 1.0.0\nmode: observe\n" },
      config: `upstreams:\n  openai: { base_url: "http://127.0.0.1:${port}/v1", key: none }\n`,
    });
    key = await deployment.key();
  });
  afterAll(async () => {
    await deployment.stop();
    upstream.close();
  });

  const ask = (stream = false): Promise<Response> =>
    fetch(`${deployment.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({ model: "gpt-5.5", stream, messages: [{ role: "user", content: "Hi" }] }),
    });
  const recorded = (response: Response): Promise<Record<string, unknown>> =>
    deployment.record(response.headers.get("bellwether-exchange"));

  test("has cut its answer where it sends less than it announced, and no half of it is passed on", async () => {
    reply = (socket) => socket.end(head("application/json", 10_000) + answer("half"));
    const response = await ask();
    expect(response.status).toBe(502);
    expect(response.headers.get("bellwether-error")).toBe("upstream_cut");
    expect((await recorded(response))["outcome"]).toBe("cut");
  });

  test("has cut its stream where it sends less than it announced, and the client's breaks off too", async () => {
    let open: Socket | undefined;
    reply = (socket) => {
      open = socket;
      socket.write(head("text/event-stream", 10_000) + event("half"));
    };
    const response = await ask(true);
    expect(response.status).toBe(200);
    // Only now: a client whose connection breaks before it has read the head sees no answer at all.
    open?.end();
    expect(
      await response.text().then(
        () => "whole",
        () => "broken off",
      ),
    ).toBe("broken off");
    expect((await recorded(response))["outcome"]).toBe("cut");
  });

  test("cannot answer a request that it was not asked: bytes behind an answer are nobody's", async () => {
    let asked = 0;
    reply = (socket) => {
      asked++;
      socket.write(asked === 1 ? whole("mine") + whole("forged") : whole("mine"));
    };
    for (let round = 0; round < 5; round++) {
      const response = await ask();
      expect(response.status).toBe(200);
      const { choices } = (await response.json()) as { choices: { message: { content: string } }[] };
      expect(choices[0]?.message.content).toBe("mine");
    }
    expect(asked).toBe(5);
  });

  test("is an upstream that failed where what it sends is no HTTP", async () => {
    reply = (socket) => socket.end("SSH-2.0-OpenSSH_9.9\r\n");
    const response = await ask();
    expect(response.status).toBe(502);
    expect((await recorded(response))["outcome"]).toBe("failed");
  });
});
