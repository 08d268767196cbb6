import { asObject, asText, type JsonObject, objectsOf } from "../../../wire/json/value.ts";
import { LabError } from "../lab-error.ts";
import type { Prompt } from "../prompt.ts";
import { withoutReminders } from "../prompt.ts";
import type { ResponsesRequest } from "./request.ts";

/** The items that the model sees: a compaction stands for all that was before it. */
export function seenItems(items: readonly JsonObject[]): readonly JsonObject[] {
  const compacted = items.findLastIndex(({ type }) => type === "compaction");
  return compacted < 0 ? items : items.slice(compacted);
}

/**
 * Calls and their results belong together.
 *
 * @throws {LabError} 400, as the API refuses a result without its call and a call without its result.
 */
export function checkPairs(items: readonly JsonObject[]): void {
  const calls = idsOf(items, /_call$/);
  const results = idsOf(items, /_call_output$/);
  for (const id of results) {
    if (!calls.has(id))
      throw new LabError(400, `No tool call found for function call output with call_id ${id}.`, "input");
  }
  for (const id of calls) {
    if (!results.has(id)) throw new LabError(400, `No tool output found for function call ${id}.`, "input");
  }
}

function idsOf(items: readonly JsonObject[], type: RegExp): ReadonlySet<string> {
  return new Set(items.flatMap((item) => (type.test(asText(item.type) ?? "") ? (asText(item.call_id) ?? []) : [])));
}

/** What the lab's model looks at in a request whose items are given. */
export function promptOf(request: ResponsesRequest, items: readonly JsonObject[]): Prompt {
  const spoken = items.findLastIndex(({ role }) => role === "user");
  const since = items.slice(spoken + 1);
  const results: string[] = [];
  for (const item of since.toReversed()) {
    if (!isResult(item)) break;
    results.unshift(textOf(item.output));
  }
  return {
    said: withoutReminders(textOf(items[spoken]?.content)),
    answered: since.filter((item, index) => isAnswer(item) && !isAnswer(since[index - 1])).length,
    results,
    tools: request.tools.flatMap((tool) => {
      const name = asText(tool.name);
      return name === undefined ? [] : [{ name, schema: asObject(tool.parameters) ?? {} }];
    }),
    choice: request.choice,
    parallel: request.parallel,
    form: request.form,
    history: items,
  };
}

function isResult(item: JsonObject): boolean {
  return asText(item.type)?.endsWith("_output") === true;
}

/** Whether the model made an item: an answer comes back as a run of them. */
function isAnswer(item: JsonObject | undefined): boolean {
  if (item === undefined || isResult(item)) return false;
  return item.role === "assistant" || (item.role === undefined && item.type !== "message");
}

/** The text of a content or an output, whichever way it is written. */
export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  return objectsOf(content)
    .flatMap((part) => asText(part.text) ?? [])
    .join("\n");
}
