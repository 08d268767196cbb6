import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Contract } from "../../contract/contract.ts";
import { parseContract } from "../../contract/load.ts";
import { renderProblems } from "../../contract/problem.ts";
import { IDENTITY, LENGTH_LIMITS } from "../../lab/product/prompts.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "lab", "replay");

/** The prompts of the lab's product, as its contracts name them: their text is the product's own. */
const PROMPTS: Readonly<Record<string, string>> = { "identity.md": IDENTITY, "limits.md": LENGTH_LIMITS };

/** Reads a contract of a replay. @throws {Error} where it is wrong, which a test sees first. */
export function replayContract(replay: string, file: string): Contract {
  const text = readFileSync(join(FOLDER, replay, file), "utf8");
  const loaded = parseContract(file, text, (path) => PROMPTS[path.split("/").at(-1) ?? ""]);
  if (!loaded.ok) throw new Error(renderProblems(loaded.problems, { source: () => text }));
  return loaded.contract;
}
