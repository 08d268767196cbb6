import type { Asked } from "./plain-client.ts";
import { fieldsOf } from "./dialect.ts";

/** What of a request a scenario itself has said. */
export interface OwnParts {
  readonly request: Readonly<Record<string, unknown>>;
  readonly system: boolean;
  readonly tools: boolean;
  /** Messages that nobody said are in the history. */
  readonly injected: boolean;
}

/** Where a scenario says what the gateway refuses by these codes of its own. */
const PLACES: Readonly<Record<string, string>> = {
  header_invalid: "headers",
  requirement_invalid: "headers",
  contract_unknown: "surface",
  contract_missing: "surface",
  model_unroutable: "request.model",
};
/** The gateway cannot read the request, and says what of it. */
const MALFORMED = "body_malformed";
/** What a request has to have, whatever else it has. */
const NEEDED = ["model", "max_tokens"];

/**
 * The field of the scenario for which a request was refused; undefined where it is not the scenario's: what it says
 * was taken before, or the answer names nothing that it says.
 */
export function fieldAtFault({ status, body, code }: Asked, own: OwnParts): string | undefined {
  const place = code === undefined ? undefined : PLACES[code];
  if (place !== undefined) return place;
  if ((code ?? MALFORMED) !== MALFORMED || ![400, 404, 413, 422].includes(status)) return undefined;
  const { message, param } = fieldsOf(fieldsOf(body)["error"]);
  const said = typeof message === "string" ? message : "";
  const told = typeof param === "string" && param !== "" ? param : (/^`?([\w.[\]-]+)`?:/.exec(said)?.[1] ?? "");
  const [top = ""] = told.split(/[.[]/);
  if (top === "messages") return own.injected ? "inject" : undefined;
  if (top === "system") return own.system ? "system" : undefined;
  if (top === "tools") return own.tools ? "tool" : undefined;
  if (top in own.request) return `request.${told}`;
  if (NEEDED.includes(top)) return `request.${top}`;
  const named = [...Object.keys(own.request), ...NEEDED].find((name) =>
    new RegExp(`(?<![\\w.-])${name.replaceAll(/[^\w-]/g, ".")}(?![\\w-])`, "u").test(said),
  );
  return named === undefined ? undefined : `request.${named}`;
}
