import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Deployment, eventually } from "./harness.ts";

const CONTRACT = `
bellwether: 1
surface: assistant
version: 1.0.0
mode: observe
model: { provider: anthropic, id: claude-opus-4-6 }
`;
/** Sessions that the product splits in two; every second one gets the new prompt. */
const SESSIONS = 60;
const isCandidate = (index: number): boolean => index % 2 === 1;

type Json = Record<string, unknown>;
let deployment: Deployment;
let app: string;
let ci: string;
/** Exchanges by the number of their session. */
let exchanges: string[];

beforeAll(async () => {
  deployment = await Deployment.start({ contracts: { assistant: CONTRACT } });
  [app, ci] = await Promise.all([
    deployment.key("--tenant", "acme", "--name", "app"),
    deployment.key("--tenant", "acme", "--name", "ci"),
  ]);
  exchanges = [];
  for (let index = 0; index < SESSIONS; index++) exchanges.push(await converse(index));
  await deployment.record(exchanges.at(-1) ?? null);
});
afterAll(() => deployment.stop());

async function converse(index: number): Promise<string> {
  const response = await fetch(`${deployment.url}/v1/messages`, {
    method: "POST",
    headers: {
      "x-api-key": app,
      "anthropic-version": "2023-06-01",
      "content-type": "application/json",
      "bellwether-session": `s${index}`,
      ...(isCandidate(index) ? { "bellwether-flags": "new-prompt" } : {}),
    },
    body: JSON.stringify({
      model: "claude-opus-4-6",
      max_tokens: 64,
      messages: [{ role: "user", content: "say hi" }],
    }),
  });
  await response.text();
  expect(response.status).toBe(200);
  return response.headers.get("bellwether-exchange") ?? "";
}

async function post(path: string, body: unknown, credential: string): Promise<readonly [number, Json]> {
  const response = await fetch(`${deployment.url}/api/v1/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${credential}` },
    body: JSON.stringify(body),
  });
  return [response.status, (await response.json()) as Json];
}

const score = (index: number, value: unknown): Json => ({
  exchange: exchanges[index],
  signal: "resolved",
  value,
  evaluator: { id: "suite", version: "1" },
  idempotency_key: `run-1/${index}`,
});

/** The units, once there are so many: a session's window has to be over. */
async function units(query: Record<string, string>, many: number): Promise<{ text: string; lines: Json[] }> {
  const words = new URLSearchParams({ synthetic: "true", window: "10s", ...query });
  let seen = "";
  return eventually(
    async () => {
      const response = await fetch(`${deployment.url}/api/v1/units?${words}`, {
        headers: { authorization: `Bearer ${app}` },
      });
      const text = await response.text();
      const lines = text.split("\n").filter((line) => line !== "");
      seen = `${response.status}, ${lines.length} units, ${response.headers.get("bellwether-open")} open`;
      if (response.status !== 200 || lines.length < many) return undefined;
      return { text, lines: lines.map((line) => JSON.parse(line) as Json) };
    },
    60_000,
    () => `units never came to ${many}: ${seen}`,
  );
}

async function verdict(text: string): Promise<readonly [number, Json]> {
  writeFileSync(join(deployment.folder, "units.jsonl"), text);
  const { code, stdout } = await deployment.command("detect", "units.jsonl", "--json");
  return [code, JSON.parse(stdout) as Json];
}

describe("what a suite says of a product's answers", () => {
  test("is taken in a batch, item by item, and once", async () => {
    const records = await Promise.all(exchanges.map((id) => deployment.record(id)));
    const scores = records.map((record, index) => ({
      ...score(index, !isCandidate(index)),
      // When it was judged, and not when a job has come round to saying so: it is in the window.
      time: Date.parse(String(record["received_at"])) + 1_000,
    }));
    const [status, first] = await post("scores", { scores: [...scores, score(0, "good")] }, ci);
    expect([status, first["accepted"], first["refused"]]).toEqual([207, SESSIONS, 1]);
    const [again, second] = await post("scores", { scores }, ci);
    expect([again, second["duplicate"]]).toEqual([200, SESSIONS]);
    expect(await post("scores", score(0, 0.5), ci)).toMatchObject([409, { error: { code: "idempotency_key_reused" } }]);
    const globex = await deployment.key("--tenant", "globex");
    expect(await post("scores", score(0, 1), globex)).toMatchObject([404, { error: { code: "exchange_unknown" } }]);
  });

  test("comes to a verdict on the candidate, by detect", async () => {
    const { text, lines } = await units(
      { signal: "resolved", candidate: "flags has new-prompt", share: "0.5" },
      SESSIONS,
    );
    expect(lines[1]).toMatchObject({ unit: "acme/s1", arm: "candidate", p: 0.5, value: 0, evaluator: "suite@1" });
    expect(await verdict(text)).toMatchObject([1, { verdict: "fail", signal: "resolved" }]);
  });

  test("is no verdict where nobody says which arm was which", async () => {
    const { text } = await units({ signal: "resolved" }, SESSIONS);
    writeFileSync(join(deployment.folder, "units.jsonl"), text);
    const { code, stderr } = await deployment.command("detect", "units.jsonl");
    expect([code, stderr]).toEqual([3, expect.stringContaining("has no arm")]);
  });
});

describe("what an end user says of a session", () => {
  test("comes by a token, counts once, and is a unit's value", async () => {
    await converse(SESSIONS);
    const wish = { session: `s${SESSIONS}`, signals: ["thumbs"] };
    const [made, { token }] = await post("feedback/tokens", wish, app);
    expect(made).toBe(201);
    for (const value of [true, true, false]) {
      const [status] = await post("feedback", { token, signal: "thumbs", value }, "");
      expect([200, 201]).toContain(status);
    }
    const response = await fetch(`${deployment.url}/api/v1/scores?session=${wish.session}&signal=thumbs`, {
      headers: { authorization: `Bearer ${app}` },
    });
    expect(await response.json()).toMatchObject({ scores: [{ value: false, evaluator: { id: "end-user" } }] });
    const { lines } = await units({ signal: "thumbs", window: "20s" }, 1);
    expect(lines).toMatchObject([{ unit: `acme/${wish.session}`, value: 0 }]);
  });
});
