import { recordedGates } from "../recorded/gates.ts";
import { dailyRuns, scheduledClient } from "../recorded/monitors.ts";
import type { Study } from "../study.ts";

/** The engine of gates and monitors on results that others recorded, which are not part of this repository. */
export const recorded: Study = {
  id: "recorded",
  title: "Real data",
  run: async () => {
    const gates = recordedGates();
    const daily = dailyRuns();
    const monitors = [...scheduledClient(), ...daily.rows];
    const skipped = gates.rows.length + monitors.length === 0 ? ": skipped, the recorded data is not here" : "";
    return {
      figures: [...gates.figures, ...daily.figures],
      tables: [
        {
          title: `Paired gates, margin .03, harm .01, alpha .05, of suites that ran in 20 orders each${skipped}`,
          head: ["baseline to candidate", "verdicts", "pairs used", "loss in points", "cohort named most"],
          rows: gates.rows,
        },
        {
          title: `Monitors, both ways, one false alarm in 100,000 units promised${skipped}`,
          head: ["series", "units", "alarms", "since when, at which client version"],
          rows: monitors,
        },
      ],
    };
  },
};
