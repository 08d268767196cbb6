import { unlessTooDeep } from "./json/too-deep.ts";

/**
 * The arguments of a call as text: a text is what the model wrote, anything else is what the format
 * made of it. None at all are `{}`; what cannot be written is empty.
 */
export function argumentsText(given: unknown): string {
  if (typeof given === "string") return given;
  return unlessTooDeep(() => JSON.stringify(given ?? {})) ?? "";
}
