import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { sha256Short } from "../../core/digest.ts";
import { deedOfCall } from "./call-deed.ts";
import { deedOf, deedText } from "./deed.ts";
import { USUAL_PHRASES } from "./phrases.ts";
import { readDeeds } from "./read-deeds.ts";
import { shellCommands } from "./shell-words.ts";
import { shellDeed } from "./shell-deeds.ts";
import { interrupts, speechReader, wordsIn } from "./speech.ts";

const mark = (text: string): string => sha256Short(text).slice(0, 12);
const call = (name: string, input: unknown) => ({
  name,
  arguments: typeof input === "string" ? input : JSON.stringify(input),
});
const deed = (name: string, input: unknown) => deedOfCall(call(name, input), mark);
const speech = speechReader(USUAL_PHRASES);

describe("what a call does", () => {
  test("is told by the tools that clients are known to have, and by the file that it names", () => {
    expect(deed("Read", { file_path: "/a.ts" })).toMatchObject({ kind: "read", targets: [mark("/a.ts")] });
    expect(deed("Edit", { file_path: "/a.ts", old_string: "a" }).targets).toEqual([mark("/a.ts")]);
    expect(deed("read_file", { absolute_path: "/a.ts" })).toMatchObject({ kind: "read", targets: [mark("/a.ts")] });
    expect(deed("Write", { file_path: "./b.ts", content: "x" })).toMatchObject({
      kind: "write",
      targets: [mark("b.ts")],
    });
    expect(deed("Grep", { pattern: "x", path: "src" })).toMatchObject({ kind: "search", targets: [] });
    expect(deed("book_flight", { path: "x" })).toMatchObject({ kind: "other", targets: [] });
  });

  test("is what the contract says, where it says something", () => {
    const kinds = new Map([["fetch_page", "read"] as const]);
    expect(deedOfCall(call("fetch_page", { path: "/x" }), mark, kinds)).toMatchObject({ kind: "read" });
    expect(deedOfCall(call("Read", { path: "/x" }), mark, kinds)).toMatchObject({ kind: "read" });
  });

  test("is told by the line where a shell is all that an agent has", () => {
    expect(deed("shell", { command: ["bash", "-lc", "sed -n '1,80p' src/a.ts"] })).toMatchObject({
      kind: "read",
      targets: [mark("src/a.ts")],
    });
    expect(deed("exec_command", { cmd: "rg -n port src && ls" }).kind).toBe("search");
    expect(deed("Bash", { command: "npm test" })).toMatchObject({ kind: "run", targets: [] });
    const patch = "*** Begin Patch\n*** Update File: src/a.ts\n@@\n-a\n+b\n*** Add File: b.ts\n+x\n*** End Patch";
    expect(deed("shell", { command: ["apply_patch", patch] })).toMatchObject({
      kind: "edit",
      targets: [mark("src/a.ts"), mark("b.ts")],
    });
    expect(deed("apply_patch", patch).targets).toEqual([mark("src/a.ts"), mark("b.ts")]);
  });

  test("is the command of an editor that has several", () => {
    expect(deed("str_replace", { command: "view", path: "/a" }).kind).toBe("read");
    expect(deed("str_replace", { command: "create", path: "/a" }).kind).toBe("write");
    expect(deed("str_replace", { command: "str_replace", path: "/a" }).kind).toBe("edit");
  });

  test("is the same call whatever the order of its arguments, and another one with others", () => {
    expect(deed("f", { a: 1, b: 2 }).call).toBe(deed("f", { b: 2, a: 1 }).call);
    expect(deed("f", { a: 1 }).call).not.toBe(deed("f", { a: 2 }).call);
    expect(deed("f", { a: 1 }).call).not.toBe(deed("g", { a: 1 }).call);
  });

  test("can be read of anything, and comes back as it was written", () => {
    fc.assert(
      fc.property(fc.string(), fc.oneof(fc.string(), fc.json()), (name, written) => {
        const found = deedOfCall({ name, arguments: written }, mark);
        expect(deedOf(deedText(found))).toEqual(found);
      }),
    );
  });
});

describe("a line of shell", () => {
  test("is parted into commands and words, quotes and all", () => {
    expect(shellCommands(`cd a && cat "b c.ts" | head -3; echo 'x;y'`)).toEqual([
      ["cd", "a"],
      ["cat", "b c.ts"],
      ["head", "-3"],
      ["echo", "x;y"],
    ]);
  });

  test("writes where it redirects, changes where it is edited in place, and else reads or searches", () => {
    expect(shellDeed("cat a.ts")).toEqual({ kind: "read", paths: ["a.ts"] });
    expect(shellDeed("cat a.ts > b.ts")).toEqual({ kind: "write", paths: ["b.ts"] });
    expect(shellDeed("echo x >> log.txt")).toEqual({ kind: "edit", paths: ["log.txt"] });
    expect(shellDeed("make 2>/dev/null")).toBeUndefined();
    expect(shellDeed("sed -i s/a/b/ a.ts && cat a.ts")).toEqual({ kind: "edit", paths: ["a.ts"] });
    expect(shellDeed("FOO=1 grep -rn x .")).toEqual({ kind: "search", paths: [] });
    expect(shellDeed("npm run build")).toBeUndefined();
  });

  test("is parted at all, whatever it is", () => {
    fc.assert(fc.property(fc.string(), (line) => Array.isArray(shellCommands(line))));
  });
});

describe("what a person says", () => {
  const corrections = [
    "No, I meant the other file.",
    "no. use tabs",
    "That's wrong, the port is 7311",
    "that is not what I asked for",
    "I said 3 words, not 5",
    "It still doesn't work",
    "you forgot the test",
    "Why did you delete it?",
    "undo that",
    "stop, not there",
    "Nein, das andere.",
    "Das ist falsch.",
    "Non, l'autre fichier",
    "No, el otro archivo",
    "不对,应该是另一个文件",
    "違います、別のファイルです",
  ];
  const others = [
    "Now add a test for it.",
    "No problem, go on.",
    "No thanks",
    "Not sure yet. What do you think?",
    "Is there no way to do this faster?",
    "Note the port in the readme.",
    "nothing else, thank you",
    "Please fix the failing test in a.ts",
    "Does this work on Windows?",
    "Stop the server when the tests end",
    "Danke, das reicht.",
    "Nein danke.",
    "Oui, continue.",
    "No, gracias.",
    "继续",
    "はい、続けて",
  ];
  test("corrects what was done, or does not", () => {
    expect(corrections.filter((said) => !speech.corrects(said))).toEqual([]);
    expect(others.filter((said) => speech.corrects(said))).toEqual([]);
  });

  test("is no correction where it stands in what was pasted behind it", () => {
    expect(speech.corrects(`Look at this log.\n${"x ".repeat(400)}that is wrong`)).toBe(false);
  });

  test("may be that the turn was interrupted, as clients note it", () => {
    expect(interrupts("[Request interrupted by user]")).toBe(true);
    expect(interrupts("[Request interrupted by user for tool use]")).toBe(true);
    expect(interrupts("why was my request interrupted by user?")).toBe(false);
  });
});

describe("phrases", () => {
  const heard = (phrase: string, text: string) =>
    speechReader({ ...USUAL_PHRASES, hedges: [phrase] }).heard(text).hedges;

  test("are found in letters of either case, however they are written", () => {
    const found: readonly (readonly [string, string])[] = [
      ["WE Think", "we think"],
      ["we think", "WE THINK"],
      [String.raw`\bGar Ähnlich`, "gar ähnlich"],
      [String.raw`\u00C4hnlich`, "Ähnlich"],
      [String.raw`\u{C4}hnlich|\x41ber`, "aber"],
      [String.raw`[A-C]\d[À-Þ]`, "b7é"],
      [String.raw`^\S+\W\p{Lu}+$`, "really sure"],
      [String.raw`(?<Who>I|WE) guess, \k<Who>`, "I guess, i"],
    ];
    for (const [phrase, text] of found) {
      expect([phrase, new RegExp(phrase, "iu").test(text)]).toEqual([phrase, true]);
      expect([phrase, heard(phrase, text)]).toEqual([phrase, 1]);
    }
    // What is escaped is no letter.
    expect([heard(String.raw`\D\S`, "1 "), heard(String.raw`\W`, "w")]).toEqual([0, 0]);
  });

  test("that are no expressions are refused, though together they would be one", () => {
    expect(() => speechReader({ ...USUAL_PHRASES, hedges: ["a)|(b"] })).toThrow(SyntaxError);
  });

  test("are found where the same expressions find them that ignore case", () => {
    const { corrections, hedges, simplestFixes } = USUAL_PHRASES;
    const all = [...corrections, ...hedges, ...simplestFixes].map((phrase) => new RegExp(phrase, "iu"));
    const alone = [...corrections, ...hedges, ...simplestFixes].map(
      (phrase) => (text: string) => heard(phrase, text) > 0,
    );
    const samples = [
      "No, that's not what I asked. You forgot the tests!",
      "I THINK it should probably work; a quick fix is the Easiest Way.",
      "Das ist SO FALSCH. Ich hatte gesagt: nicht löschen.",
      "Ce n’est PAS ça. J’avais demandé autre chose.",
      "不对，我说的是另一个。おそらく、そうではないと思います。",
    ];
    for (const text of samples)
      expect(alone.map((finds) => finds(text))).toEqual(all.map((expression) => expression.test(text)));
  });
});

test("a phrase that matches nothing ends", () => {
  expect(speechReader({ ...USUAL_PHRASES, hedges: ["(?:x?)"] }).heard("one xx two").hedges).toBeGreaterThan(0);
});

describe("what a model says", () => {
  test("is heard where it hedges or takes the easy way", () => {
    expect(speech.heard("I think this should work. Should I continue?")).toEqual({ hedges: 3, simplestFixes: 0 });
    expect(speech.heard("The simplest fix is a quick workaround for now.")).toEqual({ hedges: 0, simplestFixes: 3 });
    expect(speech.heard("The port is 7311; 14 tests pass.")).toEqual({ hedges: 0, simplestFixes: 0 });
  });

  test("has as many words as stand between spaces, and half as many as signs without any", () => {
    expect(wordsIn("")).toBe(0);
    expect(wordsIn(" two  words\n")).toBe(2);
    expect(wordsIn("最简单的方法")).toBe(3);
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]+$/)), (words) => wordsIn(words.join(" ")) === words.length),
    );
  });
});

describe("what is left of an exchange", () => {
  test("is what was done and how much was said, and no word of it", () => {
    const secret = "swordfish";
    const { deeds, counts } = readDeeds(
      {
        brought: [
          { said: `No, not ${secret}.`, results: [] },
          { said: "", results: [true, false, undefined] },
          { said: "[Request interrupted by user]", results: [] },
        ],
        answer: { text: `I think it is ${secret}.`, toolCalls: [call("Read", { file_path: `/${secret}` })] },
        fits: [false],
      },
      { mark, speech },
    );
    expect(counts).toEqual({
      prompts: 1,
      corrections: 1,
      interrupts: 1,
      results: 2,
      results_failed: 1,
      calls_checked: 1,
      calls_invalid: 1,
      words: 5,
      hedges: 1,
    });
    expect(deeds).toHaveLength(1);
    expect(JSON.stringify([deeds, counts])).not.toContain(secret);
  });

  test("is nothing where nothing was said or done", () => {
    expect(readDeeds({ brought: [], answer: undefined }, { mark, speech })).toEqual({ deeds: [], counts: {} });
  });
});
