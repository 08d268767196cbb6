import { expect, test } from "bun:test";
import { type AnswerForm, KeptAnswer } from "./kept-answer.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
function kept(form: AnswerForm | undefined, chunks: readonly Uint8Array[], complete = true): string | undefined {
  let whole: string | undefined;
  const answer = new KeptAnswer((all, how) => {
    whole = `${how}: ${new TextDecoder().decode(all)}`;
  });
  if (form !== undefined) answer.is(form);
  for (const chunk of chunks) answer.add(chunk);
  answer.end(complete);
  return whole;
}

test("an answer is handed on whole when it is over, as what it is", () => {
  expect(kept("stream", [bytes("a"), bytes("b")])).toBe("stream: ab");
  expect(kept("document", [bytes("{}")])).toBe("document: {}");
});

test("one that was cut off, that nobody can read, or that is too long is none", () => {
  expect(kept("stream", [bytes("a")], false)).toBeUndefined();
  expect(kept(undefined, [bytes("a")])).toBeUndefined();
  expect(kept("document", [])).toBeUndefined();
  expect(kept("stream", [new Uint8Array(600_000), new Uint8Array(600_000)])).toBeUndefined();
});
