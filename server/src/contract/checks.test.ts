import { describe, expect, test } from "bun:test";
import { problemsOf, small } from "./fixtures/make.ts";

/** Each rule: what breaks it (in `verify`), where that is told and in which words. */
const BROKEN: Readonly<Record<string, readonly [text: string, place: string, words: string]>> = {
  "several roles need a default": ["roles: { a: {}, b: { match: { agent: true } } }", "5:1", "no role is the default"],
  "only one role is the default": [
    "roles:\n  a: { match: { default: true } }\n  b: { match: { default: true } }",
    "7:17",
    "the roles a and b are both the default",
  ],
  "a role cannot have the name that records give to unknown voices": [
    "roles: { unknown: {} }",
    "5:10",
    "cannot be a role",
  ],
  "routing names a role that exists": [
    "roles: { main: {} }\nrouting: [ { when: { journey: ci }, use: role:other } ]",
    "6:42",
    'there is no role "other"',
  ],
  "a tool routes to a role that exists": ["tools: [ { name: a, routes_to: role:x } ]", "5:32", 'there is no role "x"'],
  "a delegation is between roles that exist": [
    "delegation: { allow: [ { from: man, to: { provider: p, id: m }, reason: quality } ] }",
    "5:32",
    'there is no role "man"',
  ],
  "no role inherits from itself": [
    "roles:\n  a: { match: { default: true }, inherit: b }\n  b: { inherit: a }",
    "6:43",
    "inherits from itself: a from b from a",
  ],
  "a section has one source": ['system: [ { id: a, file: x.md, text: "x" } ]', "5:32", "keep one of the two"],
  "a section says something": ["system: [ { id: a } ]", "5:11", "this section says nothing"],
  "a volatile section has a pattern": ["system: [ { id: a, volatile: true } ]", "5:20", "needs a pattern"],
  "a pattern is volatile": ['system: [ { id: a, text: "x", pattern: "y" } ]', "5:31", "for volatile sections only"],
  "sections have names of their own": [
    'system: [ { id: a, text: "x" }, { id: a, text: "y" } ]',
    "5:39",
    "already a section",
  ],
  "min is not above max": ["output: { max_tokens: { min: 5, max: 3 } }", "5:30", "min (5) is above max (3)"],
  "the default is not above max": [
    "reasoning: { effort: { default: max, max: high } }",
    "5:33",
    "the default (max) is above max (high)",
  ],
  "the default is allowed": ["model: { id: { default: a, allow: [ b ] } }", "5:25", "not among the values of allow"],
  "cache lives are ordered by their length": [
    "cache: { prompt: { ttl: { default: 5m, min: 1h } } }",
    "5:36",
    "below min",
  ],
  "bounds say something": ["sampling: { temperature: { by: [ user ] } }", "5:13", "says nothing of the value"],
  "a thinking budget fits into the answer": [
    "reasoning: { thinking: { budget_tokens: 900 } }\noutput: { max_tokens: 900 }",
    "5:41",
    "leaves nothing of max_tokens",
  ],
  "a header's pattern compiles": ['roles: { a: { match: { header: "x ~ /(/" } } }', "5:32", "not a regular expression"],
  "a journey's pattern compiles": [
    'journeys: { a: { match: { header: [ "x", "y ~ /[/" ] } } }',
    "5:42",
    "not a regular expression",
  ],
  "a volatile pattern cannot take exponential time": [
    'system: [ { volatile: true, pattern: "(\\\\w+\\\\s?)+$" } ]',
    "5:38",
    "exponential time",
  ],
  "a slip in a journey's name is told": [
    "journeys: { search: {} }\nrouting: [ { when: { journey: serch }, use: role:main } ]",
    "6:31",
    'there is no journey "serch"',
  ],
  "a delegation's tool is one of the role's": [
    "tools: [ { name: find } ]\ndelegation: { allow: [ { from: main, to: role:main, when: { tool: search }, reason: quality } ] }",
    "6:67",
    'there is no tool of the role main "search"',
  ],
  "a delegation for cost declares margin and opt": [
    "delegation: { allow: [ { from: main, to: role:main, reason: cost } ] }",
    "5:24",
    "must declare margin (the drop in quality that is ruled out) and opt (in or out)",
  ],
  "the provider chooses only where it may": [
    "fallbacks: [ { id: m }, default ]",
    "5:25",
    "lets the provider choose any model",
  ],
  "a critical surface has no fallback": [
    "safety: { critical: true }\nfallbacks: [ { id: m } ]",
    "6:1",
    "no fallback is allowed",
  ],
  "a critical surface delegates nothing by default": [
    "safety: { critical: true }\ndelegation: { default: allow }",
    "6:24",
    "cannot be allowed by default",
  ],
  "a critical surface drops no history": [
    "safety: { critical: true }\ncontext: { truncation: auto }",
    "6:24",
    "must not drop history",
  ],
  "a budget is for a declared signal": [
    "budgets: { quality: { margin: 0.1 } }",
    "5:12",
    'there is no signal "quality"',
  ],
  "a budget bounds something": [
    "signals: { a: { source: score } }\nbudgets: { a: { per: 30d } }",
    "6:12",
    "bounds nothing",
  ],
  "a range goes upwards": ["signals: { a: { source: score, range: [ 1, 1 ] } }", "5:32", "the first must be lower"],
  "a model runs where data may go": [
    "model: { region: us }\ndata: { regions: [ eu ] }",
    "5:18",
    "not one of data.regions (eu)",
  ],
  "repeat is for edits after a gap": ["context: { edits: [ { type: a, repeat: once } ] }", "5:32", "waits for a gap"],
  "one edit of a kind always holds": ["context: { edits: [ { type: a }, { type: a } ] }", "5:42", "already an edit a"],
};

describe("a contract is refused where", () => {
  for (const [rule, [text, place, words]] of Object.entries(BROKEN)) {
    test(`it breaks: ${rule}`, () => {
      const problems = problemsOf(small(`${text}\n`), () => "text");
      expect(problems.map(({ line, column }) => `${line}:${column}`)).toContain(place);
      expect(problems.map(({ message }) => message).join("\n")).toContain(words);
    });
  }
});

test("a critical surface is not merely observed", () => {
  expect(problemsOf(small("safety: { critical: true }\n", "observe")).map(({ path }) => path)).toEqual(["mode"]);
  expect(problemsOf(small("safety: { critical: true }\n", "enforce"))).toEqual([]);
});

test("the provider's default is a fallback where the contract says that it may choose", () => {
  expect(problemsOf(small("fallbacks: [ default ]\nallow_provider_default: true\n"))).toEqual([]);
});

test("what lacks only because it was refused is not told twice", () => {
  const problems = problemsOf(small("signals: { a: { source: score } }\nbudgets: { a: { margin: 2 } }\n"));
  expect(problems.map(({ path }) => path)).toEqual(["budgets.a.margin"]);
});

test("versions follow Semantic Versioning", () => {
  const head = (version: string): string => small("").replace("1.0.0", JSON.stringify(version));
  for (const good of ["0.0.1", "3.2.0", "1.0.0-rc.1", "1.0.0+build.5"]) expect(problemsOf(head(good))).toEqual([]);
  for (const bad of ["1", "1.0", "v1.0.0", "1.0.0.0", "01.0.0", "latest", "1.0.0-01"]) {
    expect(problemsOf(head(bad)).map(({ path }) => path)).toEqual(["version"]);
  }
});

test("surfaces have plain names", () => {
  const head = (surface: string): string => small("").replace("helper", JSON.stringify(surface));
  for (const good of ["a", "code-assistant", "v2-beta"]) expect(problemsOf(head(good))).toEqual([]);
  for (const bad of ["A", "a_b", "-a", "a-", "a--b", "a b", "a@b", ""]) {
    expect(problemsOf(head(bad)).map(({ path }) => path)).toEqual(["surface"]);
  }
});
