import { describe, expect, test } from "bun:test";
import { parseConfig } from "./config.ts";

const parse = (text: string) =>
  parseConfig("/etc/bw/bellwether.config.yaml", text, "/srv", {}, { env: () => undefined, file: () => undefined });

describe("what a configuration says of the diff", () => {
  test("is nothing, where it says nothing", () => {
    expect(parse("")).toMatchObject({ ok: true, config: { diff: { severities: {} } } });
    expect(parse("")).not.toHaveProperty("config.waivers");
  });

  test("is severities by rule, and where the waivers are, from the configuration's own folder", () => {
    const text =
      "waivers: contracts/accepted.yaml\ndiff: { severities: { TOOLS_REORDERED: safe, SURFACE_REMOVED: risky } }\n";
    expect(parse(text)).toMatchObject({
      ok: true,
      config: {
        diff: { severities: { TOOLS_REORDERED: "safe", SURFACE_REMOVED: "risky" } },
        waivers: "/etc/bw/contracts/accepted.yaml",
      },
    });
  });

  test("is refused with its place where there is no such rule or severity", () => {
    const problems = (text: string) => {
      const result = parse(text);
      return result.ok ? [] : result.problems;
    };
    expect(problems("diff:\n  severities:\n    MODEL_CHANGD: safe\n")).toEqual([
      {
        file: "/etc/bw/bellwether.config.yaml",
        line: 3,
        column: 5,
        path: "diff.severities.MODEL_CHANGD",
        message: "there is no rule MODEL_CHANGD",
        hint: "did you mean MODEL_CHANGED?",
      },
    ]);
    expect(problems("diff:\n  severities: { MODEL_CHANGED: harmless }\n")).toEqual([
      expect.objectContaining({ line: 2, column: 32, path: "diff.severities.MODEL_CHANGED" }),
    ]);
  });
});
