import type { WireFormat } from "../../server/src/wire/facts.ts";

/** The least that a client of a format sends. */
export interface MinimalRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The least request of a format that asks for an answer, streamed or not. */
export function minimalRequest(format: WireFormat, key: string, text: string, stream: boolean): MinimalRequest {
  const messages = [{ role: "user", content: text }];
  const bearer = { authorization: `Bearer ${key}` };
  switch (format) {
    case "anthropic-messages":
      return {
        path: "/v1/messages",
        headers: { "x-api-key": key, "anthropic-version": "2023-06-01" },
        body: JSON.stringify({ model: "m", max_tokens: 5, stream, messages }),
      };
    case "openai-chat":
      return {
        path: "/v1/chat/completions",
        headers: bearer,
        body: JSON.stringify({ model: "m", max_tokens: 5, stream, messages }),
      };
    case "openai-responses":
      return {
        path: "/v1/responses",
        headers: bearer,
        body: JSON.stringify({ model: "m", max_output_tokens: 5, stream, input: messages }),
      };
    case "gemini":
      return {
        path: `/v1beta/models/m:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`,
        headers: { "x-goog-api-key": key },
        body: JSON.stringify({
          contents: [{ role: "user", parts: [{ text }] }],
          generationConfig: { maxOutputTokens: 5 },
        }),
      };
    case "bedrock-converse":
      return {
        path: `/model/m/${stream ? "converse-stream" : "converse"}`,
        headers: bearer,
        body: JSON.stringify({
          messages: [{ role: "user", content: [{ text }] }],
          inferenceConfig: { maxTokens: 5 },
        }),
      };
  }
}
