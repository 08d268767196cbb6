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

/** The tools of one request: each declared function, and what is built in by its key (`googleSearch`). */
export function offeredTools(tools: unknown, conceal: Conceal): readonly OfferedTool[] {
  return objectsOf(tools).flatMap((tool) =>
    Object.keys(tool).flatMap((key): readonly OfferedTool[] => {
      const name = camel(key);
      if (tool[key] === null) return [];
      if (name === "functionDeclarations") {
        return objectsOf(tool[key]).map((declaration) => ({
          fact: declarationFact(declaration),
          skeleton: skeletonText(declaration, conceal),
        }));
      }
      const definition = { [name]: tool[key] };
      return [{ fact: toolFact(name, definition), skeleton: skeletonTextOfMember("tools", definition, conceal) }];
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
  const schema = either(declaration, "parametersJsonSchema") ?? either(declaration, "parameters");
  const name = asText(declaration.name) ?? "";
  return toolFact(name, schema === undefined ? rest : { ...rest, parameters: lowerTypes(schema) });
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
