import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { Deployment } from "./harness.ts";

const contract = (surface: string, mode: string, more = ""): string => `
bellwether: 1
surface: ${surface}
version: 1.0.0
mode: ${mode}
${more}`;

let deployment: Deployment;
const keys: Record<string, string> = {};
beforeAll(async () => {
  deployment = await Deployment.start({
    contracts: {
      observed: contract("observed", "observe", "model: { provider: anthropic, id: claude-opus-4-6 }"),
      verified: contract("verified", "verify", "model: { provider: anthropic, id: claude-opus-4-6 }"),
      chat: contract("chat", "verify", "model: { provider: openai, id: gpt-5.5 }"),
      enforced: contract(
        "enforced",
        "enforce",
        "model: { provider: anthropic, id: claude-opus-4-6 }\nreasoning: { effort: high }",
      ),
      fallback: contract(
        "fallback",
        "verify",
        "model: { provider: anthropic, id: claude-opus-4-6 }\nfallbacks: [ { provider: anthropic, id: claude-sonnet-4-5 } ]",
      ),
    },
  });
  for (const surface of ["observed", "verified", "chat", "enforced", "fallback"])
    keys[surface] = await deployment.key("--surface", surface);
});
afterAll(() => deployment.stop());

const message = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  model: "claude-opus-4-6",
  max_tokens: 64,
  messages: [{ role: "user", content: "say hi" }],
  ...more,
});

async function send(
  surface: string,
  body: unknown,
  headers: Record<string, string> = {},
  path = "/v1/messages",
): Promise<Response> {
  const key = keys[surface] ?? "";
  const credential: Record<string, string> =
    path === "/v1/messages"
      ? { "x-api-key": key, "anthropic-version": "2023-06-01" }
      : { authorization: `Bearer ${key}` };
  return fetch(`${deployment.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...credential, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

const SUBSTITUTE = { "x-lab-fault": "serve-model=claude-haiku-4-5" };

describe("when another model answers than the contract names", () => {
  test.each([false, true])(
    "verify refuses with 409 in the caller's format before any content (streamed: %p)",
    async (stream) => {
      const response = await send("verified", message({ stream }), SUBSTITUTE);
      expect([response.status, response.headers.get("x-should-retry"), response.headers.get("content-type")]).toEqual([
        409,
        "false",
        "application/json",
      ]);
      const text = await response.text();
      const body = JSON.parse(text) as { type: string; error: { type: string; message: string }; request_id: string };
      expect(body.type).toBe("error");
      expect(body.request_id).toBe(response.headers.get("bellwether-exchange") ?? "");
      expect(text).not.toMatch(/message_start|content_block|effort|context_management/i);
      const record = await deployment.record(response.headers.get("bellwether-exchange"));
      expect(record).toMatchObject({
        outcome: "refused",
        status: 409,
        model_contracted: "claude-opus-4-6",
        model_served: "claude-haiku-4-5",
        violations: ["SERVED_MODEL_MISMATCH"],
        delegated: true,
      });
    },
  );

  test("the official SDKs give it to their caller at once, without trying again", async () => {
    const before = (await (await fetch(`${deployment.labUrl}/lab/ledger`)).json()) as { entries: unknown[] };
    const anthropic = new Anthropic({
      baseURL: deployment.url,
      apiKey: keys["verified"] ?? "",
      defaultHeaders: SUBSTITUTE,
    });
    const refused = await anthropic.messages.create(message() as never).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Anthropic.ConflictError);
    const openai = new OpenAI({
      baseURL: `${deployment.url}/v1`,
      apiKey: keys["chat"] ?? "",
      defaultHeaders: { "x-lab-fault": "serve-model=gpt-5.5-mini" },
    });
    const other = await openai.chat.completions
      .create({ model: "gpt-5.5", messages: [{ role: "user", content: "say hi" }] })
      .catch((error: unknown) => error);
    expect(other).toBeInstanceOf(OpenAI.ConflictError);
    const after = (await (await fetch(`${deployment.labUrl}/lab/ledger`)).json()) as { entries: unknown[] };
    expect(after.entries.length - before.entries.length).toBe(2);
  });

  test.each([false, true])(
    "observe passes the answer on, with the violation on its header and its record (streamed: %p)",
    async (stream) => {
      const response = await send("observed", message({ stream }), SUBSTITUTE);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain("claude-haiku-4-5");
      if (!stream) expect(response.headers.get("bellwether-violations")).toBe("SERVED_MODEL_MISMATCH");
      const record = await deployment.record(response.headers.get("bellwether-exchange"));
      expect(record).toMatchObject({
        outcome: "complete",
        model_served: "claude-haiku-4-5",
        violations: ["SERVED_MODEL_MISMATCH"],
      });
    },
  );

  test("a caller's own demand is honoured under observe too", async () => {
    const response = await send("observed", message({ stream: true }), {
      ...SUBSTITUTE,
      "bellwether-require": "substitution=none",
    });
    expect(response.status).toBe(409);
  });

  test("an alias that resolves to its own dated snapshot is nobody else", async () => {
    const response = await send("verified", message(), { "x-lab-fault": "serve-model=claude-opus-4-6-20260115" });
    expect(response.status).toBe(200);
  });

  test("a declared fallback answers, and says so", async () => {
    await fetch(`${deployment.labUrl}/lab/faults`, {
      method: "POST",
      body: JSON.stringify({ fault: "status=529", times: 1 }),
    });
    const response = await send("fallback", message());
    expect(response.status).toBe(200);
    expect(response.headers.get("bellwether-delegation")).toBe(
      "allowed; to=claude-sonnet-4-5; reason=fallback; rule=fallbacks[0]",
    );
    const record = await deployment.record(response.headers.get("bellwether-exchange"));
    expect(record).toMatchObject({
      attempts_count: 2,
      model_served: "claude-sonnet-4-5",
      delegated: true,
      violations: [],
    });
    expect(record["attempts"]).toMatchObject([{ status: 529 }, { status: 200, model: "claude-sonnet-4-5" }]);
  });

  test("a caller that accepts no delegation gets the upstream's own error, and no fallback", async () => {
    const response = await send("fallback", message(), {
      "x-lab-fault": "status=529",
      "bellwether-require": "delegation=none",
    });
    expect(response.status).toBe(529);
  });
});

describe("what a caller demands", () => {
  test("is refused with 412 and the reason before anything is sent, where it cannot be honoured", async () => {
    const response = await send("verified", message(), { "bellwether-require": "model=claude-sonnet-4-5" });
    expect(response.status).toBe(412);
    expect(await response.text()).toContain("claude-sonnet-4-5");
    expect((await deployment.record(response.headers.get("bellwether-exchange")))["attempts_count"]).toBe(0);
  });

  test("is refused where it is not understood", async () => {
    expect((await send("verified", message(), { "bellwether-require": "kindness=high" })).status).toBe(412);
  });
});

describe("enforce", () => {
  test("fills an absent effort and leaves every other byte of a 77 KB body as it was", async () => {
    const filler = Array.from(
      { length: 1_000 },
      (_, n) => `Line ${n}: "quoted", \\ backslash, \u00e9, \u{1F600}, and a number 12345678901234567890.`,
    )
      .join("\\n")
      .replaceAll('"', '\\"');
    const body =
      `{ "zeta":12345678901234567890, "model" : "claude-opus-4-6","max_tokens":64,\n "metadata":{"user_id":"u","b":1.0,"a":1e2},"messages":[{"role":"user","content":"${filler}"}], "alpha": [3,1,2] }`.replaceAll(
        "\\ backslash",
        "\\\\ backslash",
      );
    expect(body.length).toBeGreaterThan(60_000);
    const response = await send("enforced", body);
    expect([response.status, await response.text()]).toEqual([200, expect.any(String)]);
    expect(response.headers.get("bellwether-effort")).toBe("requested=unset; contracted=high; sent=high");
    const record = await deployment.record(response.headers.get("bellwether-exchange"));
    const expected = body.replace("{", '{"output_config":{"effort":"high"},');
    expect(record["sent_digest"]).toBe(`sha256:${createHash("sha256").update(expected).digest("hex")}`);
    const { entries } = (await (await fetch(`${deployment.labUrl}/lab/ledger`)).json()) as {
      entries: { body_digest: string }[];
    };
    expect(entries.at(-1)?.body_digest).toBe(String(record["sent_digest"]));
  });

  test("refuses a value that is out of bounds, in words that name no field", async () => {
    const response = await send("enforced", message({ output_config: { effort: "low" } }));
    expect(response.status).toBe(409);
    expect(await response.text()).not.toMatch(/effort/i);
    expect(response.headers.get("bellwether-violations")).toBe("EFFORT_MISMATCH");
  });
});

describe("a session", () => {
  test("keeps its version when its channel's surface gets another", async () => {
    const first = await send("observed", message(), { "bellwether-session": "pinned" });
    const second = await send(
      "observed",
      message({
        messages: [
          { role: "user", content: "say hi" },
          { role: "assistant", content: "hi" },
          { role: "user", content: "again" },
        ],
      }),
      { "bellwether-session": "pinned" },
    );
    expect(first.headers.get("bellwether-rollout")).toContain("pin=first");
    expect(second.headers.get("bellwether-rollout")).toContain("pin=kept");
  });

  test("gives no rights by its name: a key of another surface is still held to its own contract", async () => {
    const foreign = message({ model: "claude-haiku-4-5" });
    expect((await send("observed", foreign, { "bellwether-session": "shared" })).status).toBe(200);
    const held = await send("verified", foreign, { "bellwether-session": "shared" });
    expect([held.status, held.headers.get("bellwether-contract")]).toEqual([409, "verified@1.0.0"]);
  });

  test("that is under way when it is first seen is assumed, and says so", async () => {
    const response = await send(
      "observed",
      message({
        messages: [
          { role: "user", content: "say hi" },
          { role: "assistant", content: "hi" },
          { role: "user", content: "again" },
        ],
      }),
      { "bellwether-session": "unseen" },
    );
    expect(response.headers.get("bellwether-rollout")).toContain("pin=assumed");
    await response.text();
  });

  test("is known again by control after its worker was killed", async () => {
    const first = await send("observed", message(), { "bellwether-session": "survivor" });
    await first.text();
    await deployment.record(first.headers.get("bellwether-exchange"));
    const pid = deployment.pid("gateway-0") ?? 0;
    process.kill(pid, "SIGKILL");
    const next = message({
      messages: [
        { role: "user", content: "say hi" },
        { role: "assistant", content: "hi" },
        { role: "user", content: "again" },
      ],
    });
    let second: Response | undefined;
    while (second === undefined || second.status === 503)
      second = await send("observed", next, { "bellwether-session": "survivor" }).catch(() => undefined);
    expect(second.headers.get("bellwether-rollout")).toContain("pin=kept");
    expect(await deployment.record(second.headers.get("bellwether-exchange"))).toMatchObject({
      session: "survivor",
      turn: 2,
      epoch: 0,
      prefix_stable: true,
    });
  });
});
