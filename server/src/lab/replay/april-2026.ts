import type { Build, IncidentReplay } from "./incident.ts";

const HEALTHY: Build = { traits: { voices: "all" } };

/** Two plans think less by default: as it was meant. */
const LOWERED: Build = { traits: { voices: "all" }, plans: { pro: { effort: "medium" }, free: { effort: "medium" } } };

/** After an idle hour earlier reasoning is cleared on one request, as it was meant. */
const CLEARED_ONCE: Build = { traits: { voices: "all", clear: "once" } };

/** After an idle hour it is cleared on every request from then on. */
const LATCHED: Build = { traits: { voices: "all", clear: "latched" } };

/** What may be said is limited: as it was meant. */
const CAPPED: Build = { traits: { voices: "all", verbosity: "capped" } };

/** The three changes of spring 2026: each as its contract declares it, and as it was built. */
export const APRIL_2026: IncidentReplay = {
  name: "april-2026",
  before: "before.yaml",
  healthy: HEALTHY,
  baseline: { from: "2026-02-09", until: "2026-03-04" },
  changes: [
    {
      name: "A1",
      what: "the default effort goes from high to medium for two of three plans",
      from: "2026-03-04",
      until: "2026-04-07",
      declared: "effort.yaml",
      intended: LOWERED,
      built: LOWERED,
    },
    {
      name: "A2",
      what: "reasoning is cleared after an idle hour: once, it was meant; ever after, it was built",
      from: "2026-03-26",
      until: "2026-04-10",
      declared: "clearing.yaml",
      intended: CLEARED_ONCE,
      built: LATCHED,
    },
    {
      name: "A3",
      what: "what may be said is limited to 25 words between calls and 100 in the end",
      from: "2026-04-16",
      until: "2026-04-20",
      declared: "verbosity.yaml",
      intended: CAPPED,
      built: CAPPED,
    },
  ],
};
