import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildCommand, buildRouteMap } from "@stricli/core";
import { stringify } from "yaml";
import { renderProblems } from "../../contract/problem.ts";
import { readText } from "../../processes/contract-files.ts";
import { parseScenario } from "../../scenario/load.ts";
import { type CliContext, ConfigProblems, EXIT, guarded } from "../context.ts";
import { CHECKS, scenarioText } from "../scenario-files.ts";

const SUITES = join(import.meta.dirname, "..", "..", "scenario", "suites");
/** What says nothing of a plain client: it asks for no cache. */
const OF_PRODUCTS: ReadonlySet<string> = new Set(["cache.yaml"]);

interface InitFlags {
  readonly json: boolean;
  readonly model: string;
  readonly surface?: string;
}

const init = buildCommand<InitFlags, [string, ...string[]], CliContext>({
  docs: {
    brief: "Write scenarios to begin with",
    fullDescription: `Write scenarios to begin with into a folder: long breaks, a context that grows, agents in a chain, the prompt cache. They play a product, where one is named, and else a plain client, which asks for no cache: that suite is for products alone. What is there already is left as it is.

Examples
  bellwether scenario init scenarios
  bellwether scenario init scenarios --surface code-assistant -- node agent.js
  bellwether scenario init scenarios -- claude -p {turn} --session-id {session}`,
  },
  parameters: {
    flags: {
      json: { kind: "boolean", default: false, brief: "Answer in JSON" },
      model: {
        kind: "parsed",
        parse: String,
        default: "claude-opus-4-6",
        brief: "What the plain client asks for",
        placeholder: "MODEL",
      },
      surface: { kind: "parsed", parse: String, optional: true, brief: "Whose contract holds", placeholder: "SURFACE" },
    },
    positional: {
      kind: "array",
      minimum: 1,
      parameter: { brief: "A folder, and after -- the product's command", parse: String, placeholder: "DIR" },
    },
  },
  async func({ json, model, surface }, folder, ...command) {
    await guarded(this, json, async () => {
      mkdirSync(folder, { recursive: true });
      const asked = command.length > 0 ? { product: { command } } : { request: { model, max_tokens: 4_096 } };
      const head = stringify({ ...(surface === undefined ? {} : { surface }), ...asked }, { lineWidth: 0 });
      const [written, left]: [string[], string[]] = [[], []];
      for (const name of readdirSync(SUITES).toSorted()) {
        const file = join(folder, name);
        if (command.length === 0 && OF_PRODUCTS.has(name)) continue;
        if (existsSync(file)) {
          left.push(file);
          continue;
        }
        writeFileSync(
          file,
          readFileSync(join(SUITES, name), "utf8").replace("\nsteps:", () => `\n${head}\nsteps:`),
        );
        written.push(file);
      }
      this.process.stdout.write(
        json
          ? `${JSON.stringify({ written, left })}\n`
          : `${written.map((file) => `wrote ${file}\n`).join("")}${left.map((file) => `left ${file} as it was\n`).join("")}Play them: bellwether test ${join(folder, "*.yaml")}\n`,
      );
      return EXIT.pass;
    });
  },
});

const check = buildCommand<{ readonly json: boolean }, string[], CliContext>({
  docs: {
    brief: "Say what is wrong with scenarios, without playing them",
    fullDescription:
      "Say what is wrong with scenarios by file and line, without playing them.\n\nExample\n  bellwether scenario check scenarios/*.yaml\n\nExit codes: 0 nothing, 3 something.",
  },
  parameters: {
    flags: { json: { kind: "boolean", default: false, brief: "Answer in JSON" } },
    positional: { kind: "array", minimum: 1, parameter: { brief: "Scenarios", parse: String, placeholder: "FILES" } },
  },
  async func({ json }, ...files) {
    await guarded(this, json, async () => {
      const problems = files.flatMap((file) => {
        const loaded = parseScenario(file, scenarioText(file), CHECKS);
        return loaded.ok ? [] : loaded.problems;
      });
      if (json) this.process.stdout.write(`${JSON.stringify({ problems })}\n`);
      else if (problems.length > 0)
        throw new ConfigProblems(renderProblems(problems, { source: readText, colour: this.colour }));
      else this.process.stdout.write(`${files.length} good\n`);
      return problems.length > 0 ? EXIT.error : EXIT.pass;
    });
  },
});

/** `bellwether scenario`: scenarios as files. */
export const scenarioCommands = buildRouteMap({
  routes: { init, check },
  docs: { brief: "Write and check scenarios" },
});
