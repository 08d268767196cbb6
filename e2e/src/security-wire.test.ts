import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { tell } from "./security-log.ts";
import { Deployment, eventually } from "./harness.ts";
import { RawUpstream, sendRaw } from "./raw-http.ts";

const BODY = '{"model":"m","messages":[{"role":"user","content":"hi"}]}';
const ANSWER = JSON.stringify({
  object: "chat.completion",
  model: "m",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "hi" } }],
});
const answerWith = (headers: string, body: string | Uint8Array = ANSWER): Buffer => {
  const bytes = Buffer.from(body);
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${headers}content-length: ${bytes.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, "latin1"), bytes]);
};

let upstream: RawUpstream;
let deployment: Deployment;
let credential: string;
let pid: number | undefined;
beforeAll(async () => {
  upstream = await RawUpstream.start();
  deployment = await Deployment.start({
    contracts: { open: "bellwether: 1\nsurface: open\nversion: 1.0.0\nmode: observe\n" },
    config: `limits: { header_timeout: 1s, body_timeout: 2s }\nupstreams:\n  openai: { base_url: "${upstream.url}/v1", key: none }\n`,
  });
  credential = `authorization: Bearer ${await deployment.key("--surface", "open")}\r\n`;
  pid = deployment.pid("gateway-0");
});
afterAll(async () => {
  upstream.stop();
  await deployment.stop();
});
beforeEach(() => {
  upstream.received.length = 0;
  upstream.answer = () => answerWith("");
});

/** A request for a completion; `headers` stand behind the usual ones. */
const post = (headers: string, body: string, { target = "/v1/chat/completions", host = "x" } = {}): string =>
  `POST ${target} HTTP/1.1\r\nhost: ${host}\r\n${credential}content-type: application/json\r\n${headers}\r\n${body}`;
const LENGTH = `content-length: ${BODY.length}\r\n`;
const CHUNKED = `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`;
const HIDDEN = `0\r\n\r\nGET /v1/models HTTP/1.1\r\nhost: x\r\n\r\n`;

describe("a request of which readers would differ where it ends is refused, and nothing goes upstream", () => {
  const attempts: readonly (readonly [string, string, string, { host?: string; target?: string }?])[] = [
    ["a length and chunks", `${LENGTH}transfer-encoding: chunked\r\n`, CHUNKED],
    [
      "chunks, a length, and a second request behind them",
      "transfer-encoding: chunked\r\ncontent-length: 4\r\n",
      HIDDEN,
    ],
    ["two lengths", `${LENGTH}content-length: 3\r\n`, BODY],
    ["a list of lengths", `content-length: ${BODY.length}, ${BODY.length}\r\n`, BODY],
    ["a length with a sign", `content-length: +${BODY.length}\r\n`, BODY],
    ["an unknown transfer encoding", "transfer-encoding: xchunked\r\n", CHUNKED],
    ["two transfer encodings", "transfer-encoding: identity\r\ntransfer-encoding: chunked\r\n", CHUNKED],
    ["a space before the colon", "transfer-encoding : chunked\r\n", CHUNKED],
    ["a folded header", `x-a: b\r\n c: d\r\n${LENGTH}`, BODY],
    ["a NUL in a value", `x-a: b\0c\r\n${LENGTH}`, BODY],
    ["a CR in a value", `x-a: b\rx-evil: c\r\n${LENGTH}`, BODY],
    ["a header of 200 KB", `x-a: ${"a".repeat(200_000)}\r\n${LENGTH}`, BODY],
    ["2,000 headers", `${Array.from({ length: 2_000 }, (_, at) => `x-${at}: 1\r\n`).join("")}${LENGTH}`, BODY],
    ["a host that is none", LENGTH, BODY, { host: "[::1" }],
    ["a target that is none", LENGTH, BODY, { target: "@127.0.0.1:1/v1/chat/completions" }],
  ];
  test.each(attempts.map(([attempt, ...rest]) => [attempt, rest] as const))(
    "%s",
    async (attempt, [headers, body, where]) => {
      const { statuses } = await sendRaw(deployment.url, post(headers, body, where ?? {}), 80);
      tell(`smuggling: ${attempt}`, `${statuses.join(", ")}; ${upstream.received.length} upstream`);
      expect(statuses.length).toBe(1);
      expect([400, 431]).toContain(statuses[0] ?? 0);
      expect(upstream.received).toEqual([]);
    },
  );
});

describe("nothing in a request chooses where it goes", () => {
  test.each([
    ["another host in the target", { target: "http://127.0.0.1:1/v1/chat/completions" }, 200],
    ["another host in the Host header", { host: "evil.example" }, 200],
    ["two slashes and a host", { target: "//127.0.0.1:1/v1/chat/completions" }, 404],
    ["a backslash and a host", { target: "/\\127.0.0.1:1/v1/chat/completions" }, 404],
    ["an at sign behind the path", { target: "/v1/chat/completions@127.0.0.1:1" }, 403],
    ["encoded slashes", { target: "/v1/..%2f..%2fadmin" }, 403],
    ["dots", { target: "/v1/x/../../admin" }, 404],
    ["encoded dots", { target: "/v1/%2e%2e/chat/completions" }, 200],
    ["a doubled slash", { target: "/v1//chat/completions" }, 403],
    ["an encoded NUL", { target: "/v1/chat/completions%00" }, 403],
    ["another case", { target: "/V1/chat/completions" }, 404],
    ["a slash at the end", { target: "/v1/chat/completions/" }, 403],
  ])("%s", async (attempt, where, status) => {
    const { statuses } = await sendRaw(deployment.url, post(LENGTH, BODY, where), 80);
    const lines = upstream.received.map((text) => text.split("\r\n", 1)[0]);
    tell(`target: ${attempt}`, `${statuses.join(", ")}; upstream got ${JSON.stringify(lines)}`);
    expect(statuses).toEqual([status]);
    // What is served is served by the configured upstream, as exactly one request for the plain path.
    expect(lines).toEqual(status === 200 ? ["POST /v1/chat/completions HTTP/1.1"] : []);
  });

  test("a redirect of an upstream is not followed, nor given to the client", async () => {
    upstream.answer = () => "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
    const { statuses, text } = await sendRaw(deployment.url, post(LENGTH, BODY), 80);
    tell("an upstream that redirects to another address", statuses);
    expect(statuses).toEqual([502]);
    expect(text).not.toContain("location:");
    expect(upstream.received.length).toBe(1);
  });

  test("headers of the connection, of ours, and our key stay here", async () => {
    const extra =
      "connection: x-hop\r\nx-hop: 1\r\nproxy-authorization: Basic eA==\r\ncookie: a=b\r\nbellwether-build: b\r\nx-forwarded-host: evil\r\n";
    await sendRaw(deployment.url, post(extra + LENGTH, BODY), 80);
    const sent = upstream.received[0] ?? "";
    tell(
      "headers of one connection, cookies, our own and our key",
      `${upstream.received.length} upstream, without them`,
    );
    expect(sent).toContain(BODY);
    expect(sent.toLowerCase()).not.toMatch(/x-hop|proxy-authorization|cookie|bellwether|bw_app_|evil\.example/);
  });
});

describe("paths that try to go around the key of the API", () => {
  test.each([
    "/api/v1/status",
    "//api/v1/status",
    "/api/v1/./status",
    "/api/v1/x/../status",
    "/healthz/../api/v1/status",
    "/api/v1/%73tatus",
    "/API/v1/status",
    "/api/v1/status/",
    "/api%2fv1/status",
    "/healthz;/api/v1/status",
    "/v1/../api/v1/status",
    "/node/snapshots",
    "//node/snapshots",
    "/./node/snapshots",
    "/node%2fsnapshots",
    "/snapshots",
    "http://inner/snapshots",
    "/owner?answer=resp_1",
    "/node/owner?answer=resp_1",
    "/records",
  ])("%s", async (target) => {
    const { statuses, text } = await sendRaw(deployment.url, `GET ${target} HTTP/1.1\r\nhost: x\r\n\r\n`, 80);
    tell(`without a key: GET ${target}`, statuses);
    expect([401, 404]).toContain(statuses[0] ?? 0);
    expect(text).not.toMatch(/"revision"|sha256:/);
  });
});

describe("what an upstream answers", () => {
  test.each([
    ["a NUL in a header", "x-a: b\0c\r\n"],
    ["a header without a colon", "x-evil\r\n"],
    ["a folded header", "x-a: b\r\n c\r\n"],
    ["headers of ours", "bellwether-violations: NONE\r\nbellwether-exchange: forged\r\n"],
    ["a bare CR in a header", "x-a: b\rset-cookie: c=d\r\n"],
  ])("%s: the client gets one answer with one end", async (attempt, headers) => {
    upstream.answer = () => answerWith(headers);
    const { statuses, text } = await sendRaw(deployment.url, post(LENGTH, BODY), 80);
    tell(`an upstream's answer with ${attempt}`, statuses);
    expect(statuses.length).toBe(1);
    expect([200, 502]).toContain(statuses[0] ?? 0);
    expect(text).not.toMatch(/\0|forged|\r[^\n]|\nset-cookie/);
  });

  test("a body that unpacks to 300 MB is passed on as it came and not unpacked", async () => {
    const bomb = gzipSync(new Uint8Array(300_000_000));
    upstream.answer = () => answerWith("content-encoding: gzip\r\n", bomb);
    const { statuses } = await sendRaw(deployment.url, post(LENGTH, BODY), 1_000);
    tell(`an upstream's answer of ${bomb.length} bytes that are 300 MB`, statuses);
    expect([statuses, deployment.pid("gateway-0")]).toEqual([[200], pid]);
  });

  test("a compressed request is refused unread", async () => {
    const { statuses } = await sendRaw(deployment.url, post(`content-encoding: gzip\r\n${LENGTH}`, BODY), 80);
    tell("a compressed request", statuses);
    expect([statuses, upstream.received]).toEqual([[400], []]);
  });
});

describe("clients that take their time", () => {
  /** Sends bytes one by one until the other side has had enough; gives what came. */
  const trickle = (first: string): Promise<string> =>
    new Promise((resolve) => {
      const { hostname, port } = new URL(deployment.url);
      const socket = connect(Number(port), hostname);
      let text = "";
      socket.write(first);
      const drip = setInterval(() => socket.write("a"), 250);
      const over = (): void => {
        clearInterval(drip);
        socket.destroy();
        resolve(text === "" ? "closed" : (text.split("\r\n", 1)[0] ?? ""));
      };
      socket.on("data", (chunk) => {
        text += chunk.toString();
        over();
      });
      socket.on("error", () => undefined);
      socket.on("close", over);
    });

  test("a head and a body that trickle are given up, and others are served meanwhile", async () => {
    const slow = [trickle("GET /healthz HTTP/1.1\r\nx-a: "), trickle(post("content-length: 5000\r\n", '{"model":"'))];
    const idle = Array.from({ length: 200 }, () => {
      const socket = connect(Number(new URL(deployment.url).port), "127.0.0.1");
      socket.on("error", () => undefined);
      return socket;
    });
    expect((await sendRaw(deployment.url, post(LENGTH, BODY), 80)).statuses).toEqual([200]);
    tell("a request beside 200 idle connections and two that trickle", "200");
    const [head, body] = await Promise.all(slow);
    tell("a head that comes a byte at a time", head);
    tell("a body that comes a byte at a time", body);
    for (const socket of idle) socket.destroy();
    expect(head).toBe("closed");
    expect(body).toContain("408");
  });
});

test("after all of it the same process answers, nothing is under way, and nothing went wrong inside", async () => {
  await eventually(
    async () => {
      const health = (await (await fetch(`${deployment.url}/healthz`)).json()) as { in_flight: number };
      return health.in_flight === 0 ? true : undefined;
    },
    5_000,
    () => "something is still under way",
  );
  expect(deployment.pid("gateway-0")).toBe(pid);
  expect(deployment.log).not.toMatch(/outside of the pipeline|failed/);
});
