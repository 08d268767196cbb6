import { expect, test } from "bun:test";
import { goalIn } from "../person.ts";
import { type Body, play, type Provider, refuses, says } from "../fixtures/play.ts";

const texts = ({ messages }: Body): readonly string[] =>
  (messages as readonly { content: unknown }[]).map(({ content }) =>
    typeof content === "string" ? content : String((content as readonly { text: string }[])[0]?.text),
  );
/** A person who asks, and asks again; a product that knows the answer at the second time. */
const provider: Provider = (body, headers) => {
  const person = headers["bellwether-session"] === "s~person";
  const answers = texts(body).length / 2;
  return says(person ? (answers < 1 ? "The port?" : "The port, please?") : answers < 1 ? "Which?" : "It is 7311.");
};
const HEAD = "system: Be brief.\nrequest: { model: m, top_k: 3 }\n";

test("a person with a goal talks until it is reached, by requests of a session of their own", async () => {
  const run = await play('  - say: { goal: Learn the port., until: "7311" }\n', provider, { head: HEAD });
  expect([run.verdict, run.turns.map(({ said, answered }) => [said, answered])]).toEqual([
    "pass",
    [
      ["The port?", "Which?"],
      ["The port, please?", "It is 7311."],
    ],
  ]);
  expect(run.sent.map((headers) => headers["bellwether-session"])).toEqual(["s~person", "s", "s~person", "s"]);
  const [first, product, second] = run.bodies;
  expect(first).toMatchObject({ model: "m", max_tokens: 1_024 });
  expect([first?.["system"], first?.["top_k"], product?.["system"]]).toEqual([undefined, undefined, "Be brief."]);
  expect(goalIn(texts(first ?? {})[0] ?? "")).toBe("Learn the port.");
  expect(texts(second ?? {}).slice(1)).toEqual(["The port?", "Which?"]);
});

test("a goal that is not reached in time is a failure; a person whom nobody plays is none", async () => {
  const missed = await play("  - say: { goal: Learn., until: { matches: '73[0-9]2' }, most: 2 }\n", provider, {
    head: HEAD,
  });
  expect(missed).toMatchObject({
    verdict: "fail",
    why: 'the goal was not reached in 2 turns: 73[0-9]2 is not in "It is 7311."',
  });
  const away: Provider = (body, headers) =>
    headers["bellwether-session"] === "s~person" ? refuses(400) : provider(body, headers, 1);
  expect(await play('  - say: { goal: Learn., until: "1" }\n', away, { head: HEAD })).toMatchObject({
    verdict: "error",
    why: expect.stringContaining("the person could not be played"),
  });
});
