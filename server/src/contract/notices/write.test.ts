import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { FULL } from "../fixtures/full.ts";
import { noticeBetween, noticeOf } from "../fixtures/notices.ts";
import { versionOf } from "../diff/rule-suite.ts";
import type { Contract } from "../contract.ts";
import { parseContract } from "../load.ts";
import { isMapping } from "../merge.ts";
import { isOwnText } from "./disclose.ts";
import { termProblems } from "./terms.ts";
import { noticeId } from "./write.ts";

const effort = (value: string, rest = ""): string => `model: { id: m }\nreasoning: { effort: ${value} }\n${rest}`;

describe("a notice", () => {
  test("says what changed, for whom, from which value to which, and why", () => {
    const notice = noticeOf(effort("high"), effort("low"), { why: "latency", note: "Answers come sooner." }, "stable");
    expect(notice).toMatchObject({
      kind: "promoted",
      surface: "helper",
      from: "1.0.0",
      to: "2.0.0",
      channel: "stable",
      severity: "breaking",
      terms: { why: "latency", note: "Answers come sooner." },
      measured: [],
    });
    expect(notice?.entries).toMatchObject([
      { rule: "REASONING_EFFORT_LOWERED", severity: "breaking", role: "main", before: "high", after: "low" },
    ]);
    expect(notice?.choice).toBeUndefined();
  });

  test("is not written where nothing changed, or nothing but what is safe", () => {
    expect(noticeOf(effort("high"), effort("high"))).toBeUndefined();
    const cheaper = (price: number): string => effort("high", `economics: { input_per_mtok: ${price} }`);
    expect(noticeOf(cheaper(5), cheaper(4))).toBeUndefined();
    expect(noticeOf(effort("high"), effort("high", "description: another"))).toBeUndefined();
    const both = noticeOf(cheaper(5), effort("low", "economics: { input_per_mtok: 4 }"));
    expect(both?.entries.map(({ severity }) => severity)).toEqual(["breaking", "safe"]);
  });

  test("names the audiences that a change concerns", () => {
    const tiers = (value: string): string => effort("high", `audiences: { free: { reasoning: { effort: ${value} } } }`);
    const entries = noticeOf(tiers("high"), tiers("low"))?.entries ?? [];
    expect(entries.find(({ rule }) => rule === "REASONING_EFFORT_LOWERED")?.audiences).toEqual(["free"]);
  });

  test("has an id that says whether it is as it was written", () => {
    const notice = noticeOf(effort("high"), effort("low"));
    if (notice === undefined) throw new Error("there is a notice");
    const { id, measured: _, ...said } = JSON.parse(JSON.stringify(notice)) as typeof notice;
    expect(noticeId(said)).toBe(id);
    expect(noticeId({ ...said, terms: { why: "quality" } })).not.toBe(id);
  });

  test("says of a prompt which section changed and by how much, and not a word of it", () => {
    const prompt = (text: string): string => `model: { id: m }\nsystem: [{ id: style, text: ${JSON.stringify(text)} }]`;
    const notice = noticeOf(prompt("Answer in full sentences, please."), prompt("Answer in two words, please."));
    expect(notice?.entries.map(({ message, text }) => [message, text])).toEqual([
      ["the section style of the system prompt of main now limits how long answers are", undefined],
      [
        "the section style of the system prompt of main is another one: 2 words came and as many went, of 5",
        { from: 5, to: 5, added: 2, removed: 2 },
      ],
    ]);
    expect(JSON.stringify(notice)).not.toMatch(/full|sentences|two/);
  });

  test("says what a tool takes now, and not how it is described", () => {
    const tool = (required: string, words: string): string =>
      `model: { id: m }\ntools: [{ name: edit, description: ${words}, schema: { type: object, properties: { path: { type: string, description: ${words} } }${required} } }]`;
    const notice = noticeOf(tool("", "hush"), tool(", required: [path]", "hush"));
    expect(notice?.entries.map(({ rule, message }) => [rule, message])).toEqual([
      ["TOOL_SCHEMA_TIGHTENED", expect.stringContaining("path")],
    ]);
    const described = noticeOf(tool("", "hush"), tool("", "whisper"));
    expect(described?.entries.length).toBeGreaterThan(0);
    expect(JSON.stringify([notice, described])).not.toMatch(/hush|whisper/);
  });

  test("counts the words of a prompt that came and went whatever the script", () => {
    const prompt = (text: string): string => `model: { id: m }\nsystem: [{ id: a, text: ${JSON.stringify(text)} }]`;
    expect(noticeOf(prompt("Отвечай кратко"), prompt("Отвечай подробно и точно"))?.entries[0]?.text).toEqual({
      from: 2,
      to: 4,
      added: 3,
      removed: 1,
    });
  });
});

/** A document with a word of its own in each of its texts that are the product's own. */
function marked(value: unknown, path: string, word: string): unknown {
  if (Array.isArray(value)) return value.map((item, index) => marked(item, `${path}[${index}]`, word));
  if (isMapping(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, marked(item, `${path}.${key}`, word)]));
  return typeof value === "string" && isOwnText(path) && TEXT.test(path)
    ? `${value}${path.includes("header") ? "-" : " "}${word}`
    : value;
}

/** Where a document has such texts. */
function textPlaces(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => textPlaces(item, `${path}[${index}]`));
  if (isMapping(value)) return Object.entries(value).flatMap(([key, item]) => textPlaces(item, `${path}.${key}`));
  return marked(value, path, "?") === value ? [] : [path];
}

const TEXT = /\.(text|pattern|description|system_contains|header)(\[\d+\])?$|annotations\.|description$/;

describe("what anybody may read", () => {
  const parse = (document: unknown): Contract => {
    const loaded = parseContract("full.yaml", JSON.stringify(document), () => undefined);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    return loaded.contract;
  };

  test("has none of the product's own texts in it, whatever changes, comes or goes", () => {
    const [one, two] = ["xyzzyone", "xyzzytwo"];
    const before = marked(FULL, "", one);
    const after = { ...(marked(FULL, "", two) as typeof FULL), version: "2.0.0" };
    expect(JSON.stringify(before).split(one).length).toBeGreaterThan(8);
    // Each role by itself too: what came or went whole has all its texts with it.
    const { searcher: _, writer: __, ...main } = (before as typeof FULL).roles;
    const fewer = { ...(before as typeof FULL), routing: [], delegation: undefined, journeys: undefined };
    const alone = { ...fewer, roles: { main: { ...main.main, tools: [], system: [] } } };
    for (const [a, b] of [
      [before, after],
      [after, before],
      [alone, after],
      [after, alone],
    ]) {
      const notice = noticeBetween(parse(a), parse(b));
      expect(notice?.entries.length).toBeGreaterThan(1);
      expect(JSON.stringify(notice)).not.toContain("xyzzy");
    }
  });

  test("has none of them where one text alone changes either", () => {
    const word = "xyzzytext";
    const places = textPlaces(FULL, "");
    expect(places.length).toBeGreaterThan(8);
    for (const place of places) {
      const changed = (value: unknown, path: string): unknown => {
        if (Array.isArray(value)) return value.map((item, index) => changed(item, `${path}[${index}]`));
        if (isMapping(value))
          return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, changed(item, `${path}.${key}`)]));
        return path === place ? marked(value, path, word) : value;
      };
      const after = { ...(changed(FULL, "") as typeof FULL), version: "2.0.0" };
      for (const [a, b] of [
        [FULL, after],
        [after, FULL],
      ])
        expect(JSON.stringify(noticeBetween(parse(a), parse(b)) ?? "")).not.toContain(word);
    }
  });

  test("repeats no prompt, whatever it says", () => {
    const texts = fc.string({ minLength: 12, maxLength: 60, unit: "grapheme" }).filter((text) => /\S{12}/.test(text));
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const of = (text: string): Contract =>
          versionOf(`model: { id: m }\nsystem: [{ id: style, text: ${JSON.stringify(text)} }]`);
        const notice = noticeBetween(of(a), { ...of(b), version: "2.0.0" });
        const told = JSON.stringify(notice ?? "");
        expect(told.includes(JSON.stringify(a).slice(1, -1)) || told.includes(JSON.stringify(b).slice(1, -1))).toBe(
          false,
        );
      }),
    );
  });
});

describe("the terms of a change", () => {
  const at = Date.parse("2026-03-04T00:00:00Z");

  test("are whole without any, and where the reason is not cost", () => {
    expect(termProblems({}, at)).toEqual([]);
    expect(termProblems({ why: "quality" }, at)).toEqual([]);
    expect(termProblems({ why: "latency", opt: "out", sunset: "2026-03-04" }, at)).toEqual([]);
  });

  test("lack a margin and a choice where the reason is cost and neither is given", () => {
    expect(termProblems({ why: "cost" }, at)[0]).toMatch(/margin.* and .*--opt/);
    expect(termProblems({ why: "cost", margin: 0.01 }, at)[0]).toMatch(/^(?!.*--margin).*--opt/);
    expect(termProblems({ why: "cost", opt: "in" }, at)[0]).toMatch(/^(?!.*--opt).*--margin/);
    expect(termProblems({ why: "cost", opt: "in", margin: 0.01 }, at)).toEqual([]);
  });

  test("have a sunset only of a choice, and only one that is to come", () => {
    expect(termProblems({ sunset: "2026-09-01" }, at)[0]).toContain("--opt");
    expect(termProblems({ opt: "in", sunset: "2026-03-03" }, at)[0]).toContain("is over");
  });
});
