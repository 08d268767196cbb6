import type { Finding } from "../../contract/problem.ts";
import { nearest } from "../../core/nearest.ts";
import { declaredEvaluator, type EvaluatorSaid, JUDGE } from "./declared.ts";
import { evaluatorKinds } from "./table.ts";

/** Everything that is wrong with the evaluators of a configuration, at its places in there. */
export function evaluatorFindings(evaluators: Readonly<Record<string, EvaluatorSaid>>): readonly Finding[] {
  return Object.entries(evaluators).flatMap(([name, said]): Finding[] => {
    const path = ["evaluators", name];
    const missing: Finding[] =
      said.kind === JUDGE && said["at"] === undefined
        ? [
            {
              path,
              at: "key",
              message: "at is missing: it says where the judge's model is asked",
              hint: 'add `at: "https://api.openai.com"`, or whatever speaks OpenAI Chat Completions',
            },
          ]
        : [];
    const ready = declaredEvaluator(name, said);
    if (ready.ok) return missing;
    const place = ready.place === "" ? [] : ready.place.split(".");
    const steps = place.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    const present = place[0] !== undefined && Object.hasOwn(said, place[0]);
    const [, unknown] = UNKNOWN.exec(ready.message) ?? [];
    if (unknown !== undefined) return [unknownSetting([...path, ...steps, unknown], said), ...missing];
    const message = `${ready.place === "" ? "it" : ready.place} ${wording(ready.message, present)}`;
    // What is not there has no place: it is told where it would be.
    const at = present ? ({ path: [...path, ...steps], at: "value" } as const) : ({ path, at: "key" } as const);
    return [{ ...at, message, hint: hintFor(said, ready.place) }, ...missing];
  });
}

/** How the schema library says that there is no such key. */
const UNKNOWN = /^Unrecognized keys?: "([^"]+)"/;

function unknownSetting(path: Finding["path"], said: EvaluatorSaid): Finding {
  return { path, at: "key", message: `there is no setting ${String(path.at(-1))}`, hint: hintFor(said, "") };
}

/** What the schema library says where nobody worded it. */
function wording(message: string, present: boolean): string {
  if (!message.startsWith("Invalid input")) return message;
  return present ? message.replace(/^Invalid input:? expected/, "must be of the type") : "is missing";
}

function hintFor({ kind }: EvaluatorSaid, place: string): string {
  if (place !== "kind") return `docs/evaluators.md shows what an evaluator of the kind ${plain(kind)} takes`;
  const known = [...evaluatorKinds(), JUDGE];
  const meant = nearest(kind, known);
  return meant === undefined ? `write one of ${known.join(", ")}` : `did you mean ${meant}?`;
}

function plain(kind: string): string {
  return JSON.stringify(kind.slice(0, 64));
}
