import { describe, expect, test } from "bun:test";
import type { Asked } from "../client/plain-client.ts";
import { play, type Provider, says } from "../fixtures/play.ts";

const thinks = (text: string): Asked => ({
  status: 200,
  body: {
    content: [
      { type: "thinking", thinking: `about ${text}`, signature: `of ${text}` },
      { type: "text", text },
    ],
  },
});
const thinking: Provider = (_body, _headers, n) => thinks(`a${n}`);
const HEAD = "system: Be brief.\n";
const verdict = async (steps: string, provider: Provider = thinking): Promise<string> => {
  const run = await play(steps, provider, { head: HEAD });
  return run.why ?? run.verdict;
};

describe("a checksum", () => {
  test.each(["reasoning-blocks", "history"])(
    "of %s holds while what was there goes first, whatever follows",
    async (of) => {
      const kept = `  - repeat: 3\n    steps: [{ turn: on }]\n  - checksum: { of: ${of}, as: before }\n`;
      const held = `  - turn: on\n  - checksum: { of: ${of}, equals: before }\n`;
      expect(await verdict(`${kept}  - idle: 75m\n${held}${held}`)).toBe("pass");
      const back = "  - turn: one\n  - checkpoint: early\n";
      expect(await verdict(`${back}${kept}  - restore: early\n${held}`)).toMatch(
        new RegExp(`^${of} is not what it was as before: number [234] of \\d, [0-9a-f]{32} then, is gone$`),
      );
    },
  );

  test("of the system prompt, the tools and the answer holds where they are the same", async () => {
    const around = (of: string, change: string): Promise<string> =>
      verdict(
        `  - tool: { name: read }\n  - turn: one\n  - checksum: { of: ${of}, as: before }\n${change}  - turn: two\n  - checksum: { of: ${of}, equals: before }\n`,
        () => thinks("yes"),
      );
    for (const of of ["system", "tools", "answer"]) expect(await around(of, "  - idle: 25h\n")).toBe("pass");
    expect(await around("system", "  - switch: { system: Be long. }\n")).toContain("system is not what it was");
    expect(await around("tools", "  - tool: { name: write }\n")).toContain(
      "tools is not what it was as before: nothing",
    );
    expect(
      await verdict(
        "  - turn: one\n  - checksum: { of: answer, as: a }\n  - turn: two\n  - checksum: { of: answer, equals: a }\n",
      ),
    ).toMatch(/^answer is not what it was as a: sha256:\w{64} then, is sha256:\w{64}$/);
  });

  test("of nothing says nothing, and so does one of which nothing is known", async () => {
    const steps = "  - turn: one\n  - checksum: { of: reasoning-blocks, as: a }\n";
    expect(await verdict(steps, () => says("yes"))).toContain("there is nothing of reasoning-blocks");
  });
});

describe("what is ended", () => {
  test("in the cache is ended for every session of the run, and in the session for that one alone", async () => {
    const run = await play(
      `  - turn: one
  - expire: cache
  - turn: two
  - expire: session
  - turn: three
  - spawn: { agent: a, turn: four }
  - join: a
  - expire: cache
  - turn: five
`,
      () => says("yes"),
    );
    expect(run.verdict).toBe("pass");
    expect(run.sent.map((headers) => [headers["bellwether-session"], headers["x-lab-caches"]])).toEqual([
      ["s", undefined],
      ["s", "1"],
      ["s~2", "1"],
      ["s~2", "1"],
      ["s~2", "2"],
    ]);
    // The client goes on with what it has.
    expect(run.bodies.at(-1)?.["messages"]).toHaveLength(7);
  });
});
