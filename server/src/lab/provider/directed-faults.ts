import type { JsonObject } from "../../wire/json/value.ts";
import type { Dialect } from "./dialect.ts";
import { readDirective, stepOf } from "./directive.ts";
import { LabError } from "./lab-error.ts";

/** The faults that the directive of a request asks for, for the step that it is at. */
export function directedFaults(text: string, body: JsonObject | undefined, dialect: Dialect): readonly string[] {
  // Looking for a text is cheaper than reading the request, and most have none.
  if (body === undefined || !text.includes("[[lab") || !text.includes("fault")) return [];
  try {
    const prompt = dialect.prompt(body);
    const read = readDirective(prompt.said);
    return read.kind === "directive" ? (stepOf(read.directive, prompt.answered)?.faults ?? []) : [];
  } catch (thrown) {
    // What the provider refuses is refused when it is answered, in its own words.
    if (thrown instanceof LabError) return [];
    throw thrown;
  }
}
