import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { BellwetherError, ERROR_KINDS, type ErrorCode } from "../../core/error.ts";
import type { WireCodec } from "../codec.ts";
import type { CodecFixtures } from "./fixtures.ts";
import { encode, readStream, readValue, testMemo } from "./reading.ts";

const bytesOf = (stream: string | Uint8Array): Uint8Array => (typeof stream === "string" ? encode(stream) : stream);

/** What every codec must read out of answers, and how it must write errors. */
export function answerSuite(name: string, make: () => WireCodec, fixtures: CodecFixtures): void {
  describe(`${name}: a codec reads answers`, () => {
    const { body, stream, facts: expected } = fixtures.answer;
    const bytes = bytesOf(stream);
    const frame = fixtures.frame ?? ((data: string) => encode(`data: ${data}\n\n`));

    test("and a body and a stream that say the same give the same facts", () => {
      const whole = make().readResponse(encode(JSON.stringify(body)), 200);
      expect(whole).toMatchObject(expected);
      expect(readStream(make(), bytes)).toEqual(whole);
    });

    test("and an answer is known again in the history of the next request", () => {
      const facts = make().readResponse(encode(JSON.stringify(body)), 200);
      expect(facts.reply).toBeDefined();
      const replies = readValue(make(), fixtures.fullRequest, {}, testMemo(), fixtures.path).messages.map(
        (message) => message.reply,
      );
      expect(replies).toContain(facts.reply);
    });

    test("and a stream gives the same facts wherever it is cut in two", () => {
      const facts = readStream(make(), bytes);
      for (let cut = 0; cut <= bytes.length; cut++) expect(readStream(make(), bytes, [cut])).toEqual(facts);
    });

    test("and a stream that was cut short is not complete, and has no finish reason that nobody sent", () => {
      const whole = readStream(make(), bytes);
      let finished = false;
      for (let length = 0; length < bytes.length; length++) {
        const facts = readStream(make(), bytes.subarray(0, length));
        finished ||= facts.finishReason !== undefined;
        const left = typeof stream === "string" ? encode(stream.slice(length).trim()).length : bytes.length - length;
        if (facts.complete) expect(left).toBeOneOf([0, fixtures.answer.behindEnd ?? 0]);
        expect([undefined, whole.finishReason]).toContain(facts.finishReason);
      }
      expect(finished).toBe(true);
      expect(whole.complete).toBe(true);
    });

    test("and what it cannot read leaves facts absent and does no harm", () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(200, 500), (noise, status) => {
          const facts = make().readResponse(noise, status);
          expect(facts.model).toBeUndefined();
          readStream(make(), noise);
        }),
      );
      const odd = ["null", "[]", '{"choices":[null,{"delta":null}]}', '{"type":"content_block_delta"}', '{"usage":7}'];
      const reader = make().openStream();
      for (const data of odd) reader.push(frame(data));
      reader.end();
      expect(reader.events).toBe(odd.length);
      expect(reader.facts()).toMatchObject({ complete: false, toolCalls: [], textLength: 0 });
    });

    test("and from 400 on a body is an error, in whichever envelope somebody in between puts it", () => {
      const error = (value: unknown, status: number): unknown =>
        make().readResponse(encode(JSON.stringify(value)), status).error;
      expect(error({ error: { type: "t", message: "m" } }, 500)).toEqual({ type: "t", message: "m" });
      expect(error({ error: "plain words" }, 404)).toEqual({ type: "unknown", message: "plain words" });
      expect(error({ detail: "Not Found" }, 404)).toEqual({ type: "unknown", message: "Not Found" });
      expect(error({ code: 503, message: "busy" }, 503)).toEqual({ type: "503", message: "busy" });
      expect(error(body, 200)).toBeUndefined();
    });

    test("and an error inside a stream is an error", () => {
      const error = new BellwetherError("upstream_cut", "the upstream closed the connection");
      const first = fixtures.answer.firstEvent ?? String(stream).indexOf("\n\n") + 2;
      const event = bytesOf(make().errorEvent(error, "id-1"));
      const facts = readStream(make(), new Uint8Array([...bytes.subarray(0, first), ...event]));
      expect(facts.error).toMatchObject({ message: "the upstream closed the connection" });
      expect(facts.finishReason).toBeUndefined();
    });
  });

  describe(`${name}: a codec writes errors`, () => {
    test("in its provider's envelope, which it reads back, for every code there is", () => {
      for (const code of Object.keys(ERROR_KINDS) as ErrorCode[]) {
        const error = new BellwetherError(code, 'what is wrong \u2028 and "why"\n');
        const text = make().errorBody(error, "0190-id");
        const type = fixtures.errorType(JSON.parse(text) as Record<string, never>);
        expect(type, code).toBeString();
        expect(text).toContain("0190-id");
        const facts = make().readResponse(encode(text), error.kind.status);
        expect(facts.error, code).toEqual({ type: type as string, message: error.message });
        expect(facts.complete).toBe(true);
        const event = make().errorEvent(error, "0190-id");
        if (typeof event === "string") expect(event).toEndWith("\n\n");
        expect(readStream(make(), bytesOf(event)).error, code).toEqual(facts.error);
      }
    });
  });
}
