import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHmac, createPublicKey, verify } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson } from "../../server/src/core/jcs.ts";
import { Deployment, eventually } from "./harness.ts";

const SECRET = "known to both sides";
const PROMPT = "Answer in full sentences, whatever is asked.";
const contract = (version: string, effort: string, prompt: string): string => `
bellwether: 1
surface: assistant
version: ${version}
mode: enforce
model: { provider: anthropic, id: claude-opus-4-6 }
reasoning: { effort: ${effort} }
system: [{ id: style, text: "${prompt}" }]
`;

interface Delivery {
  readonly id: string | null;
  readonly signature: string;
  readonly body: string;
}

let deployment: Deployment;
let deliveries: Delivery[];
let receiver: ReturnType<typeof Bun.serve>;
let key: string;
/** Of the promotion. */
let notice: string;

beforeAll(async () => {
  deliveries = [];
  receiver = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 10,
    fetch: async (request) => {
      const { headers } = request;
      const signature = headers.get("bellwether-signature") ?? "";
      deliveries.push({ id: headers.get("bellwether-notice"), signature, body: await request.text() });
      return new Response(null, { status: deliveries.length === 1 ? 500 : 204 });
    },
  });
  deployment = await Deployment.start({
    contracts: { assistant: contract("1.0.0", "high", PROMPT) },
    config: `notices: { webhook: { url: "http://127.0.0.1:${receiver.port}/", secret: env:HOOK } }\n`,
    env: { HOOK: SECRET },
  });
  key = await deployment.key("--tenant", "acme");
});
afterAll(async () => {
  await deployment.stop();
  await receiver.stop(true);
});

const send = async (session: string): Promise<Record<string, unknown>> => {
  const response = await fetch(`${deployment.url}/v1/messages`, {
    method: "POST",
    headers: { "x-api-key": key, "anthropic-version": "2023-06-01", "bellwether-session": session },
    body: JSON.stringify({
      model: "claude-opus-4-6",
      max_tokens: 16,
      metadata: { user_id: "u_4711" },
      messages: [{ role: "user", content: "say hi" }],
    }),
  });
  await response.text();
  return deployment.record(response.headers.get("bellwether-exchange"));
};
const json = async <T>(path: string): Promise<T> => (await (await deployment.api(path)).json()) as T;

describe("a change of a contract", () => {
  test("for cost is refused without a margin and a choice, and told of with them", async () => {
    expect((await send("before"))["effort_sent"]).toBe("high");
    mkdirSync(join(deployment.folder, "next"));
    writeFileSync(join(deployment.folder, "next", "two.yaml"), contract("2.0.0", "low", "Answer in two words."));
    const register = (...more: string[]) => deployment.command("contract", "register", "next/two.yaml", ...more);
    const refused = await register("--why", "cost");
    expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining("--margin")]);
    const done = await register("--why", "cost", "--margin", "0.01", "--opt", "out", "--note", "Half the <price>.");
    expect([done.code, done.stdout]).toEqual([0, expect.stringMatching(/told in the notice n-[0-9a-f]{16}/)]);
    const moved = await deployment.command("contract", "channel", "set", "assistant@2.0.0", "stable", "--json");
    notice = (JSON.parse(moved.stdout) as { notice: string }).notice;
    expect(notice).toMatch(/^n-/);
  });

  test("is read by anybody as a page, a feed and JSON, and no prompt is in them", async () => {
    for (const [path, price] of Object.entries({
      "/notices": "Half the &lt;price&gt;.",
      "/notices.atom?surface=assistant": "Half the &amp;lt;price&amp;gt;.",
      "/notices.json": "Half the <price>.",
    })) {
      const response = await fetch(`${deployment.url}${path}`);
      const text = await response.text();
      expect([path, response.status]).toEqual([path, 200]);
      expect(text).toContain(notice);
      expect(text).toContain("the effort of main is lowered from high to low");
      expect(text).toContain(price);
      expect(text).not.toMatch(/full sentences|two words/);
    }
  });

  test("reaches the webhook signed, after a failure too, and is not sent again after a restart", async () => {
    await eventually(
      () => (deliveries.some(({ id }) => id === notice) ? true : undefined),
      20_000,
      () => `it came to ${JSON.stringify(deliveries)}`,
    );
    const [first, again, promoted] = deliveries;
    expect(again?.id).toBe(first?.id ?? "");
    expect(promoted?.id).toBe(notice);
    for (const { signature, body } of deliveries) {
      const [, time = "", mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
      expect(createHmac("sha256", SECRET).update(`${time}.${body}`).digest("hex")).toBe(mac ?? "");
    }
    await deployment.down();
    await deployment.up();
    await eventually(
      async () => ((await json<{ webhook: string }>("/api/v1/status")).webhook === "ok" ? true : undefined),
      10_000,
      () => "the webhook is in trouble",
    );
    expect(deliveries.length).toBe(3);
  });

  test("holds for a tenant as it chooses, from its next conversation on, and records say so", async () => {
    const begun = await send("a");
    expect([begun["effort_sent"], begun["choice"]]).toEqual(["low", ""]);
    const out = await deployment.command("tenant", "opt", "acme", notice, "--out");
    expect([out.code, out.stdout]).toEqual([0, expect.stringContaining("acme is out")]);
    const kept = await eventually(
      async () => {
        const fresh = await send(`b-${Date.now()}`);
        return fresh["choice"] === "" ? undefined : fresh;
      },
      10_000,
      () => "the choice never reached the gateway",
    );
    expect([kept["effort_sent"], kept["version"], kept["choice"]]).toEqual([
      "high",
      "2.0.0",
      expect.stringMatching(/^n-[0-9a-f]{16}:out$/),
    ]);
    expect((await send("a"))["effort_sent"]).toBe("low");
    const bad = await deployment.command("tenant", "opt", "acme", notice);
    expect([bad.code, bad.stderr]).toEqual([3, expect.stringContaining("--in")]);
  });

  test("shows in what the tenant used, with the choice and without it", async () => {
    const used = await deployment.command("tenant", "usage", "acme", "--synthetic", "--json");
    const { tenants } = JSON.parse(used.stdout) as {
      tenants: { exchanges: number; choices: { choice: string; with: { exchanges: number }; without: object }[] }[];
    };
    expect(tenants.length).toBe(1);
    expect(tenants[0]?.choices).toMatchObject([{ choice: "out", without: { exchanges: expect.any(Number) } }]);
    expect(tenants[0]?.choices[0]?.with.exchanges).toBeGreaterThan(0);
  });

  test("is in the signed answer to 'was it me?', for the user whom it reached", async () => {
    const path = "/api/v1/was-it-me?tenant=acme&user=u_4711&synthetic=true";
    const { statement, signature } = await json<{
      statement: { reached: { version: string }[]; notices: { notice: string; withheld: boolean }[] };
      signature: { kid: string; value: string };
    }>(path);
    const { keys } = await json<{ keys: { kid: string; kty: string; crv: string; x: string }[] }>(
      "/.well-known/bellwether-keys.json",
    );
    const jwk = keys.find(({ kid }) => kid === signature.kid) ?? { kty: "", crv: "", x: "" };
    const bytes = Buffer.from(canonicalJson(statement));
    const value = Buffer.from(signature.value, "base64url");
    expect(verify(null, bytes, createPublicKey({ key: jwk, format: "jwk" }), value)).toBe(true);
    expect(statement.reached.map(({ version }) => version)).toEqual(["1.0.0", "2.0.0", "2.0.0"]);
    expect(statement.notices).toMatchObject([{ notice, withheld: false }]);
    const nobody = await json<{ statement: { reached: unknown[] } }>(path.replace("u_4711", "u_1"));
    expect(nobody.statement.reached).toEqual([]);
    expect((await fetch(`${deployment.url}/was-it-me?tenant=acme`)).headers.get("www-authenticate")).toContain("Basic");
  });
});
