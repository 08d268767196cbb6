import type { CallContent } from "../../wire/content.ts";
import type { Conceal } from "../../wire/json/element-memo.ts";
import { asObject, parsed } from "../../wire/json/value.ts";

/** A sub-agent that an answer asks for, and who it says should answer there. */
export interface Spawn {
  /** What it is to do, concealed as the texts of a skeleton are. */
  readonly task: string;
  /** As the call names it: an id, or the name of a family. */
  readonly model?: string;
  readonly effort?: string;
}

/** Where tools that begin a sub-agent say what it is to do, the surest first. */
const TASKS = ["prompt", "message", "task", "instructions"] as const;
const EFFORTS = ["effort", "reasoning_effort"] as const;
const NONE: readonly Spawn[] = [];
/** Sub-agents of one answer that are remembered. */
const MOST = 8;

/**
 * The sub-agents that calls ask for with a model or an effort of their own. No tool is known by its name: whether a
 * call began a sub-agent is told by a sub-agent that begins with its task.
 */
export function spawnsIn(calls: readonly CallContent[], conceal: Conceal): readonly Spawn[] {
  if (calls.length === 0) return NONE;
  const found: Spawn[] = [];
  for (const { arguments: written } of calls) {
    // Most calls name no model, and are not read for it.
    if (!written.includes('"model"') && !written.includes('effort"')) continue;
    const input = asObject(parsed(written));
    const said = (name: string): string | undefined => {
      const value = input?.[name];
      return typeof value === "string" && value !== "" ? value : undefined;
    };
    const task = TASKS.map(said).find((text) => text !== undefined);
    const model = said("model");
    const effort = EFFORTS.map(said).find((text) => text !== undefined);
    if (task === undefined || (model === undefined && effort === undefined)) continue;
    found.push({
      task: conceal(task),
      ...(model === undefined ? {} : { model }),
      ...(effort === undefined ? {} : { effort }),
    });
  }
  return found.slice(-MOST);
}
