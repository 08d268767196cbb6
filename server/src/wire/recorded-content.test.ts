import { describe, expect, test } from "bun:test";
import { factsOrNone, readStream, testMemo } from "./codec-suite/reading.ts";
import { CODECS } from "./codecs.ts";
import type { ResponseFacts } from "./facts.ts";
import { recordedRequestsIn } from "./golden/recorded-requests.ts";
import { type Recording, recordingsFolder, recordingsIn } from "./golden/recordings.ts";
import { scanBody } from "./json/scan.ts";
import { asNumber, asObject, objectsOf, parsed, parsedBytes } from "./json/value.ts";
import { SseParser } from "./sse/parser.ts";

const folder = recordingsFolder();
const recordings = folder === undefined ? [] : recordingsIn(folder);
const requests = folder === undefined ? [] : recordedRequestsIn(folder);

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function factsOf({ format, streamed, bytes, status }: Recording): ResponseFacts {
  return streamed ? readStream(CODECS[format], bytes) : CODECS[format].readResponse(bytes, status);
}

/** What an answer is made of: its chunks, or the one body. */
function partsOf({ streamed, bytes }: Recording): readonly unknown[] {
  if (!streamed) return [parsedBytes(bytes)];
  const parts: unknown[] = [];
  const parser = new SseParser((_name, data) => void parts.push(parsed(data)));
  parser.push(bytes);
  parser.end();
  return parts;
}

/** Whether there is more than one alternative: facts count all of them, and content is the first. */
function hasAlternatives(recording: Recording): boolean {
  const items = partsOf(recording).flatMap((part) => {
    const { choices, candidates } = asObject(part) ?? {};
    return [...objectsOf(choices), ...objectsOf(candidates)].map((item, position) => asNumber(item.index) ?? position);
  });
  return new Set(items).size > 1;
}

/** Whether an answer calls a tool whose input is a text. */
const callsCustomTool = ({ bytes }: Recording): boolean => /"custom(?:_tool_call)?"/.test(textOf(bytes));

function isJson(text: string): boolean {
  return parsed(text) !== undefined;
}

if (folder === undefined) console.log("recorded content: skipped, the folder of recorded traffic is not there");

describe.skipIf(folder === undefined)("content of recorded traffic", () => {
  test("is as much text, and the same calls, as the facts of each answer have", () => {
    const counts = { one: 0, several: 0, withText: 0, withCalls: 0 };
    for (const recording of recordings) {
      const { name, format, bytes, streamed } = recording;
      const facts = factsOf(recording);
      const { text, toolCalls } = CODECS[format].content.answer(bytes, streamed);
      const read = { name, length: text.length, calls: toolCalls.map((call) => call.name) };
      const expected = { name, length: facts.textLength, calls: facts.toolCalls.map((call) => call.name) };
      if (hasAlternatives(recording)) {
        counts.several++;
        expect(read.length, name).toBeLessThan(expected.length);
        expect(expected.calls.slice(0, read.calls.length), name).toEqual(read.calls);
        continue;
      }
      counts.one++;
      if (text !== "") counts.withText++;
      if (toolCalls.length > 0) counts.withCalls++;
      expect(read).toEqual(expected);
    }
    expect(counts.withCalls).toBeGreaterThan(50);
    console.log(
      `recorded content: ${counts.one} answers of one alternative agree with their facts (${counts.withText} have text, ` +
        `${counts.withCalls} have calls); of ${counts.several} with several it is the first`,
    );
  });

  test("has arguments that are JSON in each answer that is complete, but of custom tools", () => {
    const counts = { json: 0, custom: 0, none: 0, cut: 0 };
    for (const recording of recordings) {
      const { complete } = factsOf(recording);
      for (const call of CODECS[recording.format].content.answer(recording.bytes, recording.streamed).toolCalls) {
        if (isJson(call.arguments)) counts.json++;
        else if (!complete) counts.cut++;
        // A model that had nothing to say to a function, and a provider that left it so.
        else if (call.arguments === "") counts.none++;
        else {
          expect(`${recording.name} ${call.arguments} ${callsCustomTool(recording)}`).toEndWith(" true");
          counts.custom++;
        }
      }
    }
    expect(counts.json).toBeGreaterThan(200);
    // Of a provider that is asked for a function without required arguments; more would be a part that is not read.
    expect(counts.none).toBeLessThan(3);
    console.log(
      `recorded content: arguments of ${counts.json} calls are JSON, ${counts.custom} a custom tool's text, ` +
        `${counts.none} empty as they came, ${counts.cut} cut short`,
    );
  });

  test("has in the pieces of calls what the items say when they are done", () => {
    const ENDINGS = /^data: \{"type":"response\.(?:output_item\.done|completed|incomplete)"/;
    const STREAMED = /response\.(?:function_call_arguments|custom_tool_call_input)\.delta/;
    const { content } = CODECS["openai-responses"];
    let calls = 0;
    for (const { name, format, streamed, bytes } of recordings) {
      if (format !== "openai-responses" || !streamed) continue;
      const open = textOf(bytes)
        .split("\n")
        .filter((line) => !ENDINGS.test(line));
      const whole = content.answer(bytes, true).toolCalls;
      const pieces = content.answer(new TextEncoder().encode(open.join("\n")), true).toolCalls;
      for (const [index, call] of whole.entries()) {
        // Only these are streamed; what others are given comes with their end.
        if (!STREAMED.test(textOf(bytes))) continue;
        calls++;
        expect({ name, call: pieces[index] }).toStrictEqual({ name, call });
      }
    }
    expect(calls).toBeGreaterThan(5);
    console.log(`recorded content: ${calls} streamed calls of OpenAI Responses say the same in pieces`);
  });

  test("names the tools of each request that its facts name, and has a question where a person spoke", () => {
    const counts = { requests: 0, tools: 0, schemas: 0, questions: 0, refused: 0 };
    for (const { name, format, bytes } of requests) {
      const facts = factsOrNone(() => CODECS[format].readRequest(scanBody(bytes), new Headers(), testMemo()));
      if (facts === undefined) {
        counts.refused++;
        continue;
      }
      const { question, tools } = CODECS[format].content.request(bytes);
      expect({ name, tools: tools.map((tool) => tool.name) }).toEqual({
        name,
        tools: facts.tools.map((tool) => tool.name),
      });
      if (question !== "")
        expect(
          facts.messages.some((message) => message.turn),
          name,
        ).toBe(true);
      counts.requests++;
      counts.tools += tools.length;
      counts.schemas += tools.filter((tool) => asObject(tool.schema) !== undefined).length;
      if (question !== "") counts.questions++;
    }
    expect(counts.requests).toBeGreaterThan(300);
    expect(counts.refused).toBeLessThan(5);
    console.log(
      `recorded content: ${counts.requests} requests name the ${counts.tools} tools of their facts ` +
        `(${counts.schemas} with a schema), ${counts.questions} have a question; ${counts.refused} have no facts, because they are refused`,
    );
  });
});
