import { describe, expect, test } from "bun:test";
import { EXAMPLE, contractOf, exampleFiles, filesOf, problemsOf, small } from "./fixtures/make.ts";
import { loadContract, parseContract } from "./load.ts";

/** Problems as one line each. */
function told(text: string, read = exampleFiles): string[] {
  return problemsOf(text, read).map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);
}

describe("the full example", () => {
  test("is a valid contract", () => {
    const contract = contractOf(EXAMPLE);
    expect(contract.surface).toBe("code-assistant");
    expect(contract.version).toBe("3.2.0");
    expect(contract.mode).toBe("enforce");
    expect(contract.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect([...contract.audiences.keys()]).toEqual(["free"]);
  });

  test("cannot be safety-critical while it delegates", () => {
    const critical = EXAMPLE.replace("critical: false", "critical: true");
    expect(told(critical)).toEqual(["43:3 delegation.allow: safety.critical is true, so no delegation is allowed"]);
  });

  test("is frozen through and through", () => {
    const { document, base } = contractOf(EXAMPLE);
    for (const value of [document, document.roles, document.roles["main"]?.system, base.roles["searcher"]]) {
      expect(Object.isFrozen(value)).toBe(true);
    }
  });

  test("has its prompts and schemas inlined", () => {
    const main = contractOf(EXAMPLE).document.roles["main"];
    expect(main?.system?.[0]).toEqual({
      id: "identity",
      text: "You are a coding assistant. You work in the user's own repository.\n",
    });
    expect(main?.tools?.[1]?.schema).toMatchObject({ type: "object", required: ["query"] });
  });

  test("gives the compaction role what it inherits from main, but main's tools and match", () => {
    const { compaction, main } = contractOf(EXAMPLE).base.roles;
    expect(compaction?.model).toEqual(main?.model);
    expect(compaction?.tools).toEqual([]);
    expect(compaction?.match).toEqual({ system_contains: "summarize the conversation" });
  });

  test("gives the free audience its own effort, also in the role that inherits it", () => {
    const free = contractOf(EXAMPLE).audiences.get("free");
    expect(free?.roles["main"]?.reasoning?.effort).toBe("medium");
    expect(free?.roles["compaction"]?.reasoning?.effort).toBe("medium");
    expect(free?.roles["main"]?.reasoning?.thinking).toBe("adaptive");
  });
});

describe("one voice", () => {
  test("may write its role's keys at top level", () => {
    const flat = contractOf(small("reasoning: { effort: high }\nmodel: { id: m-1 }\n"));
    const nested = contractOf(small("roles: { main: { model: { id: m-1 }, reasoning: { effort: high } } }\n"));
    expect(flat.document).toEqual(nested.document);
    expect(flat.digest).toBe(nested.digest);
  });

  test("may have nothing contracted at all", () => {
    expect(Object.keys(contractOf(small("")).base.roles)).toEqual(["main"]);
  });

  test("cannot write them at top level and under roles", () => {
    expect(told(small("roles: { main: {} }\nmodel: { id: m-1 }\n"))).toEqual([
      '6:1 model: "model" belongs to a role, and this contract has roles',
    ]);
  });

  test("has its problems where they are written", () => {
    expect(told(small("reasoning:\n  effort: hihg\n"))[0]).toStartWith(
      '6:11 reasoning.effort: "effort" must be one of none',
    );
    expect(told(small("audiences:\n  free:\n    reasoning: { effort: hihg }\n"))[0]).toStartWith(
      '7:26 audiences.free.reasoning.effort: for the audience "free"',
    );
  });
});

describe("problems", () => {
  test("come all at once, each with its line and column", () => {
    const text = [
      "bellwether: 1",
      "surface: Code_Assistant",
      "mode: observ",
      "roles:",
      "  main:",
      "    match: { default: true }",
      "    modle: { provider: anthropic }",
      "    reasoning: { effort: { default: low, min: medium } }",
      "    sampling: { temperature: 9 }",
      "    tools: [ { name: search }, { name: search } ]",
      "    system: [ { id: identity, file: prompts/nope.md } ]",
      "  helper: { match: { header: a b c }, inherit: mian }",
      "fallbacks: [ default ]",
      "budgets: { resolved: { margin: 0.1 } }",
      "safety: { critical: true }",
    ].join("\n");
    expect(problemsOf(text).map(({ line, column, path }) => `${line}:${column} ${path}`)).toEqual([
      "1:1 version",
      "2:10 surface",
      "3:7 mode",
      "7:5 roles.main.modle",
      "8:37 roles.main.reasoning.effort.default",
      "9:30 roles.main.sampling.temperature",
      "10:40 roles.main.tools[1].name",
      "11:37 roles.main.system[0].file",
      "12:30 roles.helper.match.header",
      "12:48 roles.helper.inherit",
      "13:1 fallbacks",
      "13:14 fallbacks[0]",
      "14:12 budgets.resolved",
    ]);
  });

  test("suggest the key, the value and the role that were probably meant", () => {
    const hints = problemsOf(
      small(
        "roles:\n  main: { match: { default: true }, resoning: {} }\n  side: { inherit: mian, reasoning: { effort: hgih } }\n",
      ),
    ).map(({ hint }) => hint);
    expect(hints).toEqual(['did you mean "reasoning"?', 'did you mean "main"?', 'did you mean "high"?']);
  });

  test("use no words of the validator's", () => {
    const text = small("roles: 3\nmodel: []\nfallbacks: {}\nviolations: { X: y }\nsafety: yes\njourneys: { CI: {} }\n");
    const words = told(text).join("\n");
    expect(words).not.toMatch(/invalid|expected|received|unrecognized|undefined|enum|union|literal/i);
  });

  test("of a key that stands twice are told at the second", () => {
    expect(told(small("safety: {}\nsafety: {}\n"))).toEqual(["6:1 : this key stands here twice; keep one of the two"]);
  });

  test("of a text that is not YAML have a place", () => {
    const problems = problemsOf("bellwether: 1\nroles: { main: [ }\n");
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every(({ line, path }) => line === 2 && path === "")).toBe(true);
    expect(problems[0]?.message).toStartWith("this is not YAML: ");
  });

  test("of an empty file, a list or a word say what a contract is", () => {
    for (const text of ["", "# nothing\n", "- 1\n", "hello"]) {
      expect(told(text)).toEqual(["1:1 : a contract is a mapping of keys to values, and this file holds none"]);
    }
  });

  test("of numbers that JSON cannot hold are told", () => {
    expect(told(small("economics: { input_per_mtok: .inf }\n")).join()).toContain("this number is not finite");
  });

  test("of keys that would change what programs see are told, wherever they stand", () => {
    for (const text of ["annotations: { __proto__: x }", "audiences: { a: { __proto__: { mode: observe } } }"]) {
      expect(told(small(`${text}\n`)).join()).toContain("this key means something else");
    }
  });

  test("say what lacks when a key has no value", () => {
    expect(told(small("reasoning:\n"))[0]).toContain(
      '"reasoning" must be { effort, thinking, carryover, display }, not empty',
    );
  });

  test("of a document that grows by aliases end the reading", () => {
    const lines = ["a: &a [x, x, x, x, x]"];
    for (const [before, name] of ["ab", "bc", "cd", "de"].map((pair) => [pair[0], pair[1]])) {
      lines.push(`${name}: &${name} [*${before}, *${before}, *${before}, *${before}, *${before}]`);
    }
    expect(told(small(lines.join("\n")))).toEqual([
      expect.stringContaining("aliases stand for aliases here, so that the document grows without bound"),
    ]);
  });
});

describe("files", () => {
  const system = (file: string): string => small(`system: [ { id: a, file: ${file} } ]\n`);

  test("that are missing are told at the line that names them", () => {
    expect(told(system("prompts/gone.md"))).toEqual(["5:26 system[0].file: there is no file prompts/gone.md"]);
  });

  test("outside of the contract's folder are refused unread", () => {
    const opened: string[] = [];
    const spy = (path: string): string => {
      opened.push(path);
      return "secret";
    };
    for (const file of ["../secret.md", "/etc/passwd", "a/../../secret.md", "C:/secret.md", "a\\\\b.md"]) {
      expect(told(system(JSON.stringify(file)), spy)[0]).toContain("is outside of the contract's folder");
    }
    expect(opened).toEqual([]);
  });

  test("are looked for from the contract's own folder", () => {
    const read = filesOf({ "deep/folder/c.yaml": system("p.md"), "deep/folder/p.md": "Hello." });
    const loaded = loadContract("deep/folder/c.yaml", read);
    expect(loaded.ok && loaded.contract.document.roles["main"]?.system).toEqual([{ id: "a", text: "Hello." }]);
  });

  test("with a schema that is not JSON are told in that file", () => {
    const text = small("tools: [ { name: a, schema: s.json } ]\n");
    const [problem] = problemsOf(text, filesOf({ "s.json": '{\n  "type": [\n}' }));
    expect([problem?.file, problem?.line]).toEqual(["s.json", 3]);
  });

  test("that cannot be read say why, at the line that names them", () => {
    const read = (): string => {
      throw new Error("permission denied");
    };
    expect(told(system("p.md"), read)).toEqual([
      "5:26 system[0].file: the file p.md cannot be read: permission denied",
    ]);
  });

  test("of the contract itself that is missing are a problem too", () => {
    const loaded = loadContract("gone.yaml", () => undefined);
    expect(loaded).toEqual({
      ok: false,
      problems: [{ file: "gone.yaml", line: 1, column: 1, path: "", message: "there is no such file" }],
    });
  });

  test("that an audience names are read too, and told at their place", () => {
    const text = small("audiences:\n  free: { system: [ { file: free.md } ] }\n");
    expect(contractOf(text, filesOf({ "free.md": "Be brief." })).audiences.get("free")?.roles["main"]?.system).toEqual([
      { text: "Be brief." },
    ]);
    expect(told(text, filesOf({}))).toEqual(["6:29 audiences.free.system[0].file: there is no file free.md"]);
  });
});

describe("audiences", () => {
  test("are checked as a whole: what only the overlay breaks is told at the overlay", () => {
    const text = small("fallbacks: [ { id: m-2 } ]\naudiences:\n  clinic: { safety: { critical: true } }\n");
    expect(told(text)).toEqual([
      '7:3 audiences.clinic: for the audience "clinic": safety.critical is true, so no fallback is allowed',
    ]);
  });

  test("cannot change what the contract is", () => {
    expect(told(small("audiences:\n  a: { version: 2.0.0, surface: other }\n"))).toEqual([
      '6:8 audiences.a.version: an audience cannot change "version"',
      '6:24 audiences.a.surface: an audience cannot change "surface"',
    ]);
  });

  test("do not repeat the document's own problems", () => {
    expect(
      told(small("reasoning: { effort: hihg }\naudiences: { a: { sampling: { temperature: 1 } } }\n")),
    ).toHaveLength(1);
  });

  test("replace lists and merge mappings", () => {
    const contract = contractOf(
      small(
        "betas: [ a, b ]\noutput: { max_tokens: 100 }\naudiences: { x: { betas: [ c ], output: { verbosity: low } } }\n",
      ),
    );
    expect(contract.audiences.get("x")?.roles["main"]).toMatchObject({
      betas: ["c"],
      output: { max_tokens: 100, verbosity: "low" },
    });
  });
});

test("a contract in JSON reads as it does in YAML", () => {
  const json =
    '{\n\t"bellwether": 1,\n\t"surface": "helper", "version": "1.0.0",\n\t"mode": "verify",\n\t"betas": ["b"]\n}';
  expect(contractOf(json).digest).toBe(contractOf(small("betas: [ b ]\n")).digest);
});

test("off is a word, not false", () => {
  expect(contractOf(small("context: { truncation: off }\n")).document.context?.truncation).toBe("off");
});

test("loading is a pure function of its texts", () => {
  expect(parseContract("c.yaml", EXAMPLE, exampleFiles)).toEqual(parseContract("c.yaml", EXAMPLE, exampleFiles));
});
