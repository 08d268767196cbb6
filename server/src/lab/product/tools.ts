import type { Block } from "./history.ts";
import type { Traits } from "./traits.ts";

interface Tool {
  readonly definition: { readonly name: string; readonly description: string; readonly input_schema: object };
  readonly result: (input: Readonly<Record<string, unknown>>) => string;
}

/** What a file of the shop has in it. */
function fileAt(path: string): string {
  return `export const port = 7311; // ${path}\n${"// The total of an order is the sum of its lines.\n".repeat(6)}`;
}

const TOOLS: readonly Tool[] = [
  { name: "ask_searcher", arguments: ["question"], result: () => "" },
  { name: "edit_file", arguments: ["path", "before", "after"], result: () => "1 replacement was made" },
  { name: "list_files", arguments: ["folder"], result: () => "app.ts\norders.ts\nprices.ts" },
  { name: "read_file", arguments: ["path"], result: ({ path }: Block) => fileAt(String(path)) },
  { name: "run_tests", arguments: [], result: () => "14 passed, 0 failed" },
].map(({ name, arguments: names, result }) => ({
  result,
  definition: {
    name,
    description: `${name.replace("_", " ")} of the shop's repository`,
    input_schema: {
      type: "object",
      properties: Object.fromEntries(names.map((argument) => [argument, { type: "string" }])),
      required: names,
    },
  },
}));

/** The tool by which another voice is asked. */
export const ASK = "ask_searcher";

/** The definitions of the tools that a build offers. */
export function toolsOf({ voices }: Pick<Traits, "voices">): readonly Tool["definition"][] {
  const offered = voices === "one" ? TOOLS.filter(({ definition }) => definition.name !== ASK) : TOOLS;
  return offered.map(({ definition }) => definition);
}

/** Characters that a build which cuts results leaves of one. */
const LEFT = 120;

/** The result of a call. @param said what another voice said, where one was asked. */
export function resultOf({ id, name, input }: Block, results: Traits["results"], said?: string): Block {
  const tool = TOOLS.find(({ definition }) => definition.name === name);
  if (tool === undefined)
    return { type: "tool_result", tool_use_id: id, content: `there is no tool ${String(name)}`, is_error: true };
  const text = said ?? tool.result(typeof input === "object" && input !== null ? (input as Block) : {});
  return { type: "tool_result", tool_use_id: id, content: results === "whole" ? text : cut(text) };
}

function cut(text: string): string {
  if (text.length <= LEFT) return text;
  return `${text.slice(0, LEFT)}\n[${text.length - LEFT} characters truncated]`;
}
