import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parse } from "yaml";
import { observed } from "../fixtures/observe.ts";
import { parseContract } from "../load.ts";
import { compilePrompt, maskPrompt } from "../prompt.ts";
import { extended } from "./extend.ts";
import { type Learnt, learnContract } from "./learn.ts";
import { learnPrompt } from "./prompts.ts";
import { renderLearnt } from "./render-yaml.ts";
import { patternBetween, patternOfLine, patternOfLines } from "./volatile-pattern.ts";

const NAME = { surface: "agent", version: "1.0.0", mode: "observe" } as const;
const main = ({ document }: Learnt) => document.roles?.["main"];

describe("learning values", () => {
  test("takes what every request says", () => {
    const learnt = learnContract([observed(), observed({ session: "s2" })], NAME);
    expect(main(learnt)).toMatchObject({
      model: { provider: "anthropic", id: "m" },
      reasoning: { effort: "high", thinking: "adaptive" },
      output: { max_tokens: 100 },
    });
    expect(learnt).toMatchObject({ requests: 2, sessions: 2, clients: ["agent 1.0.0"], leftOut: [] });
  });

  test("makes bounds of what somebody chose, and leaves out and tells what only some requests say", () => {
    const fields = { model: "m", effort: "high", thinking: "adaptive", max_tokens: 100 };
    const learnt = learnContract(
      [
        observed(),
        observed({ fields: { ...fields, effort: "low", max_tokens: 50 } }),
        observed({ fields: { ...fields, model: "n", temperature: 1 } }),
      ],
      NAME,
    );
    expect(main(learnt)).toMatchObject({
      model: { id: { default: "m", allow: ["m", "n"] } },
      reasoning: { effort: { default: "high", min: "low" } },
      output: { max_tokens: { default: 100, min: 50, max: 100 } },
    });
    expect(main(learnt)).not.toHaveProperty("sampling");
    expect(learnt.leftOut).toEqual(["main: the temperature: said in 1 of 3 requests"]);
  });

  test("takes context edits that never differ, and none that do", () => {
    const edits = (context_edits: string) => observed({ fields: { model: "m", context_edits } });
    const same = learnContract([edits("clear_thinking(keep=all)"), edits("clear_thinking(keep=all)")], NAME);
    expect(main(same)?.context).toEqual({ edits: [{ type: "clear_thinking", keep: "all" }] });
    const other = learnContract([edits("clear_thinking(keep=all)"), edits("clear_thinking(keep=1)")], NAME);
    expect(main(other)?.context).toBeUndefined();
    expect(other.leftOut[0]).toContain("clear_thinking(keep=all) and clear_thinking(keep=1)");
  });

  test("leaves out tools that differ from request to request", () => {
    const late = observed({ tools: [...observed().tools, { name: "late", digest: "1".repeat(32) }] });
    const learnt = learnContract([observed(), late], NAME);
    expect(main(learnt)?.tools).toBeUndefined();
    expect(learnt.leftOut).toEqual(["main: tools: 2 sets were offered, 1 of 2 tools always"]);
  });
});

describe("learning voices", () => {
  const title = observed({ tools: [], system: ["Write a title for this conversation."] });
  const sub = observed({ subAgent: true, fields: { model: "small" } });
  const compaction = observed({ requestClass: "compaction" });

  test("tells them apart by what the client says, by tools and by prompt, and says how", () => {
    const { document } = learnContract([title, sub, observed(), compaction, observed()], NAME);
    expect(Object.keys(document.roles ?? {})).toEqual(["main", "plain", "subagent", "compaction"]);
    const match = (name: string) => document.roles?.[name]?.match;
    expect(match("main")).toEqual({ default: true });
    expect(match("plain")).toEqual({ no_tools: true });
    expect(match("subagent")).toEqual({ agent: true });
    expect(match("compaction")).toEqual({ request_class: "compaction" });
  });

  test("tells two that are alike but for their prompts by a line that only one has", () => {
    const summary = observed({ tools: [], system: ["Summarise the whole conversation in a page."] });
    const { document } = learnContract([observed(), title, title, summary], NAME);
    expect(document.roles?.["plain-2"]?.match).toEqual({
      no_tools: true,
      system_contains: "Summarise the whole conversation in a page.",
    });
  });
});

describe("voices whose prompts are short", () => {
  const on = (day: string, home: string, head = "You search code and report what you find.") =>
    observed({ session: day, system: [`${head}\nToday is ${day}.\nThe folder is ${home}.`] });
  const days = [on("2026-03-01", "/home/ann/a"), on("2026-03-02", "/Users/ben/b")];

  test("are one voice on another day and another machine", () => {
    expect(Object.keys(learnContract(days, NAME).document.roles ?? {})).toEqual(["main"]);
  });

  test("are never told apart by a line that is another one tomorrow", () => {
    const other = observed({ system: ["Today is 2026-03-05.\nYou review what others wrote."] });
    const { document } = learnContract([...days, other], NAME);
    expect(document.roles?.["helper"]?.match).toEqual({ system_contains: "You review what others wrote." });
  });
});

describe("learning a prompt", () => {
  const holds = (prompts: readonly (readonly string[])[], seen: readonly string[], version = ""): boolean => {
    const learnt = learnPrompt(prompts, version);
    const blocks = seen.map((text) => ({ text }));
    return learnt !== undefined && maskPrompt(compilePrompt(learnt), blocks).registered === true;
  };
  const prompt = (folder: string, status: string, rest = "Be kind.") => [
    "You help.",
    `# Tone\n${rest}\n\n# Environment\nWorking folder: ${folder}\nStatus:\n${status}\n\nEnd of it.`,
  ];

  test("takes what is the same as sections, by their headings", () => {
    const learnt = learnPrompt([prompt("a", "x")], "") ?? [];
    expect(learnt.map(({ id }) => id)).toEqual(["part-1", "tone", "environment"]);
  });

  test("finds what differs, and then takes any other value there, but no other change", () => {
    const two = [prompt("alpha", "M one.ts"), prompt("beta", "M two.ts\nA three.ts")];
    expect(holds(two, prompt("gamma", "D four.ts\nM five.ts\nM six.ts"))).toBe(true);
    expect(holds(two, prompt("gamma", "x", "Be brief."))).toBe(false);
    expect(holds(two, ["You help.", "And more.", ...prompt("gamma", "x").slice(1)])).toBe(false);
  });

  test("takes a part at the end that only some requests have, and still no other change", () => {
    const git = (status: string) => [`You help.\n\n# Tools\n- Read.\n\ngitStatus: it is\nStatus:\n${status}`];
    const none = (tools = "- Read.") => [`You help.\n\n# Tools\n${tools}\n`];
    const some = [git("M a.ts"), none(), git("M b.ts\n?? c.ts")];
    expect(holds(some, git("D d.ts"))).toBe(true);
    expect(holds(some, none("- Read.\n- Answer briefly."))).toBe(false);
  });

  test("knows what changes from day to day and from machine to machine though one request does not show it", () => {
    const at = (day: string, home: string, version: string) => [
      `Today is ${day}.\nMemory is in ${home} and stays there.\nThe client is agent/${version} here.\nBe kind.`,
    ];
    const one = [at("2026-11-28", "/home/ann/work", "2.1.87")];
    expect(holds(one, at("2026-12-01", "/Users/ben/x/y", "2.1.88.f3"), "2.1.87")).toBe(true);
    expect(holds(one, [`${at("2026-12-01", "/tmp/x", "3.0.0")[0]} But be brief.`], "2.1.87")).toBe(false);
  });

  test("always takes the prompts that it was learnt from, whatever they are, or says that it cannot", () => {
    const line = fc.constantFrom("", "Be kind.", "# Head", "  - item one", "(a+)+ $^ [x]", "Path: /tmp/x", "é😀");
    const block = fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => lines.join("\n"));
    const prompts = fc.array(fc.array(block, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(prompts, (some) => {
        if (learnPrompt(some, "1.2.3") === undefined) return;
        for (const one of some) expect(holds(some, one, "1.2.3")).toBe(true);
      }),
    );
  });
});

describe("a pattern", () => {
  test("of lines keeps all that is the same in them", () => {
    const pattern = patternOfLines(["Folder: /srv/a1 (git)", "Folder: /srv/b2 (git)"], "") ?? "";
    expect(new RegExp(pattern).test("Folder: /srv/zz/9 (git)")).toBe(true);
    expect(new RegExp(pattern).test("Folder: /srv/zz/9 (hg)")).toBe(false);
    expect(patternOfLines(["abc", "xyz"], "")).toBeUndefined();
  });

  test("of a line is none where nothing in it is known to change", () => {
    expect(patternOfLine("Answer in full sentences.", "2.1.87")).toBeUndefined();
    expect(patternOfLine("2026-11-28", "")).toBeUndefined();
  });

  test("of a line knows a day however it is written, and a path of Windows", () => {
    for (const [seen, next] of [
      ["2026/03/02", "2026/11/28"],
      ["3/2/2026", "11/28/2026"],
      ["Mon Mar 02 2026", "Sat Nov 28 2026"],
      ["March 2, 2026", "November 28, 2026"],
      ["Monday, March 2, 2026", "Saturday, November 28, 2026"],
      ["C:\\Users\\ann\\a", "D:\\dev\\b"],
    ]) {
      const pattern = new RegExp(patternOfLine(`It is now ${seen} here.`, "") ?? "^$");
      expect(pattern.test(`It is now ${next} here.`)).toBe(true);
      expect(pattern.test(`It is now ${next} here. Be brief.`)).toBe(false);
    }
  });

  test("between two lines begins behind the first and ends before the second", () => {
    const pattern = patternBetween("Status:", "End.") ?? "";
    expect("Status:\na\nb\nEnd.".replace(new RegExp(pattern, "gm"), "-")).toBe("Status:\n-\nEnd.");
    expect("Status:\nEnd.".replace(new RegExp(pattern, "gm"), "-")).toBe("Status:\nEnd.");
    expect(patternBetween(undefined, "End.")).toBeUndefined();
  });
});

describe("a learnt contract", () => {
  const long = observed({
    system: ["You help with code, and you say so at length, so that this text goes into a file. ".repeat(3)],
    tools: [{ name: "read file", digest: "0".repeat(32), description: "Reads.", schema: { type: "object" } }],
  });

  test("is one as it is written, in one file or in several", () => {
    for (const folder of [undefined, "agent"]) {
      const { text, files } = renderLearnt(learnContract([long, observed({ session: "s2" })], NAME), folder);
      const loaded = parseContract("/c/agent.yaml", text, (path) => files.get(path.slice("/c/".length)));
      expect(loaded.ok ? [] : loaded.problems).toEqual([]);
      expect(files.size > 0).toBe(folder !== undefined);
      expect(text).toStartWith("# Learnt from 2 requests in 2 sessions of agent 1.0.0.");
    }
  });

  test("names no client where none named itself", () => {
    const { text } = renderLearnt(learnContract([observed({ client: "", clientVersion: "" })], NAME));
    expect(text).toStartWith("# Learnt from 1 request in 1 session.\n");
  });

  test("does not write over what somebody wrote", () => {
    const learnt = learnContract([observed()], NAME);
    const own = { ...NAME, bellwether: 1 as const, roles: { main: { reasoning: { effort: "max" as const } } } };
    const role = extended(learnt.document, own).roles?.["main"];
    expect(role?.reasoning).toEqual({ effort: "max", thinking: "adaptive" });
    expect(parse(JSON.stringify(role?.model))).toEqual({ provider: "anthropic", id: "m" });
  });
});
