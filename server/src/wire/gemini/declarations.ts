import type { ToolFact } from "../facts.ts";
import type { Conceal } from "../json/element-memo.ts";
import { skeletonText, skeletonTextOfMember } from "../json/skeleton.ts";
import { asList, asObject, asText, type JsonObject, objectsOf } from "../json/value.ts";
import { toolFact } from "../tool-digests.ts";
import { camel, either } from "./spelling.ts";

/** A tool that is offered, and its skeleton as JSON text. */
export interface OfferedTool {
  readonly fact: ToolFact;
  readonly skeleton: string;
}

/** The tools of one request. */
export function offeredTools(tools: unknown, conceal: Conceal): readonly OfferedTool[] {
  return listedTools(tools).map(({ name, declared, definition }) =>
    declared
      ? { fact: declarationFact(definition), skeleton: skeletonText(definition, conceal) }
      : { fact: toolFact(name, definition), skeleton: skeletonTextOfMember("tools", definition, conceal) },
  );
}

/** A tool as a request lists it. */
export interface ListedTool {
  readonly name: string;
  /** Whether it is a function of the client's. */
  readonly declared: boolean;
  readonly definition: JsonObject;
}

/** Each declared function, and what is built in by its key (`googleSearch`). */
export function listedTools(tools: unknown): readonly ListedTool[] {
  return objectsOf(Array.isArray(tools) ? tools : [tools]).flatMap((tool) =>
    Object.keys(tool).flatMap((key): readonly ListedTool[] => {
      const name = camel(key);
      if (tool[key] === null) return [];
      if (name !== "functionDeclarations") return [{ name, declared: false, definition: { [name]: tool[key] } }];
      return objectsOf(tool[key]).map((definition) => ({ name: declaredName(definition), declared: true, definition }));
    }),
  );
}

/** What is known of a declared function: both of its ways to write a schema mean the same. */
export function declarationFact(declaration: JsonObject): ToolFact {
  const rest: Record<string, unknown> = {};
  for (const key of Object.keys(declaration)) {
    const name = camel(key);
    if (declaration[key] === null || name === "parameters" || name === "parametersJsonSchema") continue;
    rest[name] = declaration[key];
  }
  const schema = schemaOf(declaration);
  return toolFact(declaredName(declaration), schema === undefined ? rest : { ...rest, parameters: schema });
}

/** The JSON schema of a declared function's arguments, where given. */
export function schemaOf(declaration: JsonObject): unknown {
  const schema = either(declaration, "parametersJsonSchema") ?? either(declaration, "parameters");
  return schema === undefined ? undefined : lowerTypes(schema);
}

function declaredName(declaration: JsonObject): string {
  return asText(declaration.name) ?? "";
}

/** Members of a schema that hold values, not schemas. */
const VALUES = new Set(["enum", "const", "default", "example", "examples"]);

/** Google's schemas write `OBJECT` where everybody else's write `object`. */
function lowerTypes(schema: unknown): unknown {
  if (Array.isArray(schema)) return asList(schema).map(lowerTypes);
  const object = asObject(schema);
  if (object === undefined) return schema;
  const lowered: Record<string, unknown> = {};
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (key === "type" && typeof value === "string") lowered[key] = value.toLowerCase();
    else lowered[key] = VALUES.has(key) ? value : lowerTypes(value);
  }
  return lowered;
}
