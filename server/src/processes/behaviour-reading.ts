import type { Config } from "../config/config.ts";
import { Recent } from "../core/recent.ts";
import { tenantMark } from "../exchange/conceal.ts";
import type { BehaviourPorts } from "../gateway/behaviour.ts";
import { schemaCheck } from "../quality/evaluators/schema-check.ts";
import type { Mark } from "../session/deeds/call-deed.ts";
import { USUAL_PHRASES } from "../session/deeds/phrases.ts";
import { type SpeechReader, speechReader } from "../session/deeds/speech.ts";

/** Tenants whose keys are at hand. */
const TENANTS = 10_000;
/** Hex digits of a mark: 48 bits tell the files and calls of a session apart. */
const MARK = 12;

/** What is heard of phrases, by the configuration's lists or the usual ones. */
export function speechOf({ behaviour: { phrases } }: Pick<Config, "behaviour">): SpeechReader {
  return speechReader({
    corrections: phrases.corrections ?? USUAL_PHRASES.corrections,
    hedges: phrases.hedges ?? USUAL_PHRASES.hedges,
    simplestFixes: phrases.simplest_fixes ?? USUAL_PHRASES.simplestFixes,
  });
}

/** Marks of a tenant's texts, by the key that conceals them in skeletons. */
export function markOf(master: Uint8Array, tenant: string): Mark {
  const mark = tenantMark(master, tenant);
  return (text) => mark(text).slice(0, MARK);
}

/** What a gateway reads of exchanges; undefined where the configuration wants nothing of it read. */
export function behaviourReading(config: Pick<Config, "behaviour">, master: Uint8Array): BehaviourPorts | undefined {
  if (!config.behaviour.read) return undefined;
  const marks = new Recent<string, Mark>(TENANTS);
  // What checks schemas is loaded with the first one: better now than while traffic waits.
  schemaCheck({});
  return {
    speech: speechOf(config),
    schemaCheck,
    mark: (tenant) => {
      let mark = marks.get(tenant);
      if (mark === undefined) marks.set(tenant, (mark = markOf(master, tenant)));
      return mark;
    },
  };
}
