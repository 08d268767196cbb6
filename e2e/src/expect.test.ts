import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Deployment, eventually } from "./harness.ts";

const AS_EXPECTED = 0;
const NOT_AS_EXPECTED = 1;
const COULD_NOT_RUN = 3;

let deployment: Deployment;
beforeAll(async () => {
  deployment = await Deployment.start({
    contracts: { assistant: "bellwether: 1\nsurface: assistant\nversion: 1.0.0\nmode: observe\n" },
  });
  const key = await deployment.key();
  const response = await fetch(`${deployment.url}/v1/messages`, {
    method: "POST",
    headers: { "x-api-key": key, "anthropic-version": "2023-06-01", "bellwether-build": "b42" },
    body: '{"model":"claude-opus-4-6","max_tokens":16,"messages":[{"role":"user","content":"say hi"}]}',
  });
  await response.text();
  await eventually(
    async () => ((await deployment.rows({ show: "count" }))[0]?.["count"] === 1 ? true : undefined),
    10_000,
    () => "one exchange is expected",
  );
});
afterAll(() => deployment.stop());

/** Asks with an expectation; gives the exit code and what was printed. */
async function gate(expectation: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return deployment.command("query", "--synthetic", ...args, "--expect", expectation);
}

describe("an expectation of an answer without rows", () => {
  const NOTHING = "build=nobody-sent-this";
  const BY_MODEL = [NOTHING, "--group-by", "model_requested"];

  test.each([
    ["a column of the exchanges", "model_served = claude-opus-4-6", [NOTHING]],
    ["what a column is not", "model_served != claude-haiku-4-5", [NOTHING]],
    ["a figure of each group", "share(delegated) <= 0.01", [...BY_MODEL, "--show", "share(delegated)"]],
    ["that something is counted", "count > 0", [...BY_MODEL, "--show", "count"]],
  ])("does not hold where it speaks of %s, and says that there is nothing", async (_what, expectation, args) => {
    expect(await gate(expectation, ...args)).toEqual({
      code: NOT_AS_EXPECTED,
      stdout: "",
      stderr: `bellwether: not as expected: no exchange matches, so nothing holds ${expectation}\n`,
    });
  });

  test("does not hold either where SQL was asked, whatever its column is called", async () => {
    const sql = (statement: string, expectation: string): Promise<{ code: number }> =>
      deployment.command("query", "--sql", statement, "--expect", expectation);
    const none = "FROM exchanges WHERE build = 'nobody-sent-this'";
    expect((await sql(`SELECT client AS country ${none}`, "country != 'nowhere'")).code).toBe(NOT_AS_EXPECTED);
    expect((await sql(`SELECT count() AS count ${none}`, "count = 0")).code).toBe(AS_EXPECTED);
  });

  test("holds where it says that nothing is counted", async () => {
    expect(await gate("count = 0", ...BY_MODEL, "--show", "count")).toMatchObject({
      code: AS_EXPECTED,
      stdout: "as expected: count = 0\n",
    });
    expect((await gate("count = 0", NOTHING)).code).toBe(AS_EXPECTED);
  });
});

describe("an expectation of an answer that is longer than was asked for", () => {
  test("is no verdict where what was seen is as expected: the rest may not be", async () => {
    const rows = "SELECT number AS n FROM (SELECT arrayJoin(range(20000)) AS number)";
    const { code, stderr } = await deployment.command("query", "--sql", rows, "--expect", "n >= 0");
    expect(code).toBe(COULD_NOT_RUN);
    expect(stderr).toMatch(/has seen \d+ rows of more/);
  });

  test("is one where something that was seen is not", async () => {
    const rows = "SELECT number AS n FROM (SELECT arrayJoin(range(20000)) AS number)";
    expect((await deployment.command("query", "--sql", rows, "--expect", "n < 1")).code).toBe(NOT_AS_EXPECTED);
  });
});

describe("an expectation of a figure that nothing has a value of", () => {
  test.each(["p95(duration) < 1000", "p95(duration) != 0", "share(delegated) <= 1", "cache_read_ratio >= 0"])(
    "does not hold, and the row without a value is shown: %s",
    async (expectation) => {
      const figure = expectation.split(" ")[0] ?? "";
      const { code, stdout, stderr } = await gate(expectation, "build=nobody-sent-this", "--show", figure);
      expect([code, stderr]).toEqual([
        NOT_AS_EXPECTED,
        `bellwether: not as expected: ${expectation} does not hold (null)\n`,
      ]);
      expect(stdout).toContain(figure);
    },
  );
});

describe("an expectation that compares a number with what is none", () => {
  test.each([
    ["count", "count != many", ["build=b42"]],
    ["count of nothing", "count != many", ["build=nobody-sent-this"]],
    [
      "count of no group",
      "count != many",
      ["build=nobody-sent-this", "--group-by", "model_requested", "--show", "count"],
    ],
    ["figure", "share(delegated) < 1%", ["build=b42", "--show", "share(delegated)"]],
    ["column", "status != ok", ["build=b42"]],
  ])("is a mistake and no verdict: a %s", async (_what, expectation, args) => {
    const { code, stdout, stderr } = await gate(expectation, ...args);
    expect([code, stdout]).toEqual([COULD_NOT_RUN, ""]);
    expect(stderr).toMatch(/^bellwether: --expect compares \S+, a number, with "\S+"; a number is expected\n$/);
  });

  test.each(["count", "count =", "", "= 0"])("is one too where it compares with nothing: %p", async (expectation) => {
    const { code, stderr } = await gate(expectation, "build=b42");
    expect([code, stderr]).toEqual([COULD_NOT_RUN, expect.stringContaining("a comparison such as 'count = 0'")]);
  });
});
