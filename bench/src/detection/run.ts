import { renderMachine, thisMachine } from "../machine.ts";
import type { Section } from "../page.ts";
import { writePage } from "./page.ts";
import { withPool } from "./pool.ts";
import { renderStudy, type Reported, summaryOf } from "./report.ts";
import { STUDIES } from "./studies/studies.ts";

/** How the benchmark of detection is run. */
export interface DetectionOptions {
  /** Streams of each kind. */
  readonly streams: number;
  /** Whether the page and its plots are written. */
  readonly write: boolean;
  readonly say: (line: string) => void;
}

/** Measures how soon our tests and their peers find what is there, and how often what is not. */
export async function benchDetection({ streams, write, say }: DetectionOptions): Promise<Section> {
  const studies = await withPool(streams, async (pool) => {
    const done: Reported[] = [];
    for (const study of STUDIES) {
      const from = performance.now();
      done.push({ id: study.id, title: study.title, findings: await study.run(pool) });
      say(`${study.id}: ${((performance.now() - from) / 1_000).toFixed(0)} s`);
    }
    return done;
  });
  const measured = thisMachine();
  const result = {
    ...measured,
    streams,
    studies: studies.map(({ id, title, findings }) => ({ id, title, ...findings })),
  };
  const title = `Detection: delay against realised false alarms, ${streams} streams of each kind`;
  const head = [
    `On ${renderMachine(measured)}, ${new Date().toISOString().slice(0, 10)}; ${streams} streams of each kind.`,
    "",
    // Two blanks end a line of Markdown.
    summaryOf(studies).replaceAll("\n", "  \n"),
  ];
  if (write) writePage(head, studies, result);
  const tables = studies.map((study) => `${study.title}\n\n${renderStudy(study)}\n`);
  return { id: "detection", title, table: [...tables, summaryOf(studies)].join("\n"), result };
}
