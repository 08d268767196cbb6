import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { shownKey, skeletonKind, skeletonText, skeletonTextOfMember } from "./skeleton.ts";

const conceal = (text: string) => `t:${text.length}:hash`;

describe("skeletonText", () => {
  test("keeps the structure and hides what was said", () => {
    const request = {
      role: "user",
      content: [
        { type: "text", text: "my secret", cache_control: { type: "ephemeral", ttl: "1h" } },
        { type: "tool_use", id: "toolu_1", name: "edit_file", input: { type: "secret", n: 4711, ok: true } },
      ],
      max_tokens: 32_000,
      stream: true,
    };
    expect(JSON.parse(skeletonText(request, conceal)) as unknown).toEqual({
      role: "user",
      content: [
        { type: "text", text: "t:9:hash", cache_control: { type: "ephemeral", ttl: "1h" } },
        {
          type: "tool_use",
          id: "t:7:hash",
          name: "edit_file",
          input: { type: "t:6:hash", n: "t:4:hash", ok: true },
        },
      ],
      max_tokens: 32_000,
      stream: true,
    });
  });

  test("hides names and keys that do not look like such", () => {
    expect(JSON.parse(skeletonText({ name: "Ada Lovelace", "ada@example.org": 1 }, conceal)) as unknown).toEqual({
      name: "t:12:hash",
      "t:15:hash": 1,
    });
    expect(shownKey("a b", conceal)).toBe("t:3:hash");
  });

  test("treats __proto__ as a key like any other", () => {
    const value = JSON.parse('{"__proto__":{"text":"hidden"},"b":1}') as unknown;
    expect(skeletonText(value, conceal)).toBe('{"__proto__":{"text":"t:6:hash"},"b":1}');
  });

  test("shows no text that has a space in it, wherever it stands", () => {
    const isText = (value: unknown): value is string => typeof value === "string";
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const marked = JSON.parse(JSON.stringify(value), (_key, item) => (isText(item) ? `my secret ${item}` : item));
        const shown = skeletonText({ content: marked, type: marked, "my secret key": 1 }, conceal);
        expect(shown).not.toContain("secret");
      }),
    );
  });

  test("of a member is the same for every key of its kind", () => {
    const value = { type: "x", text: "y", name: "z" };
    expect(skeletonKind("unheard_of")).toBe(skeletonKind("another"));
    expect(skeletonTextOfMember("unheard_of", value, conceal)).toEqual(skeletonTextOfMember("another", value, conceal));
    expect(JSON.parse(skeletonTextOfMember("metadata", value, conceal)) as unknown).toEqual({
      type: "t:1:hash",
      text: "t:1:hash",
      name: "t:1:hash",
    });
    expect(skeletonTextOfMember("model", "m-1", conceal)).toBe('"m-1"');
  });
});
