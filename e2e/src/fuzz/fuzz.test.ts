import { describe, test } from "bun:test";
import * as fc from "fast-check";
import { HAS_RECORDINGS } from "./corpus.ts";
import { KINDS } from "./kinds.ts";

if (!HAS_RECORDINGS) process.stdout.write("fuzz: no recorded traffic here; only answers of our own are mutated\n");

/** Inputs of all kinds together; `npm run fuzz -- --inputs 1000000` runs as many as are wanted. */
const INPUTS = 2_500;
const all = KINDS.reduce((sum, { share }) => sum + share, 0);

describe("inputs that nobody would send break nothing, hang nothing, and are refused in words", () => {
  test.each(KINDS.map(({ name, share, property }) => [name, share, property] as const))(
    "%s",
    async (_, share, property) => {
      await fc.assert(property(), { numRuns: Math.ceil((INPUTS * share) / all), endOnFailure: true });
    },
  );
});
