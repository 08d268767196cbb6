import { createRequire } from "node:module";
import type * as AjvModule from "ajv";
import type * as Ajv2020Module from "ajv/dist/2020.js";
import { isBellwetherError } from "../../core/error.ts";
import { canonicalJson } from "../../core/jcs.ts";
import { countedSchema, STEP } from "./counted-schema.ts";
import { linearRegex } from "./linear-regex.ts";

/** Whether a value fits a schema; or that it cannot be told with so much work as may be. */
export type SchemaFit =
  | { readonly fits: true }
  | { readonly fits: false; readonly why: string }
  | { readonly fits: undefined; readonly why: string };

/** A schema that is ready, or what is wrong with it. */
export type SchemaCheck =
  | { readonly ok: true; readonly check: (value: unknown) => SchemaFit }
  | { readonly ok: false; readonly message: string };

/** Steps of one check. A step is some ten nanoseconds. */
const MOST_STEPS = 20_000_000;
/** Members of a value, or characters of a text, that cost as much as a step. */
const MEMBERS_A_STEP = 16;

type Validators = Pick<typeof AjvModule, "Ajv"> & Pick<typeof Ajv2020Module, "Ajv2020">;

let loaded: Validators | undefined;

/** Loaded with the first schema: it is a tenth of a second, and most commands check none. */
function validators(): Validators {
  if (loaded === undefined) {
    const load = createRequire(import.meta.url);
    const { Ajv } = load("ajv") as typeof AjvModule;
    const { Ajv2020 } = load("ajv/dist/2020.js") as typeof Ajv2020Module;
    loaded = { Ajv, Ajv2020 };
  }
  return loaded;
}

class TooMuch extends Error {}

/** Work that a check may still take. */
class Steps {
  #left = MOST_STEPS;

  start(): void {
    this.#left = MOST_STEPS;
  }

  take(many: number): void {
    this.#left -= many;
    if (this.#left < 0) throw new TooMuch("too many steps");
  }
}

/**
 * Readies a JSON schema (2020-12, or draft-07 where it says so). Both schema and value may come from
 * anywhere: expressions take linear time, `uniqueItems` too, and all work is counted. `format` is
 * taken for a comment, and a reference leads into the schema itself.
 */
export function schemaCheck(schema: unknown): SchemaCheck {
  const counted = countedSchema(schema);
  if (!counted.ok) return counted;
  const steps = new Steps();
  try {
    const { Ajv, Ajv2020 } = validators();
    const ajv = counted.draft === "draft-07" ? new Ajv(optionsWith(steps)) : new Ajv2020(optionsWith(steps));
    ajv.removeKeyword("uniqueItems");
    ajv.addKeyword({
      keyword: "uniqueItems",
      type: "array",
      schemaType: "boolean",
      error: { message: "must NOT have duplicate items" },
      validate: (wanted: boolean, items: readonly unknown[]) => !wanted || areUnique(items, steps),
    });
    ajv.addKeyword({
      keyword: STEP,
      schemaType: "number",
      validate: (cost: number, value: unknown) => {
        steps.take(cost * (1 + sizeOf(value) / MEMBERS_A_STEP));
        return true;
      },
    });
    const validate = ajv.compile(counted.schema);
    return {
      ok: true,
      check: (value) => {
        steps.start();
        try {
          return validate(value) ? { fits: true } : { fits: false, why: whyOf(validate.errors?.[0]) };
        } catch (error) {
          // Out of steps, or of stack: schema and value call each other without an end in sight.
          if (error instanceof TooMuch || error instanceof RangeError)
            return { fits: undefined, why: "holding it against its schema takes too many steps" };
          if (isBellwetherError(error) && error.code === "value_not_canonical")
            return { fits: undefined, why: "it has half of a surrogate pair among items that have to differ" };
          throw error;
        }
      },
    };
  } catch (error) {
    return { ok: false, message: `is no JSON schema: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function optionsWith(steps: Steps): AjvModule.Options {
  const regExp = Object.assign(
    (source: string) => {
      const compiled = linearRegex(source);
      if (!compiled.ok) throw new Error(`the pattern ${JSON.stringify(source)} ${compiled.message}`);
      const cost = 1 + compiled.regex.size / MEMBERS_A_STEP;
      return {
        test: (text: string) => {
          steps.take(cost * text.length);
          return compiled.regex.test(text);
        },
        // By this name it is told from others of the same schema.
        toString: () => source,
      };
    },
    // What would stand in code that is written to a file, and none is.
    { code: "undefined" },
  );
  // Where the first error ended a check, places that fail would not be counted.
  const counting = { allErrors: true, inlineRefs: false } as const;
  return { ...counting, strict: false, ownProperties: true, validateFormats: false, logger: false, code: { regExp } };
}

function sizeOf(value: unknown): number {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : 0;
}

function areUnique(items: readonly unknown[], steps: Steps): boolean {
  const seen = new Set<string>();
  for (const item of items) {
    const text = canonicalJson(item);
    steps.take(1 + text.length / MEMBERS_A_STEP);
    if (seen.has(text)) return false;
    seen.add(text);
  }
  return true;
}

const LONGEST_WHY = 200;

function whyOf(error: AjvModule.ErrorObject | undefined): string {
  if (error === undefined) return "does not fit its schema";
  const { instancePath, message = "does not fit", params } = error;
  const more = typeof params["additionalProperty"] === "string" ? ` (${params["additionalProperty"]})` : "";
  return `${instancePath === "" ? "the value" : instancePath} ${message}${more}`.slice(0, LONGEST_WHY);
}
