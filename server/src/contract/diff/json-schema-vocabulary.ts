const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Keywords that describe, and accept or refuse nothing. */
const DESCRIBING = words(
  "description title examples example default deprecated readOnly writeOnly $comment $schema $id $anchor",
);

/** Keywords that hold parts to which others refer. */
export const DEFINITIONS = words("$defs definitions");

/** Keywords whose parts are compared one by one, or by way of what refers to them. */
export const STRUCTURE = words(
  "properties required additionalProperties items anyOf oneOf allOf $ref $defs definitions",
);

/** Keywords with schemas of their own that can only take values away: one more narrows. */
export const CONSTRAINTS = words(
  "not if then else contains propertyNames dependentRequired dependentSchemas unevaluatedProperties unevaluatedItems",
);

/** Whether a keyword only describes. */
export function describes(keyword: string): boolean {
  return DESCRIBING.has(keyword) || keyword.startsWith("x-");
}
