import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { recordingsFolder } from "../wire/golden/recordings.ts";
import type { WireFormat } from "../wire/facts.ts";
import { streamOf } from "./fixtures/fake-upstream.ts";
import { cassetteSessions, type RecordedTurn, tauBenchSessions } from "./fixtures/recorded-sessions.ts";
import { contractText, KEY, Rig, upstreamConfig } from "./fixtures/rig.ts";

const folder = recordingsFolder();
if (folder === undefined) console.log("recorded sessions: skipped, the folder of recorded traffic is not there");

const PAGE = join(import.meta.dirname, "../../../docs/recorded-sessions.md");
const OPEN = contractText("observe", "", "model: {}");
const UPSTREAMS = [
  upstreamConfig(),
  upstreamConfig({ name: "openai", kind: "openai", key: "env:OPENAI_API_KEY" }),
  upstreamConfig({ name: "gemini", kind: "gemini", key: "env:GEMINI_API_KEY" }),
  upstreamConfig({ name: "bedrock", kind: "bedrock", key: "env:AWS_BEARER_TOKEN_BEDROCK" }),
];
const BEARER = { "x-api-key": "", authorization: `Bearer ${KEY}` };
const CREDENTIAL: Readonly<Record<WireFormat, Readonly<Record<string, string>>>> = {
  "anthropic-messages": { "x-api-key": KEY },
  "openai-chat": BEARER,
  "openai-responses": BEARER,
  gemini: { "x-api-key": "", "x-goog-api-key": KEY },
  "bedrock-converse": BEARER,
};

/** Plays a session through a gateway whose contract leaves everything open; what is counted of each of its exchanges. */
async function play(turns: readonly RecordedTurn[]): Promise<readonly (readonly string[])[]> {
  const rig = new Rig({ upstreams: UPSTREAMS, contract: OPEN, settings: { bodyLimit: 50_000_000 } });
  for (const { name, format, path, headers, request, status, contentType, response } of turns) {
    const answerHeaders = new Headers({ "content-type": contentType });
    rig.upstream.will(() => ({ status, headers: answerHeaders, body: streamOf([response]) }));
    const before = rig.spool.records().length;
    const body = new TextDecoder().decode(request);
    await (await rig.send(body, { ...headers, ...CREDENTIAL[format] }, { path })).text();
    rig.clock.advance(1_000);
    expect([name, rig.spool.records().length]).toEqual([name, before + 1]);
  }
  return rig.spool.records().map(({ violations, outcome, model_requested: asked, model_served: served }) => {
    if (outcome === "refused") return ["refused"];
    if (violations.includes("SERVED_MODEL_MISMATCH")) return [...violations, asked];
    const snapshot = asked !== "" && served !== "" && asked !== served;
    return snapshot ? [...violations, "own snapshot"] : violations;
  });
}

/** The counts that the page prints, by what is counted. */
function printed(): ReadonlyMap<string, number> {
  const rows = readFileSync(PAGE, "utf8").matchAll(/^\| `?([\w ./:-]+?)`? +\| +([\d,]+) +\|/gm);
  return new Map([...rows].map(([, name = "", count = ""]) => [name, Number(count.replaceAll(",", ""))]));
}

describe.skipIf(folder === undefined)("recorded sessions", () => {
  test("break what the page says that they break, so often, and nothing else", async () => {
    const sessions = [...cassetteSessions(folder ?? ""), ...tauBenchSessions(dirname(folder ?? ""))];
    const counts = new Map<string, number>([["sessions", sessions.length]]);
    const count = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const turns of sessions)
      for (const found of await play(turns)) {
        count("exchanges");
        for (const name of found) count(name);
      }
    expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(printed()));
  }, 300_000);
});
