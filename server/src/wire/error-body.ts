import { asNumber, asObject, asText, type JsonObject } from "./json/value.ts";

/**
 * The error in a body or an event, in whichever envelope it comes: providers have `error` as an
 * object, those in between write a text, `detail`, or the message alone.
 *
 * @param status of the response; from 400 on a body is an error whatever it looks like. 200 for an event.
 */
export function errorIn(root: JsonObject, status: number): JsonObject | undefined {
  if (typeof root.error === "string" && root.error !== "") return { message: root.error };
  const inside = asObject(root.error);
  if (inside !== undefined) return inside;
  if (root.type === "error") return {};
  if (root.object === "error") return root;
  return status >= 400 ? { type: root.type, code: root.code, message: root.message ?? root.detail } : undefined;
}

/** An error as a fact; its type is the provider's own, or its code where it has no type. */
export function errorFact(error: JsonObject): { readonly type: string; readonly message: string } {
  const code = asText(error.code) ?? asNumber(error.code);
  return {
    type: asText(error.type) ?? (code === undefined ? "unknown" : String(code)),
    message: asText(error.message) ?? "",
  };
}
