import { z } from "zod";
import { evaluatorKind } from "./evaluator.ts";
import { fencedJson, jsonText } from "./json-text.ts";
import { schemaCheck } from "./schema-check.ts";

const settings = z.strictObject({
  schema: z.json(),
  /** Whether the JSON may stand between fences. */
  fence: z.enum(["allowed", "refused"]).default("refused"),
});

/** Whether an answer is JSON of a schema: 1 where it is, 0 where not. */
export const jsonSchema = evaluatorKind({
  kind: "json_schema",
  version: "2",
  settings,
  prepare: ({ schema, fence }) => {
    const ready = schemaCheck(schema);
    if (!ready.ok) return { ok: false, place: "schema", message: ready.message };
    const read = fence === "allowed" ? fencedJson : jsonText;
    return {
      ok: true,
      judge: ({ text }) => {
        const json = read(text);
        if (!json.ok) return { value: 0, why: "it is no JSON" };
        const found = ready.check(json.value);
        if (found.fits === undefined) return { unjudged: found.why, reason: "too_much_work" };
        return found.fits ? { value: 1, why: "it fits" } : { value: 0, why: found.why };
      },
    };
  },
});
