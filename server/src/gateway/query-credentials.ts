import type { UpstreamConfig } from "../config/config.ts";
import { namesCredential } from "./credential-names.ts";
import { OWN_KEY } from "./key.ts";

/** Where Google takes credentials from, beside headers. */
const CREDENTIALS = new Set(["key", "access_token"]);

/** A signature of AWS in a query: for one address only, and never for the upstream's. */
const SIGNATURE = /x-amz-/i;

/**
 * The key in a query; null where there is none.
 *
 * @param parameter in which the format's clients put it; undefined where they do not.
 */
export function keyInQuery(query: string, parameter: string | undefined): string | null {
  if (parameter === undefined) return null;
  for (const pair of pairsOf(query)) {
    const [name, value] = decoded(pair);
    if (name === parameter && value.trim() !== "") return value;
  }
  return null;
}

/**
 * The query that goes upstream: the caller's own, byte for byte, without any key of ours, and
 * without credentials that are not the caller's to pass on.
 */
export function upstreamQuery(query: string, upstream: UpstreamConfig): string {
  // Where nothing is encoded, what does not look like a key of ours holds none.
  if (upstream.kind !== "gemini" && !query.includes("%") && !query.includes("bw_")) {
    if (upstream.kind !== "bedrock" || !SIGNATURE.test(query)) return query;
  }
  const pairs = pairsOf(query);
  const kept = pairs.filter((pair) => {
    const [name, value] = decoded(pair);
    if (OWN_KEY.test(value) || OWN_KEY.test(name)) return false;
    if (upstream.kind === "bedrock" && SIGNATURE.test(name)) return false;
    return upstream.kind !== "gemini" || upstream.key === "passthrough" || !CREDENTIALS.has(name);
  });
  if (kept.length === pairs.length) return query;
  return kept.length === 0 ? "" : `?${kept.join("&")}`;
}

/** A query without anything that lets its reader call in the caller's name. */
export function queryWithoutCredentials(query: string): string {
  const kept = pairsOf(query).filter((pair) => {
    const [name, value] = decoded(pair);
    return !namesCredential(name) && !SIGNATURE.test(name) && !OWN_KEY.test(value) && !OWN_KEY.test(name);
  });
  return kept.length === 0 ? "" : `?${kept.join("&")}`;
}

function pairsOf(query: string): readonly string[] {
  return query.length < 2 ? [] : query.slice(1).split("&");
}

/** As everybody who reads a query decodes it, also where it is encoded badly. */
function decoded(pair: string): readonly [name: string, value: string] {
  const [first] = new URLSearchParams(pair);
  return first ?? ["", ""];
}
