import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Deployment } from "./harness.ts";

let deployment: Deployment;
let key: string;
let strict: string;
beforeAll(async () => {
  deployment = await Deployment.start({
    contracts: {
      open: "bellwether: 1\nsurface: open\nversion: 1.0.0\nmode: observe\n",
      strict:
        "bellwether: 1\nsurface: strict\nversion: 1.0.0\nmode: verify\nmodel: { provider: anthropic, id: claude-opus-4-6 }\n",
    },
  });
  key = await deployment.key("--surface", "open");
  strict = await deployment.key("--surface", "strict");
});
afterAll(() => deployment.stop());

const ANTHROPIC = {
  path: "/v1/messages",
  credential: (secret: string): Record<string, string> => ({ "x-api-key": secret, "anthropic-version": "2023-06-01" }),
};
const OPENAI = {
  path: "/v1/chat/completions",
  credential: (secret: string): Record<string, string> => ({ authorization: `Bearer ${secret}` }),
};

async function post(
  format: typeof ANTHROPIC,
  body: string | Uint8Array<ArrayBuffer>,
  secret = key,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${deployment.url}${format.path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...format.credential(secret), ...headers },
    body,
  });
}

/** An error in the caller's own envelope, with an id that the caller can name. */
async function expectError(response: Response, format: typeof ANTHROPIC, status: number): Promise<string> {
  const body = (await response.json()) as {
    type?: string;
    error: { type: string; message: string };
    request_id?: string;
  };
  expect([response.status, body]).toEqual([
    status,
    expect.objectContaining({
      error: expect.objectContaining({ type: expect.any(String), message: expect.any(String) }),
    }),
  ]);
  if (format === ANTHROPIC) expect(body.type).toBe("error");
  expect(response.headers.get("request-id") ?? "").toMatch(/^[0-9a-f-]{36}$/);
  expect(response.headers.get("bellwether-exchange")).toBe(response.headers.get("request-id"));
  return body.error.message;
}

describe.each([
  ["Anthropic", ANTHROPIC],
  ["OpenAI", OPENAI],
] as const)("bad input in the format of %s gets a clear error in that format", (_, format) => {
  test.each([
    ["malformed JSON", "{", 400, /ends inside|could not be read/],
    ["something behind the body", '{"model":"m","messages":[]} x', 400, /follows/],
    ["no JSON at all", "hello", 400, /not a JSON object/],
    ["an empty body", "", 400, /empty/],
    ["a list", "[]", 400, /not a JSON object/],
    ["messages that are no list", '{"model":"m","messages":"hi"}', 400, /messages/],
    ["a model that is a number", '{"model":7,"messages":[]}', 400, /model/],
  ])("%s", async (_name, body, status, words) => {
    const response = await post(format, body);
    const exchange = response.headers.get("bellwether-exchange");
    expect(await expectError(response, format, status)).toMatch(words);
    expect(await deployment.record(exchange)).toMatchObject({
      outcome: "refused",
      status,
      error_code: "body_malformed",
    });
  });

  test("a key that is not known, and none at all", async () => {
    expect(await expectError(await post(format, "{}", "nobody"), format, 401)).toMatch(/not known/);
    const none = await fetch(`${deployment.url}${format.path}`, { method: "POST", body: "{}" });
    expect(await expectError(none, format, 401)).toMatch(/no key came/);
  });

  test("a contract that does not exist, and one that the key may not name", async () => {
    const body = '{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"hi"}]}';
    expect(
      await expectError(await post(format, body, key, { "bellwether-contract": "open@9.9.9" }), format, 409),
    ).toMatch(/9\.9\.9/);
    expect(await expectError(await post(format, body, key, { "bellwether-contract": "strict" }), format, 403)).toMatch(
      /strict/,
    );
  });

  test("a body of 50 MB, announced or not", async () => {
    const body = new Uint8Array(50_000_000).fill(0x20);
    expect(await expectError(await post(format, body), format, 413)).toMatch(/limits\.body/);
    const streamed = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let i = 0; i < 50; i++) controller.enqueue(body.subarray(0, 1_000_000));
        controller.close();
      },
    });
    const response = await fetch(`${deployment.url}${format.path}`, {
      method: "POST",
      headers: format.credential(key),
      body: streamed,
    });
    expect(response.status).toBe(413);
    await response.text();
  });
});

describe("bad input that a contract decides about", () => {
  test("an unknown model is the contract's to refuse", async () => {
    const response = await post(
      ANTHROPIC,
      '{"model":"nonsense","max_tokens":5,"messages":[{"role":"user","content":"hi"}]}',
      strict,
    );
    await expectError(response, ANTHROPIC, 409);
    expect(response.headers.get("bellwether-violations")).toBe("MODEL_MISMATCH");
  });

  test("a key that stands twice is refused where a contract is enforced, because readers differ in which they take", async () => {
    const body =
      '{"model":"claude-opus-4-6","max_tokens":5,"messages":[{"role":"user","content":"hi"}],"model":"claude-haiku-4-5"}';
    const response = await post(ANTHROPIC, body, strict);
    expect(response.status).toBe(409);
    await response.text();
  });

  test("a contract that no surface fits says what there is", async () => {
    const unbound = await deployment.key();
    const response = await post(ANTHROPIC, '{"model":"m","max_tokens":5,"messages":[]}', unbound);
    expect(await expectError(response, ANTHROPIC, 409)).toMatch(/open, strict/);
    expect(await deployment.record(response.headers.get("bellwether-exchange"))).toMatchObject({
      outcome: "refused",
      error_code: "contract_missing",
    });
  });

  test("a provider's path that nobody knows is refused, and says how to let it pass", async () => {
    const response = await fetch(`${deployment.url}/v1/files`, { headers: OPENAI.credential(key) });
    expect(await expectError(response, OPENAI, 403)).toMatch(/unknown_paths/);
  });
});

describe("the command line on bad input", () => {
  test("a contract with ten errors lists all ten, each with file, line and column", async () => {
    await Bun.write(
      `${deployment.folder}/contracts/bad.yaml`,
      [
        "bellwether: 2",
        "surface: Not A Name",
        "version: one",
        "mode: obsrve",
        "reasonning: { effort: high }",
        "model: { provider: 3, id: x, pined: true }",
        "sampling: { temperature: hot }",
        "output: { max_tokens: -5 }",
        "provenance: maybe",
        "conversation: sometimes",
        "",
      ].join("\n"),
    );
    const { code, stderr } = await deployment.command("contract", "check", "contracts/bad.yaml");
    expect(code).toBe(1);
    expect(stderr.match(/bad\.yaml:\d+:\d+: error/g)?.length).toBeGreaterThanOrEqual(10);
    expect(stderr).toMatch(/did you mean "?reasoning/);
    await Bun.file(`${deployment.folder}/contracts/bad.yaml`).delete();
  });

  test("a configuration error names file, line, key and what would be right", async () => {
    await Bun.write(`${deployment.folder}/broken.yaml`, "listen:\n  prot: 4141\n  workers: none\n");
    const { code, stderr } = await deployment.command("doctor", "--config", "broken.yaml");
    expect(code).toBe(3);
    expect(stderr).toMatch(/broken\.yaml:2:\d+: error/);
    expect(stderr).toMatch(/port/);
    expect(stderr).toMatch(/broken\.yaml:3:\d+: error/);
  });

  test("a misspelt command and a misspelt flag exit with 3", async () => {
    expect((await deployment.command("qurey")).code).toBe(3);
    expect((await deployment.command("query", "--sinse", "7d")).code).toBe(3);
    expect((await deployment.command("query", "modle=x")).code).toBe(3);
  });

  test("a second group on the same folder is told so", async () => {
    const { code, stderr } = await deployment.command("up", "--port", "1");
    expect([code, stderr]).toEqual([3, expect.stringContaining("another bellwether is up")]);
  });
});

test("after all of it the gateway still answers", async () => {
  const response = await post(ANTHROPIC, '{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"hi"}]}');
  expect(response.status).toBe(200);
  await response.text();
});
