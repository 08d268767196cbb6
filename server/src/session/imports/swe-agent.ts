import { asObject, asText, type JsonObject, objectsOf, parsed } from "../../wire/json/value.ts";
import { argumentsText } from "../../wire/arguments-text.ts";
import { kindOfTool } from "../deeds/tool-kinds.ts";
import { shellCommands } from "../deeds/shell-words.ts";
import type { Imported, SessionFile, SessionFormat } from "./imported.ts";
import { nameIn } from "../declared/plain-values.ts";
import { type Speaker, Teller } from "./teller.ts";

/** Trajectories of SWE-agent (`*.traj`). They have no times, and count tokens of the whole run alone, which are those of no step. */
export const sweAgent: SessionFormat = { id: "swe-agent", claims, read };

function claims(values: readonly unknown[]): boolean {
  const { trajectory } = asObject(values[0]) ?? {};
  return Array.isArray(trajectory) && objectsOf(trajectory).some(({ action }) => typeof action === "string");
}

function read({ text, name, at }: SessionFile): Imported {
  const run = asObject(parsed(text)) ?? {};
  const speaker: Speaker = { session: name };
  const teller = new Teller();
  const task = objectsOf(run.history).find((message) => message.role === "user" && message.is_demo !== true);
  if (typeof task?.content === "string") teller.brings(speaker, { said: task.content, results: [] }, undefined);
  for (const [index, step] of objectsOf(run.trajectory).entries()) {
    const told = teller.answered(speaker, {
      id: `${name}/${index}`,
      source: "swe-agent",
      // A millisecond each keeps their order.
      at: at + index,
      untimed: true,
      client: "swe-agent",
    });
    told.answer = { text: asText(step.thought) ?? "", calls: [callOf(step, toolCallsOf(run, index))] };
    teller.brings(speaker, { said: "", results: [null] }, undefined);
  }
  const submitted = asObject(run.info)?.exit_status;
  if (typeof submitted === "string") teller.passes(`exit_status/${nameIn(submitted, 64) ?? ""}`);
  return { exchanges: teller.exchanges, passedOver: teller.passedOver, problems: [], untimed: true, rewards: [] };
}

/** What a step called, where its history has the call itself. */
function toolCallsOf(run: JsonObject, step: number): readonly JsonObject[] {
  const actions = objectsOf(run.history).filter(({ role, is_demo: demo }) => role === "assistant" && demo !== true);
  return objectsOf(actions[step]?.tool_calls);
}

/** The call of a step: its own, or the words of its action, whose first is the tool's name. */
function callOf(step: JsonObject, calls: readonly JsonObject[]): { name: string; arguments: string } {
  const called = asObject(calls[0]?.function);
  const action = asText(step.action) ?? "";
  const [words = []] = shellCommands(action.split("\n", 1)[0] ?? "");
  const tool = asText(called?.name) ?? words[0] ?? "";
  const kind = kindOfTool(tool);
  if (kind === "other" || kind === "run") return { name: "bash", arguments: JSON.stringify({ command: action }) };
  const given = asObject(parsed(argumentsText(called?.arguments)));
  const path = kind === "edit" ? openFile(step) : (asText(given?.path) ?? asText(given?.file_name) ?? words[1]);
  return {
    name: tool,
    arguments: JSON.stringify({ ...given, action, ...(path === undefined ? {} : { path: within(step, path) }) }),
  };
}

/** `edit` changes the file that is open. */
function openFile(step: JsonObject): string | undefined {
  const open = stateOf(step)?.open_file;
  return typeof open === "string" && open !== "n/a" ? open : undefined;
}

/** The same file under one name, whether it was named from the folder or from the root. */
function within(step: JsonObject, path: string): string {
  const folder = asText(stateOf(step)?.working_dir);
  return path.startsWith("/") || folder === undefined ? path : `${folder}/${path.replace(/^\.\//, "")}`;
}

/** A text in older versions. */
function stateOf({ state }: JsonObject): JsonObject | undefined {
  return asObject(state) ?? asObject(parsed(asText(state) ?? ""));
}
