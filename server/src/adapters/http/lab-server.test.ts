import { afterAll, describe, expect, test } from "bun:test";
import { connect } from "node:net";
import { createLab } from "../../lab/provider/lab.ts";
import { type RunningLab, serveLab, serveLabExactly } from "./lab-server.ts";

const HOST = { host: "127.0.0.1", port: 0 };

/** What comes over the wire, and how the connection ends: `reset`, `closed`, or still `open`. */
function raw(port: number, fault: string, stream: boolean): Promise<{ readonly bytes: string; readonly end: string }> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let bytes = "";
    let end = "open";
    const done = (): void => {
      socket.destroy();
      resolve({ bytes, end });
    };
    socket.setTimeout(300, done);
    socket.on("data", (chunk: Buffer) => {
      bytes += chunk.toString();
    });
    socket.on("error", () => {
      end = "reset";
    });
    socket.on("end", () => {
      end = "closed";
    });
    socket.on("close", done);
    const body = JSON.stringify({
      model: "m",
      max_tokens: 90,
      stream,
      messages: [{ role: "user", content: "say hi" }],
    });
    const head = [`content-length: ${body.length}`, "host: lab", ...(fault === "" ? [] : [`x-lab-fault: ${fault}`])];
    socket.write(`POST /v1/messages HTTP/1.1\r\n${head.join("\r\n")}\r\n\r\n${body}`);
  });
}

describe("a lab that is served", () => {
  const lab = createLab({ now: () => 1_800_000_000_000 });
  const server = serveLab(lab, HOST);
  const exact: Promise<RunningLab> = serveLabExactly(lab, HOST);
  afterAll(async () => {
    await server.stop(true);
    await (await exact).stop(true);
  });

  test("answers over HTTP, and keeps the connection", async () => {
    for (const port of [server.port, (await exact).port]) {
      for (const stream of [true, false]) {
        const { bytes, end } = await raw(port, "", stream);
        expect(bytes).toStartWith("HTTP/1.1 200 OK\r\n");
        expect(bytes).toContain("Hi!");
        expect(end).toBe("open");
      }
    }
  });

  test("destroys the socket in mid-stream, behind the events that were to come", async () => {
    const { bytes, end } = await raw(server.port, "cut=3", true);
    expect(bytes).toContain('data: {"type":"ping"}');
    expect(bytes).not.toContain("content_block_delta");
    expect(bytes).not.toContain("\r\n0\r\n");
    expect(end).toBe("reset");
  });

  test("destroys the socket before it answers", async () => {
    expect(await raw(server.port, "reset", true)).toEqual({ bytes: "", end: "reset" });
    expect(await raw(server.port, "reset", false)).toEqual({ bytes: "", end: "reset" });
  });

  test("lies about a length only where it can, and says so where it cannot", async () => {
    expect((await raw(server.port, "length-lie", false)).bytes).toStartWith("HTTP/1.1 501 ");
    const { bytes, end } = await raw((await exact).port, "length-lie=7", false);
    const [head = "", body = ""] = bytes.split("\r\n\r\n");
    expect(/content-length: (\d+)/i.exec(head)?.[1]).toBe(String(body.length + 7));
    expect(end).toBe("closed");
  });

  test("sees a client go while it is silent", async () => {
    const gone = new AbortController();
    const response = await fetch(`${server.url}/v1/messages`, {
      method: "POST",
      headers: { "x-lab-fault": "silent=60000@2" },
      body: JSON.stringify({
        model: "m",
        max_tokens: 9,
        stream: true,
        messages: [{ role: "user", content: "say hi" }],
      }),
      signal: gone.signal,
    });
    await response.body?.getReader().read();
    gone.abort();
    const seq = lab.ledger.last;
    for (let tries = 0; tries < 200 && lab.ledger.since(seq - 1)[0]?.outcome === "open"; tries++) await Bun.sleep(10);
    expect(lab.ledger.since(seq - 1)[0]?.outcome).toBe("aborted");
  });
});
