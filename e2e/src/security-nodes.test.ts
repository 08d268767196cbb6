import { afterAll, beforeAll, expect, test } from "bun:test";
import { tell } from "./security-log.ts";
import { freePort } from "../../server/src/adapters/fixtures/free-ports.ts";
import { Deployment } from "./harness.ts";
import { sendRaw } from "./raw-http.ts";

const TOKEN = "a-token-that-all-nodes-share";

let deployment: Deployment;
let url: string;
beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  deployment = await Deployment.start({
    contracts: { open: "bellwether: 1\nsurface: open\nversion: 1.0.0\nmode: observe\n" },
    config: `listen: { control: { port: ${port} } }\ncontrol: { token: env:NODE_TOKEN }\n`,
    env: { NODE_TOKEN: TOKEN },
  });
});
afterAll(() => deployment.stop());

test("what gateways alone may ask of control is asked by nobody without the token", async () => {
  const admin = deployment.adminKey;
  const attempts: readonly (readonly [string, string, string, string])[] = [
    ["no token", "GET", "/node/snapshots", ""],
    ["an empty token", "GET", "/node/snapshots", "authorization: Bearer \r\n"],
    ["another last character", "GET", "/node/snapshots", `authorization: Bearer ${TOKEN.slice(0, -1)}x\r\n`],
    ["a prefix", "GET", "/node/snapshots", `authorization: Bearer ${TOKEN.slice(0, -1)}\r\n`],
    ["another case", "GET", "/node/snapshots", `authorization: Bearer ${TOKEN.toUpperCase()}\r\n`],
    ["an admin's key", "GET", "/node/snapshots", `authorization: Bearer ${admin}\r\n`],
    ["the token in the query", "GET", `/node/snapshots?token=${TOKEN}`, ""],
    ["the token as a key", "GET", "/node/snapshots", `x-api-key: ${TOKEN}\r\n`],
    ["dots", "GET", "/x/../node/snapshots", ""],
    ["no prefix", "GET", "/snapshots", `authorization: Bearer ${TOKEN}\r\n`],
    ["a doubled slash", "GET", "//node/snapshots", ""],
    ["records of nobody", "POST", "/node/records", "content-length: 2\r\n"],
    ["whose an answer is", "GET", "/node/owner?answer=resp_1", ""],
    ["a conversation", "GET", "/node/conversations?tenant=t&client=c&id=i", ""],
    ["the token as a key of the API", "GET", "/api/v1/status", `authorization: Bearer ${TOKEN}\r\n`],
    ["a host that is none", "GET", "/node/snapshots", "host: [::1\r\n"],
  ];
  for (const [attempt, method, target, headers] of attempts) {
    const host = headers.startsWith("host") ? "" : "host: x\r\n";
    const request = `${method} ${target} HTTP/1.1\r\n${host}${headers}\r\n${method === "POST" ? "[]" : ""}`;
    const { statuses, text } = await sendRaw(url, request, 80);
    tell(`control over HTTP: ${attempt}: ${method} ${target}`, statuses);
    expect([400, 401, 404]).toContain(statuses[0] ?? 0);
    expect(text).not.toMatch(/sha256:|"keys"/);
  }
  const told = await sendRaw(
    url,
    `GET /node/snapshots HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\n\r\n`,
    150,
  );
  tell("control over HTTP: the token", told.statuses);
  expect(told.statuses).toEqual([200]);
  expect(told.text).toContain('"keys"');
  expect(told.text).not.toContain(admin);
});
