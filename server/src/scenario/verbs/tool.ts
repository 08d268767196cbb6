import type { Stub } from "../product.ts";
import type { Verb } from "../verb-schemas.ts";

/** A tool as a client has it. */
export function stubOf({ name, description, schema, returns, fails }: Verb<"tool">): Stub {
  return {
    name,
    description,
    schema: schema ?? { type: "object" },
    result: fails ?? returns ?? "",
    failed: fails !== undefined,
  };
}
