import type { WireFormat } from "../../wire/facts.ts";
import { compileTools } from "../contracted-tools.ts";
import type { ToolDocument } from "../document/role.ts";
import type { Observation, ObservedTool } from "./observation.ts";

/** The tools of a voice, and why they are left out where they are. */
export type LearntTools =
  | { readonly tools: ToolDocument[]; readonly leftOut?: undefined }
  | { readonly tools?: undefined; readonly leftOut: string };

/** Learns the tools of a voice: all of them where every request offers the same, in the order in which most do. */
export function learnTools(observations: readonly Observation[]): LearntTools {
  const [first] = observations;
  if (first === undefined) return { tools: [] };
  const sets = Map.groupBy(observations, ({ tools }) => setOf(tools));
  if (sets.size > 1) {
    const names = observations.map(({ tools }) => new Set(tools.map(({ name }) => name)));
    const always = names.reduce((a, b) => a.intersection(b)).size;
    const ever = names.reduce((a, b) => a.union(b)).size;
    return { leftOut: `tools: ${sets.size} sets were offered, ${always} of ${ever} tools always` };
  }
  return { tools: first.tools.map((tool) => documentOf(tool, first.format)) };
}

/** A tool in full where that gives the digest that was seen, else by its digest. */
function documentOf({ name, digest, description, schema }: ObservedTool, format: WireFormat): ToolDocument {
  if (description === undefined || schema === undefined) return { name, digest };
  const whole: ToolDocument = { name, description, schema };
  return compileTools([whole])[0]?.digests?.[format] === digest ? whole : { name, digest };
}

function setOf(tools: readonly ObservedTool[]): string {
  return JSON.stringify(tools.map(({ name, digest }) => `${name} ${digest}`).toSorted());
}
