import { describe, expect, test } from "bun:test";
import { bodyOf, events, json } from "./fixtures/fake-upstream.ts";
import { contractText, drain, KEY, Rig, upstreamConfig } from "./fixtures/rig.ts";

const MODEL = "gemini-2.5-pro";
const OTHER = "gemini-2.5-flash";
const role = `model: { provider: gemini, id: ${MODEL}, pinned: true }`;
const google = upstreamConfig({ name: "gemini", kind: "gemini", key: "env:GEMINI_API_KEY" });
const rigWith = (rest = "", upstream = google): Rig =>
  new Rig({ contract: contractText("enforce", rest, role), upstreams: [upstreamConfig(), upstream] });

const ASK = { contents: [{ role: "user", parts: [{ text: "Hi" }] }] };
const path = (verb = "generateContent", query = "", model = MODEL) => ({
  path: `/v1beta/models/${model}:${verb}${query}`,
});
/** No key but what a test gives. */
const BARE = { "x-api-key": "", "anthropic-version": "" };
const answer = (modelVersion = MODEL, more: object = { finishReason: "STOP" }) => ({
  candidates: [{ content: { role: "model", parts: [{ text: "Hello." }] }, ...more }],
  usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 3 },
  modelVersion,
  responseId: "r1",
});
const sse = (...chunks: readonly object[]): string[] => chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`);

describe("a request in Gemini's format", () => {
  test("goes to Google's own address with Google's own header, and is recorded", async () => {
    const rig = rigWith();
    rig.upstream.will(json(answer()));
    const response = await rig.send(ASK, { ...BARE, "x-goog-api-key": KEY }, path());
    expect(response.status).toBe(200);
    const [sent] = rig.upstream.requests;
    expect(sent?.url).toBe(`http://upstream.test/v1beta/models/${MODEL}:generateContent`);
    expect(sent?.headers.get("x-goog-api-key")).toBe("provider-secret");
    expect(rig.record()).toMatchObject({
      format: "gemini",
      operation: "generate",
      model_requested: MODEL,
      model_served: MODEL,
      input_tokens: 10,
      output_tokens: 3,
      outcome: "complete",
    });
  });

  test("is held to the model that its contract names, wherever that is written", async () => {
    const rig = rigWith();
    const response = await rig.send(ASK, { ...BARE, "x-goog-api-key": KEY }, path("generateContent", "", OTHER));
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ error: { code: 409, status: "ABORTED" } });
    expect(rig.upstream.requests).toEqual([]);
  });

  test("is refused where its body and its path name different models", async () => {
    const rig = rigWith();
    const response = await rig.send({ ...ASK, model: `models/${OTHER}` }, { "x-goog-api-key": KEY }, path());
    expect(response.headers.get("bellwether-error")).toBe("body_ambiguous");
  });

  test("has its contracted values filled in where Google reads them", async () => {
    const rig = new Rig({
      contract: contractText("enforce", "", `${role}\n    output: { max_tokens: 100 }`),
      upstreams: [google],
    });
    rig.upstream.will(json(answer()));
    expect((await rig.send(ASK, { ...BARE, "x-goog-api-key": KEY }, path())).status).toBe(200);
    expect(bodyOf(rig.upstream.requests[0])).toEqual({ generationConfig: { maxOutputTokens: 100 }, ...ASK });
  });

  test("streamed, passes byte for byte, and a cut stream is cut", async () => {
    for (const [chunks, outcome] of [
      [sse(answer(MODEL, {}), answer()), "complete"],
      [sse(answer(MODEL, {})), "cut"],
    ] as const) {
      const rig = rigWith();
      rig.upstream.will(events(chunks));
      const response = await rig.send(ASK, { "x-goog-api-key": KEY }, path("streamGenerateContent", "?alt=sse"));
      const { text } = await drain(response);
      expect(text).toStartWith(chunks.join(""));
      expect(text).not.toMatch(/^(?:event|:)/m);
      expect(rig.record()).toMatchObject({ streamed: true, outcome });
      expect(rig.upstream.requests[0]?.url).toEndWith(":streamGenerateContent?alt=sse");
    }
  });

  test("streamed as one list of chunks, is read when it is whole", async () => {
    const rig = rigWith();
    rig.upstream.will(json([answer(MODEL, {}), answer()]));
    const response = await rig.send(ASK, { "x-goog-api-key": KEY }, path("streamGenerateContent"));
    expect(await response.json()).toEqual([answer(MODEL, {}), answer()]);
    expect(rig.record()).toMatchObject({ model_served: MODEL, outcome: "complete" });
  });

  test("answered by another model is refused in Google's envelope", async () => {
    const rig = rigWith();
    rig.upstream.will(json(answer(OTHER)));
    const response = await rig.send(ASK, { "x-goog-api-key": KEY }, path());
    expect(response.headers.get("bellwether-error")).toBe("contract_violated");
    expect(await response.json()).toMatchObject({ error: { code: 409, status: "ABORTED" } });
  });
});

describe("a key in the query", () => {
  test("identifies the caller, and goes neither upstream nor into the record", async () => {
    for (const query of [`?key=${KEY}`, `?alt=json&key=${KEY}&x=%2F`, `?k%65y=${KEY.replace("_", "%5F")}&alt=json`]) {
      const rig = rigWith();
      rig.upstream.will(json(answer()));
      const response = await rig.send(ASK, BARE, path("generateContent", query));
      expect([query, response.status]).toEqual([query, 200]);
      expect(decodeURIComponent(rig.upstream.requests[0]?.url ?? "")).not.toContain(KEY);
      const all = JSON.stringify([rig.record(), [...response.headers], rig.reports]);
      expect(decodeURIComponent(all.replaceAll("%", "%25"))).not.toContain(KEY.slice(3));
    }
  });

  test("leaves the rest of the query as it was", async () => {
    const rig = rigWith();
    rig.upstream.will(json(answer()));
    await rig.send(ASK, BARE, path("generateContent", `?alt=json&key=${KEY}&x=%2f+1`));
    expect(rig.upstream.requests[0]?.url).toEndWith(":generateContent?alt=json&x=%2f+1");
  });

  test("of the caller's own is passed on only to an upstream that takes it", async () => {
    const ask = async (key: string): Promise<string | undefined> => {
      const rig = rigWith("", { ...google, key });
      rig.upstream.will(json(answer()));
      const query = `?key=AIza-mine&key=${KEY}`;
      await rig.send(ASK, { ...BARE, "bellwether-key": KEY }, path("generateContent", query));
      return rig.upstream.requests[0]?.url.split("generateContent")[1];
    };
    expect(await ask("passthrough")).toBe("?key=AIza-mine");
    expect(await ask("env:GEMINI_API_KEY")).toBe("");
    expect(await ask("none")).toBe("");
  });

  test("is no credential in another provider's format, and is not repeated by a refusal", async () => {
    const rig = new Rig();
    const response = await rig.send({}, BARE, { path: `/v1/messages?key=${KEY}` });
    expect(response.headers.get("bellwether-error")).toBe("key_missing");
    const wrong = await rigWith().send(ASK, BARE, path("generateContent", "?key=bw_app_wrong"));
    expect(await wrong.text()).not.toContain("bw_app_wrong");
    expect(wrong.headers.get("bellwether-error")).toBe("key_unknown");
  });
});

describe("a declared fallback in Gemini's format", () => {
  test("is asked for its own model in the path, and the body stays as it is", async () => {
    const rig = rigWith(`fallbacks: [{ id: ${OTHER} }]\n`);
    rig.upstream.will(json({}, 503), json(answer(OTHER)));
    const response = await rig.send(ASK, { "x-goog-api-key": KEY }, path("generateContent", `?key=${KEY}`));
    expect(response.status).toBe(200);
    expect(rig.upstream.requests.map((sent) => [sent.url, bodyOf(sent)])).toEqual([
      [`http://upstream.test/v1beta/models/${MODEL}:generateContent`, ASK],
      [`http://upstream.test/v1beta/models/${OTHER}:generateContent`, ASK],
    ]);
    expect(rig.record()).toMatchObject({ model_requested: MODEL, model_sent: OTHER, model_served: OTHER });
  });
});
