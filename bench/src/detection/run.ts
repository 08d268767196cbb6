import { type Measured, renderMachine, thisMachine } from "../machine.ts";
import type { Section } from "../page.ts";
import { writePage, writtenResult } from "./page.ts";
import { withPool } from "./pool.ts";
import { renderStudy, type Reported, summaryOf } from "./report.ts";
import type { Findings, Study } from "./study.ts";
import { STUDIES } from "./studies/studies.ts";

/** How the benchmark of detection is run. */
export interface DetectionOptions {
  /** Streams of each kind. */
  readonly streams: number;
  /** Whether the page and its plots are written. */
  readonly write: boolean;
  readonly say: (line: string) => void;
}

/** What is kept of a run beside its page. */
interface Result extends Measured {
  readonly streams: number;
  readonly studies: readonly (Findings & Pick<Reported, "id" | "title" | "streams">)[];
}

/** Measures how soon our tests and their peers find what is there, and how often what is not. */
export async function benchDetection({ streams, write, say }: DetectionOptions): Promise<Section> {
  const studies = await runStudies(STUDIES, streams, say);
  const measured = thisMachine();
  const result = resultOf(measured, streams, studies);
  const title = `Detection: delay against realised false alarms, ${streams} streams of each kind`;
  if (write) writePage(headOf(measured, streams, studies), studies, result);
  const tables = studies.map((study) => `${study.title}\n\n${renderStudy(study)}\n`);
  return { id: "detection", title, table: [...tables, summaryOf(studies)].join("\n"), result };
}

/** Measures some of the studies again, and puts them onto the page beside the others as those are. */
export async function rewriteStudies(
  names: readonly string[],
  { streams, say }: Omit<DetectionOptions, "write">,
): Promise<void> {
  const before = writtenResult() as Result;
  const done = await runStudies(
    STUDIES.filter(({ id }) => names.includes(id)),
    streams,
    say,
  );
  const own = streams === before.streams ? done : done.map((study) => ({ ...study, streams }));
  const known = before.studies.map(({ id, title, streams: others, ...findings }): Reported => {
    return { id, title, findings, ...(others === undefined ? {} : { streams: others }) };
  });
  const all = STUDIES.flatMap(({ id }) => {
    const study = own.find((one) => one.id === id) ?? known.find((one) => one.id === id);
    return study === undefined ? [] : [study];
  });
  const measured = thisMachine();
  writePage(headOf(measured, before.streams, all), all, resultOf(measured, before.streams, all), own);
}

async function runStudies(
  studies: readonly Study[],
  streams: number,
  say: DetectionOptions["say"],
): Promise<readonly Reported[]> {
  return withPool(streams, async (pool) => {
    const done: Reported[] = [];
    for (const study of studies) {
      const from = performance.now();
      done.push({ id: study.id, title: study.title, findings: await study.run(pool) });
      say(`${study.id}: ${((performance.now() - from) / 1_000).toFixed(0)} s`);
    }
    return done;
  });
}

function resultOf(measured: Measured, streams: number, studies: readonly Reported[]): Result {
  return { ...measured, streams, studies: studies.map(({ findings, ...study }) => ({ ...study, ...findings })) };
}

function headOf(measured: Measured, streams: number, studies: readonly Reported[]): readonly string[] {
  return [
    `On ${renderMachine(measured)}, ${new Date().toISOString().slice(0, 10)}; ${streams} streams of each kind.`,
    "",
    // Two blanks end a line of Markdown.
    summaryOf(studies).replaceAll("\n", "  \n"),
  ];
}
