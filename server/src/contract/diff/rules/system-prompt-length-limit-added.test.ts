import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { addedLimits } from "../length-limits/added-limits.ts";
import { changes, expectPair, rulesFound } from "../rule-suite.ts";

const ID = "SYSTEM_PROMPT_LENGTH_LIMIT_ADDED";
const REMOVED = "SYSTEM_PROMPT_LENGTH_LIMIT_REMOVED";
const prompt = (text: string): string => `system: [{ id: style, text: ${JSON.stringify(text)} }]\n`;
const AGENT = "You are a coding agent. Run the tests before you finish.";
const APRIL = `${AGENT}\n\nLength limits: keep text between tool calls to <= 25 words. Final answers: <= 100 words.`;

describe(ID, () => {
  test("is the text of April 2026, quoted, and its pair is taking it back", () => {
    const found = expectPair(ID, prompt(AGENT), prompt(APRIL));
    expect(found).toMatchObject({ severity: "breaking", bump: "major", path: "roles.main.system.style", role: "main" });
    expect(found.message).toBe(
      'the section style of the system prompt of main now limits how long answers are: "Length limits: keep text between tool calls to <= 25 words.", "Final answers: <= 100 words."',
    );
    expect(found.after).toContain("25 words");
    expect(found.before).toBeUndefined();
  });

  test("stands before the change of the text itself, which is found as well", () => {
    expect(rulesFound(prompt(AGENT), prompt(APRIL))).toEqual([ID, "SYSTEM_PROMPT_CHANGED"]);
    expect(rulesFound(prompt(APRIL), prompt(AGENT))).toEqual([REMOVED, "SYSTEM_PROMPT_CHANGED"]);
  });

  test("is not a comment, a date that changes by the day, or a slip of the pen put right", () => {
    const volatile = (pattern: string): string =>
      `system: [{ id: style, text: Be kind. }, { id: day, volatile: true, pattern: ${JSON.stringify(pattern)} }]\n`;
    expect(rulesFound(prompt(AGENT), `# keep answers short\n${prompt(AGENT)}`)).toEqual([]);
    expect(rulesFound(volatile("^Today is .*$"), volatile("^Today is \\d+ .*$"))).not.toContain(ID);
    for (const [before, after] of [
      ["You are a codng agent.", "You are a coding agent."],
      ["Keep anwsers under 50 wrods.", "Keep answers under 50 words."],
    ] as const)
      expect(rulesFound(prompt(before), prompt(after))).toEqual(["SYSTEM_PROMPT_CHANGED"]);
  });

  test("is a limit made tighter, with both sentences, and not one made wider or said otherwise", () => {
    const tighter = expectPair(ID, prompt("Answer in at most 100 words."), prompt("Answer in at most 50 words."));
    expect([tighter.before, tighter.after]).toEqual(["Answer in at most 100 words.", "Answer in at most 50 words."]);
    expect(rulesFound(prompt("Answer in at most 50 words."), prompt("Answer in at most 100 words."))).not.toContain(ID);
    expect(rulesFound(prompt("Answer in at most 50 words."), prompt("Keep answers under 50 words."))).not.toContain(ID);
  });

  test.each([
    ["Answer in two sentences unless the user asks for more.", "Answer in two sentences."],
    ["Antworte in zwei Sätzen, bei schwierigen Fragen gern länger.", "Antworte in zwei Sätzen."],
    ["Réponds en deux phrases, sauf si on te demande des précisions.", "Réponds en deux phrases."],
    ["返信は2文までとします。ただし料金を聞かれた場合は長くなっても構いません。", "返信は2文までとします。"],
  ])("is a limit that lost its exception, and the pair one that was given it: %s", (before, after) => {
    expectPair(ID, prompt(`${AGENT} ${before}`), prompt(`${AGENT} ${after}`));
  });

  test("is no exception where a limit says itself that nothing may be longer", () => {
    const [before, after] = ["Answer in no longer than five sentences.", "Answer in at most five sentences."];
    expect(rulesFound(prompt(before), prompt(after))).not.toContain(ID);
  });

  test.each(["Your whole review should fit on one screen.", "L'ensemble doit se lire en trente secondes."])(
    "is of all that an assistant makes, whatever that is called: %s",
    (text) => {
      expect(rulesFound(prompt(AGENT), prompt(`${AGENT} ${text}`))).toContain(ID);
    },
  );

  test.each([
    "Meldungen von Bürgern dürfen höchstens 1.000 Zeichen lang sein.",
    "Las propuestas de los vecinos no pueden superar los 1.500 caracteres.",
  ])("is not of what users write: %s", (text) => {
    expect(rulesFound(prompt(AGENT), prompt(`${AGENT} ${text}`))).not.toContain(ID);
  });

  test("is not a sentence that moved to another section", () => {
    const sections = (...texts: readonly string[]): string =>
      `system: [${texts.map((text, index) => `{ id: s${index}, text: ${JSON.stringify(text)} }`).join(", ")}]\n`;
    const found = rulesFound(
      sections("Be kind. Be brief.", "Cite laws."),
      sections("Be kind.", "Be brief. Cite laws."),
    );
    expect(found).not.toContain(ID);
    expect(found).not.toContain(REMOVED);
  });

  test("is text that a volatile section's pattern agrees to", () => {
    const style = (pattern: string): string =>
      `system: [{ id: s, volatile: true, pattern: ${JSON.stringify(pattern)} }]\n`;
    expectPair(ID, style("^Today is .*$"), style("^Today is .*\\. Keep answers under \\d+ words\\.$"));
  });

  test("says for whom, and of which role, where it is for one alone", () => {
    const plans = (text: string): string =>
      `roles:\n  main: { match: { default: true }, system: [{ id: style, text: Be kind. }] }\n  searcher: { match: { header: x-agent }, system: [{ id: style, text: Cite. }] }\naudiences:\n  free: { roles: { searcher: { system: [{ id: style, text: ${text} }] } } }\n`;
    const found = changes(plans("Cite."), plans("Cite. Be brief.")).filter(({ rule }) => rule === ID);
    expect(found.map(({ audiences, role, path }) => [audiences, role, path])).toEqual([
      [["free"], "searcher", "roles.searcher.system.style"],
    ]);
  });

  test("is what most often is a limit, though no grammar knows how it is said; that it only seems to be one is said", () => {
    const [plain, limited] = [prompt(AGENT), prompt(`${AGENT} Keep every email under 120 words.`)];
    expect(expectPair(ID, plain, limited).message).toBe(
      'the section style of the system prompt of main now seems to limit how long answers are: "Keep every email under 120 words."',
    );
    expect(changes(limited, plain)[0]?.message).toContain("no longer seems to limit how long answers are");
  });

  test.each([
    ["Answer in two sentences, up to ten for invoices.", "Answer in two sentences."],
    ["Antworte in einem einzigen Satz, bei Fragen zum Weg gern in mehreren.", "Antworte in einem einzigen Satz."],
    ["Antworte in zwei Sätzen; bei Bauanträgen darf es mehr sein.", "Antworte in zwei Sätzen."],
    ["每个回答不超过80字（涉及换算的除外）。", "每个回答不超过80字。"],
  ])("is an exception that goes from within its sentence: %s", (before, after) => {
    expect(rulesFound(prompt(`${AGENT} ${before}`), prompt(`${AGENT} ${after}`))).toContain(ID);
    expect(rulesFound(prompt(`${AGENT} ${after}`), prompt(`${AGENT} ${before}`))).not.toContain(ID);
  });

  test("names a section without an id by its place", () => {
    const found = expectPair(
      ID,
      "system: [{ text: Be kind. }]\n",
      "system: [{ text: Be kind. }, { text: Be brief. }]\n",
    );
    expect(found.path).toBe("roles.main.system.1");
  });

  test.each([
    "Limit yourself to the files that were named.",
    "Make at most 5 tool calls, and wait no more than 10 seconds for each.",
    "Commit messages have at most 50 characters.",
    "Start with a one-sentence summary, then explain everything in full.",
    'If a user writes "be brief", remember it.',
    "Do not be brief.",
  ])("is not: %s", (sentence) => {
    expect(rulesFound(prompt(AGENT), prompt(`${AGENT} ${sentence}`))).toEqual(["SYSTEM_PROMPT_CHANGED"]);
  });
});

describe("between any two prompts", () => {
  const word = fc.constantFrom(
    ...'be brief max 3 sentences not longer than words answer tool if two hundred | # ``` < > <a> " : , . \n keine 字 以内 回答 文 ない 短く un mot'.split(
      " ",
    ),
    "\n",
    "\uD800",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(word).map((words) => words.join(" ")),
  );

  test("nothing throws, and a text that did not change limits nothing", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(Array.isArray(addedLimits(before, after))).toBe(true);
        expect(addedLimits(after, after)).toEqual([]);
        expect(addedLimits(`${before}\n\n${after}`, `${after}\n\n${before}`)).toEqual(
          addedLimits(`${before}\n\n${after}`, `${after}\n\n${before}`),
        );
      }),
    );
  });
});
