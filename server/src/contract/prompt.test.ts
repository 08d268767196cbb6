import { describe, expect, test } from "bun:test";
import { contractedValues } from "./contracted.ts";
import { contractOf, small } from "./fixtures/make.ts";
import { maskPrompt, promptDigests, roleOfPrompt } from "./prompt.ts";

const CONTRACT = contractOf(
  small(`system:
  - { id: identity, text: "You are a helper." }
  - { id: style, text: "Answer briefly.\\n\\nUse plain words." }
  - { id: date, volatile: true, pattern: "^Today is .*$" }
  - { id: billing, volatile: true, pattern: "^x-billing: [^\\n]*$" }
`),
);
const prompt = contractedValues(CONTRACT, undefined, "main").prompt;
const mask = (...sections: string[]) =>
  maskPrompt(
    prompt,
    sections.map((text) => ({ text })),
  );
const STYLE = "Answer briefly.\n\nUse plain words.";

describe("a system prompt is registered", () => {
  test("as its sections in their order", () => {
    expect(mask("You are a helper.", STYLE).registered).toBe(true);
  });

  test("with volatile parts anywhere, or without them", () => {
    expect(mask("x-billing: 123", "You are a helper.", STYLE, "Today is Monday.").registered).toBe(true);
    expect(mask("You are a helper.", `${STYLE}\nToday is Monday.`).registered).toBe(true);
  });

  test("however the client cuts it into blocks and ends its lines", () => {
    expect(mask(`You are a helper.\r\n\r\n${STYLE}  \n`).registered).toBe(true);
    expect(mask("You are a helper.", "Answer briefly.", "Use plain words.").registered).toBe(true);
  });

  test("with the same digest on every day", () => {
    const on = (day: string) => mask("You are a helper.", STYLE, `Today is ${day}.`).digest;
    expect(on("Monday")).toBe(on("Friday"));
  });
});

describe("a system prompt is not registered", () => {
  test("with a sentence more, and the section says so", () => {
    const { registered, sections } = mask("You are a helper.", STYLE, "Keep answers under 100 words.");
    expect(registered).toBe(false);
    expect(sections.map((section) => section.registered)).toEqual([true, true, false]);
    expect(sections.map((section) => section.id)).toEqual(["identity", "style", undefined]);
  });

  test("with a section less", () => {
    expect(mask("You are a helper.").registered).toBe(false);
  });

  test("with its sections in another order", () => {
    const { registered, sections } = mask(STYLE, "You are a helper.");
    expect(registered).toBe(false);
    expect(sections.every((section) => section.registered)).toBe(true);
  });

  test("with anything in the line of a volatile part that the pattern does not take", () => {
    expect(mask("You are a helper.", STYLE, "NB: Today is Monday.").registered).toBe(false);
  });

  test("when it is too long to be masked", () => {
    expect(mask("You are a helper.", STYLE, "Today is ".repeat(200_000)).registered).toBe(false);
  });
});

test("a prompt of nothing but spaces, which would hang a careless pattern, is read at once", () => {
  expect(mask(`${" ".repeat(1_000_000)}x`).registered).toBe(false);
});

test("a section that is volatile through and through is marked so", () => {
  expect(mask("Today is Monday.", "").sections.map((section) => section.volatile)).toEqual([true, false]);
});

test("a prompt that is not contracted has digests, and nobody says whether it is registered", () => {
  const masked = maskPrompt(undefined, [{ text: "a" }, { text: "b" }]);
  expect(masked.registered).toBeUndefined();
  expect(masked.sections).toHaveLength(2);
  expect(masked.digest).not.toBe(maskPrompt(undefined, [{ text: "a" }]).digest);
});

describe("the prompts of a contract", () => {
  test("have the digests that requests with them have", () => {
    expect(promptDigests(CONTRACT)).toEqual([{ role: "main", digest: mask("You are a helper.", STYLE).digest }]);
  });

  test("tell the role, and the audience that has its own", () => {
    const contract = contractOf(
      small(`roles:
  main: { match: { default: true }, system: [ { text: "Main." } ] }
  title: { match: { no_tools: true }, system: [ { text: "Title." } ] }
audiences: { free: { roles: { main: { system: [ { text: "Free." } ] } } } }
`),
    );
    expect(roleOfPrompt(contract, [{ text: "Title." }])?.role).toBe("title");
    expect(roleOfPrompt(contract, [{ text: "Free." }])).toMatchObject({ role: "main", audience: "free" });
    expect(roleOfPrompt(contract, [{ text: "Other." }])).toBeUndefined();
  });

  test("are none where the contract says nothing of them, so that no empty prompt is taken for one", () => {
    const contract = contractOf(small('system: [ { volatile: true, pattern: "^.*$" } ]\n'));
    expect(promptDigests(contract)).toEqual([]);
    expect(roleOfPrompt(contract, [])).toBeUndefined();
  });
});
