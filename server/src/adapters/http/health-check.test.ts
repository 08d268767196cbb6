import { describe, expect, test } from "bun:test";
import { connect } from "node:net";
import { freePort } from "../fixtures/free-ports.ts";
import type { Gateway } from "../../gateway/gateway.ts";
import { serveAddress } from "./control-server.ts";
import { serveGateway } from "./gateway-server.ts";

/** Sends a request as it is written, and gives the whole answer. */
function send(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(request));
    socket.on("data", (chunk) => {
      answer += chunk.toString();
      if (answer.endsWith("at /healthz")) socket.end();
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

/** What HAProxy sends where nothing else is configured. */
const CHECK = "GET /healthz HTTP/1.0\r\n\r\n";

describe("a health check that names no host", () => {
  test("is answered by a gateway", async () => {
    const server = serveGateway({} as Gateway, {
      host: "127.0.0.1",
      port: 0,
      shared: false,
      headerTimeout: 10,
      elsewhere: (_, url) => Promise.resolve(new Response(`at ${url.pathname}`)),
      onError: () => undefined,
    });
    expect(await send(server.port, CHECK)).toMatch(/ 200 [^]*at \/healthz$/);
    await server.stop(true);
  });

  test("is answered by control", async () => {
    const port = await freePort();
    const server = serveAddress("127.0.0.1", port, ({ url }) => new Response(`at ${new URL(url).pathname}`));
    expect(await send(port, CHECK)).toMatch(/ 200 [^]*at \/healthz$/);
    await server.stop();
  });
});
