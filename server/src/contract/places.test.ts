import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { placesIn, type Sought } from "./places.ts";

const CONTRACT = `bellwether: 1
surface: helper
version: 1.0.0
roles:
  main:
    match: { default: true }
    reasoning:
      effort: high
    system:
      - { id: tone, file: prompts/tone.md }
      - id: rules
        text: |
          Be kind.
          Be fair.
    tools:
      - name: files.search
        schema: schemas/search.json
  title:
    inherit: main
    reasoning: { display: full }
cache: { prompt: { ttl: 1h } }
audiences:
  free:
    roles: { main: { reasoning: { effort: low } } }
`;
const FILES: Readonly<Record<string, string>> = {
  "c/helper.yaml": CONTRACT,
  "c/prompts/tone.md": "Be kind.\nBe brief.\n",
  "c/schemas/search.json": '{\n  "properties": {\n    "query": { "type": "string" }\n  }\n}\n',
};

function at(sought: Sought | string, files = FILES): string {
  const place = placesIn(
    "c/helper.yaml",
    (file) => files[file],
  )?.(typeof sought === "string" ? { path: sought } : sought);
  return place === undefined ? "nowhere" : `${place.file}:${place.line}:${place.column}`;
}

describe("a value's place", () => {
  test("is where the value is written", () => {
    expect(at("version")).toBe("c/helper.yaml:3:10");
    expect(at("roles.main.reasoning.effort")).toBe("c/helper.yaml:8:15");
  });

  test("is the nearest part around it, where the value is gone", () => {
    expect(at("roles.main.reasoning.thinking")).toBe("c/helper.yaml:7:5");
    expect(at("roles.main.output.max_tokens")).toBe("c/helper.yaml:5:3");
    expect(at("safety.critical")).toBe("c/helper.yaml:1:1");
  });

  test("is the item of a list that has the name, dots and all", () => {
    expect(at("roles.main.tools.files.search")).toBe("c/helper.yaml:16:9");
    expect(at('roles.main.tools["files.search"].description')).toBe("c/helper.yaml:16:9");
  });

  test("is the line of a prompt's own file that differs", () => {
    const tone = { path: "roles.main.system.tone", before: "Be kind.\nBe full.\n", after: "Be kind.\nBe brief.\n" };
    expect(at(tone)).toBe("c/prompts/tone.md:2:1");
    expect(at({ ...tone, before: "Be kind.\nBe brief.\nBe glad.\n" })).toBe("c/prompts/tone.md:2:1");
    expect(at(tone, { "c/helper.yaml": CONTRACT })).toBe("c/helper.yaml:10:9");
  });

  test("is the line of a block of text that differs", () => {
    const rules = { path: "roles.main.system.rules", before: "Be kind.\n", after: "Be kind.\nBe fair.\n" };
    expect(at(rules)).toBe("c/helper.yaml:14:1");
  });

  test("is in a schema's own file", () => {
    expect(at("roles.main.tools.files.search.schema.properties.query.type")).toBe("c/schemas/search.json:3:24");
  });

  test("is in the overlay of the audience that it concerns", () => {
    const path = "roles.main.reasoning.effort";
    expect(at({ path, audiences: ["free"] })).toBe("c/helper.yaml:24:43");
    expect(at({ path, audiences: ["paid"] })).toBe("c/helper.yaml:8:15");
  });

  test("is in the role or the part of the contract that a role takes it from", () => {
    expect(at("roles.title.reasoning.effort")).toBe("c/helper.yaml:8:15");
    expect(at("roles.title.reasoning.display")).toBe("c/helper.yaml:20:27");
    expect(at("roles.title.cache.prompt.ttl")).toBe("c/helper.yaml:21:25");
  });

  test("is at top level where a contract has one voice", () => {
    const files = { "c/helper.yaml": "surface: a\nreasoning:\n  effort: low\n" };
    expect(at("roles.main.reasoning.effort", files)).toBe("c/helper.yaml:3:11");
  });

  test("is told for every path, whatever stands in the file", () => {
    const word = fc.constantFrom("roles", "main", "a.b", "[0]", "system", '["x"]', "0", "schema", "file");
    const path = fc.array(word, { minLength: 1 }).map((words) => words.join("."));
    const text = fc.oneof(
      fc.constant(CONTRACT),
      fc.string(),
      fc.jsonValue().map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(path, text, (path, text) => {
        const place = placesIn("c/helper.yaml", () => text)?.({ path, before: "a", after: "b" });
        expect(place?.line).toBeGreaterThan(0);
      }),
    );
  });

  test("is nowhere, where the file cannot be read any more", () => {
    expect(at("version", {})).toBe("nowhere");
  });
});
