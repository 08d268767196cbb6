import type { Observation, ObservedTool } from "../contract/learn/observation.ts";
import { isSubAgent } from "../contract/match.ts";
import { asObject, asText, type JsonObject, objectsOf } from "../wire/json/value.ts";
import type { ReadRequest } from "../exchange/traffic/read-request.ts";

/** What a request of a traffic file shows of the product that sent it. */
export function observationOf({ traffic, facts, scanned, body }: ReadRequest): Observation {
  const { hints, toolChoice } = facts;
  return {
    exchange: traffic.exchange,
    session: traffic.session,
    client: hints.client ?? "",
    clientVersion: hints.clientVersion ?? "",
    ...(traffic.audience === undefined ? {} : { audience: traffic.audience }),
    format: facts.format,
    subAgent: isSubAgent(facts),
    requestClass: hints.requestClass ?? "",
    fields: facts.fields,
    ...(toolChoice === undefined ? {} : { toolChoice }),
    system: facts.system.map(({ text }) => text),
    tools: toolsOf(facts.tools, definitionsIn(scanned, body)),
  };
}

/** The definitions of tools as each format writes them. */
function definitionsIn(scanned: ReadRequest["scanned"], body: Uint8Array): readonly JsonObject[] {
  const span = scanned.members.get("tools") ?? scanned.members.get("toolConfig");
  if (span === undefined) return [];
  const value: unknown = JSON.parse(new TextDecoder().decode(body.subarray(span.start, span.end)));
  const listed = objectsOf(Array.isArray(value) ? value : asObject(value)?.["tools"]);
  return listed.flatMap((tool) => {
    const declared = objectsOf(tool["functionDeclarations"] ?? tool["function_declarations"]);
    return declared.length > 0 ? declared : [asObject(tool["function"]) ?? asObject(tool["toolSpec"]) ?? tool];
  });
}

function toolsOf(facts: ReadRequest["facts"]["tools"], definitions: readonly JsonObject[]): readonly ObservedTool[] {
  return facts.map(({ name, digest }) => {
    const definition = definitions.find((one) => one["name"] === name);
    const description = asText(definition?.["description"]);
    const schema =
      asObject(definition?.["input_schema"]) ??
      asObject(definition?.["parameters"]) ??
      asObject(asObject(definition?.["inputSchema"])?.["json"]);
    return {
      name,
      digest,
      ...(description === undefined ? {} : { description }),
      ...(schema === undefined ? {} : { schema }),
    };
  });
}
