import { describe, expect, test } from "bun:test";
import { matchRoute } from "./routes.ts";

const anthropic = new Headers({ "anthropic-version": "2023-06-01" });
const openai = new Headers({ authorization: "Bearer x" });

function route(method: string, path: string, headers = openai): string | undefined {
  const found = matchRoute(method, path, headers);
  return found === undefined ? undefined : `${found.format} ${found.operation} ${found.upstreamPath}`;
}

describe("matchRoute", () => {
  test("knows the paths of Anthropic, with and without /v1", () => {
    expect(route("POST", "/v1/messages")).toBe("anthropic-messages generate /v1/messages");
    expect(route("POST", "/messages")).toBe("anthropic-messages generate /v1/messages");
    expect(route("POST", "/v1/messages/count_tokens")).toBe(
      "anthropic-messages count_tokens /v1/messages/count_tokens",
    );
    expect(route("POST", "/messages/count_tokens")).toBe("anthropic-messages count_tokens /v1/messages/count_tokens");
  });

  test("knows the paths of OpenAI, whose base URL has the /v1", () => {
    expect(route("POST", "/v1/chat/completions")).toBe("openai-chat generate /chat/completions");
    expect(route("POST", "/chat/completions")).toBe("openai-chat generate /chat/completions");
    expect(route("POST", "/v1/responses", anthropic)).toBe("openai-responses generate /responses");
    expect(route("POST", "/responses")).toBe("openai-responses generate /responses");
  });

  test("knows the paths of Gemini, which name the model and whether it streams", () => {
    const call = (path: string) => matchRoute("POST", path, openai);
    expect(call("/v1beta/models/gemini-2.5-pro:generateContent")).toEqual({
      format: "gemini",
      operation: "generate",
      upstreamPath: "/v1beta/models/gemini-2.5-pro:generateContent",
      model: "gemini-2.5-pro",
      stream: false,
    });
    expect(call("/v1/models/m:streamGenerateContent")).toMatchObject({
      format: "gemini",
      operation: "generate",
      upstreamPath: "/v1/models/m:streamGenerateContent",
      stream: true,
    });
    expect(call("/v1beta/tunedModels/mine:generateContent")?.model).toBe("tunedModels/mine");
    expect(route("POST", "/v1beta/models/m:countTokens")).toBe("gemini count_tokens /v1beta/models/m:countTokens");
    for (const path of ["/v1beta/models", "/v1beta/models/m"]) expect(route("GET", path)).toBe(`gemini models ${path}`);
    for (const path of [
      "/v1beta/models/m:embedContent",
      "/v1beta/cachedContents",
      "/v1beta/models/a/b:generateContent",
    ])
      expect(route("POST", path)).toBe(`gemini other ${path}`);
    const keyed = new Headers({ "x-goog-api-key": "k" });
    expect(route("GET", "/v1/models", keyed)).toBe("gemini models /v1/models");
    expect(route("GET", "/v1beta")).toBeUndefined();
  });

  test("takes no model of Gemini's that the upstream would decode into another", () => {
    for (const path of ["/v1beta/models/gemini%2D2.5-pro:generateContent", "/v1/models/m%3AgenerateContent"])
      expect(matchRoute("POST", path, openai), path).toMatchObject({ format: "gemini", operation: "unclear" });
    for (const path of ["/v1beta//models/m:generateContent", "/v1beta/models/..%2fm:generateContent", "//v1beta/x"])
      expect(route("POST", path), path).toBe("gemini unclear /");
  });

  test("knows the paths of Bedrock, which name the model and whether it streams, also by an ARN", () => {
    const arn = "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-4-6-v1:0";
    const upstreamPath = `/model/${encodeURIComponent(arn)}/converse-stream`;
    expect(matchRoute("POST", upstreamPath, anthropic)).toEqual({
      format: "bedrock-converse",
      operation: "generate",
      upstreamPath,
      model: arn,
      stream: true,
    });
    expect(route("POST", "/model/m/count-tokens")).toBe("bedrock-converse count_tokens /model/m/count-tokens");
    expect(route("POST", "/model/m/invoke")).toBe("bedrock-converse other /model/m/invoke");
    expect(route("POST", "/model/m/..%2finvoke")).toStartWith("bedrock-converse unclear ");
    expect(route("POST", "/model")).toBeUndefined();
  });

  test("tells whose models are asked for by the headers", () => {
    expect(route("GET", "/v1/models")).toBe("openai-chat models /models");
    expect(route("GET", "/models/meta-llama/Llama-3")).toBe("openai-chat models /models/meta-llama/Llama-3");
    expect(route("GET", "/v1/models", anthropic)).toBe("anthropic-messages models /v1/models");
    expect(route("GET", "/v1/models/m", new Headers({ "x-api-key": "k" }))).toBe(
      "anthropic-messages models /v1/models/m",
    );
  });

  test("answers the probe of a client at the root, and leaves the page there alone", () => {
    expect(route("HEAD", "/", anthropic)).toBe("anthropic-messages probe /");
    expect(route("HEAD", "/", new Headers({ "user-agent": "claude-cli/2.1.87 (external, cli)" }))).toBe(
      "anthropic-messages probe /",
    );
    expect(route("GET", "/")).toBeUndefined();
  });

  test("calls every other path of a provider other", () => {
    expect(route("POST", "/v1/files")).toBe("openai-chat other /files");
    expect(route("POST", "/v1/files", anthropic)).toBe("anthropic-messages other /v1/files");
    expect(route("POST", "/v1/messages/batches")).toBe("anthropic-messages other /v1/messages/batches");
    expect(route("GET", "/v1/responses")).toBe("openai-responses other /responses");
    expect(route("PATCH", "/v1/responses/resp_1")).toBe("openai-responses other /responses/resp_1");
    expect(route("POST", "/v1/responses/resp_1/more")).toBe("openai-responses other /responses/resp_1/more");
    expect(route("POST", "/v1/never/heard/of")).toBe("openai-chat other /never/heard/of");
    expect(route("GET", "/v1/messages")).toBe("anthropic-messages other /v1/messages");
    expect(route("DELETE", "/v1/models/ft:x")).toBe("openai-chat other /models/ft:x");
  });

  test("knows what OpenAI keeps of its answers, and what else there is about them", () => {
    const path = "/responses/resp_1";
    expect(route("GET", `/v1${path}`)).toBe(`openai-responses stored ${path}`);
    expect(route("GET", `/v1${path}/input_items`)).toBe(`openai-responses stored ${path}/input_items`);
    expect(route("DELETE", path)).toBe(`openai-responses stored ${path}`);
    expect(route("POST", `/v1${path}/cancel`)).toBe(`openai-responses stored ${path}/cancel`);
    expect(route("POST", "/v1/responses/compact")).toBe("openai-responses compact /responses/compact");
    expect(route("POST", "/v1/responses/input_tokens")).toBe("openai-responses count_tokens /responses/input_tokens");
    expect(route("POST", "/embeddings")).toBe("openai-chat embed /embeddings");
  });

  test("compares raw paths: what only looks alike is something else", () => {
    expect(route("POST", "/v1/messages/")).toBe("anthropic-messages other /v1/messages/");
    expect(route("POST", "/V1/messages")).toBeUndefined();
    expect(route("POST", "/v1/mess%61ges")).toBe("openai-chat other /mess%61ges");
  });

  test("takes no path that a URL parser would turn into another, and says so in the format that was meant", () => {
    const doubtful = ["//v1/messages", "/v1//messages", "/v1/./messages", "/v1\\messages", "/v1%2fmessages"];
    for (const path of doubtful) expect(route("POST", path), path).toBe("anthropic-messages unclear /");
    expect(route("POST", "//chat/completions")).toBe("openai-chat unclear /");
    for (const path of ["/v1/../api/keys", "/v1/x/..", "/v1/a%2Fb", "/v1/%2e%2e/api"]) {
      expect(route("POST", path), path).toBe("openai-chat unclear /");
    }
    for (const path of ["//api/v1/keys", "/api//v1", "/..", "//"]) expect(route("POST", path), path).toBeUndefined();
  });

  test("leaves everything else to whoever is behind", () => {
    for (const path of ["/api/v1/exchanges", "/v1", "/favicon.ico", "/assets/x.js", "/notices"]) {
      expect(route("GET", path), path).toBeUndefined();
    }
  });
});
