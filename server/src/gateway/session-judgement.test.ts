import { describe, expect, test } from "bun:test";
import type { ContractedRole } from "../contract/contracted.ts";
import { readValue } from "../wire/codec-suite/reading.ts";
import { openAiResponses } from "../wire/openai-responses/codec.ts";
import { answerJudge } from "./session-judgement.ts";

describe("FIELD_DROPPED, in what a response says back", () => {
  test("fires where the provider says that nothing was set, and not where it takes too small a limit for its least", () => {
    const facts = (response: object) =>
      openAiResponses.readResponse(
        new TextEncoder().encode(JSON.stringify({ object: "response", status: "completed", output: [], ...response })),
        200,
      );
    const found = (asked: object, response: object) => {
      const request = readValue(openAiResponses, { input: "hi", ...asked });
      const judge = answerJudge(
        { severity: { mode: "observe", overrides: {} } } as unknown as ContractedRole,
        request,
        {},
      );
      const end = { exchange: "e", outcome: "complete", requestBytes: 9, unfit: [], fallback: undefined, at: 0 };
      return judge(facts(response), end).map(({ id, message }) => `${id}: ${message}`);
    };
    const format = { format: { type: "json_object" } };
    expect(found({ max_output_tokens: 100 }, { max_output_tokens: null })).toEqual([
      "FIELD_DROPPED: max_tokens was asked for as 100, and the provider went by none",
    ]);
    for (const text of [{}, { format: null }, { format: { type: "text" } }])
      expect(found({ text: format }, { text })).toHaveLength(1);
    expect(found({ max_output_tokens: 10 }, { max_output_tokens: 16 })).toEqual([]);
    expect(found({ max_output_tokens: 10 }, { max_output_tokens: 4_096 })).toHaveLength(1);
    expect(found({ text: { format: { type: "text" } } }, { text: {}, max_output_tokens: null })).toEqual([]);
    expect(found({ text: format, max_output_tokens: 100 }, {})).toEqual([]);
  });
});
