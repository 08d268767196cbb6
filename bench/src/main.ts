import { existsSync } from "node:fs";
import { benchBehaviour, renderBehaviour } from "./behaviour/run.ts";
import { benchDetection } from "./detection/run.ts";
import { benchDiff, renderDiff } from "./diff/run.ts";
import { renderFigures } from "./gateway/report.ts";
import { benchGateways } from "./gateway/run.ts";
import { benchIngest, renderIngest } from "./ingest/run.ts";
import { renderLatency } from "./latency/report.ts";
import { benchLatency, RATE } from "./latency/run.ts";
import { renderMachine, thisMachine } from "./machine.ts";
import { type Section, writeFigures } from "./page.ts";
import { barPlot } from "./plot.ts";
import { benchQueries, renderQueries } from "./query/run.ts";
import { benchSessions, renderSessions } from "./sessions/run.ts";
import { renderSoak } from "./soak/report.ts";
import { benchSoak } from "./soak/run.ts";
import { renderStreaming } from "./streaming/report.ts";
import { benchStreaming, CHUNKS } from "./streaming/run.ts";

const USAGE = `Usage: npm run bench -- gateway [--rounds N] [--json]
       npm run bench -- streaming [--rounds N] [--json]
       npm run bench -- latency [--rounds N] [--json]
       npm run bench -- soak [--minutes N] [--requests N] [--json]
       npm run bench -- sessions [--sessions N] [--turns N] [--json]
       npm run bench -- ingest [--rows N] [--json]
       npm run bench -- query [--rows N] [--figures N] [--times N] [--json]
       npm run bench -- detection [--streams N] [--json] [--write]
       npm run bench -- behaviour [--json]
       npm run bench -- diff [--rounds N] [--json]
       npm run bench -- all [--write]

  gateway      CPU a request: a bare Bun proxy, Bellwether, other gateways
  streaming    CPU an event of a stream: passed on bare, and by Bellwether
  latency      What a client waits at ${RATE} requests a second
  soak         What a worker's memory does over many requests
  sessions     What a worker's memory is with many sessions at once, known by their history alone
  ingest       CPU to store a record, in blocks of several sizes
  query        How long questions take
  detection    How soon a regression is found, and how often one that is none; by us, by others
  behaviour    How behaviour signals go with the recorded reward of tau-bench's conversations
  diff         CPU to compare two contracts with long prompts and many tools, each in a process of its own
  all          All of them but soak, detection and behaviour
  --rounds N   Rounds that count (default 5, at most 50)
  --minutes N  How long it goes on (default 30, at most 600)
  --requests N How many in all (default 1000000)
  --sessions N Sessions at once (default 100000, at most 2000000)
  --turns N    Turns of each (default 3, at most 20)
  --rows N     Records that are stored (default 200000; query 1000000, at most 20000000)
  --figures N  Exchanges whose figures are asked beside (default: as many as rows; at most 200000000)
  --times N    How often each question is asked (default 9, at most 99)
  --streams N  Streams of each kind (default 2000, at most 20000)
  --json       Print the result as JSON alone
  --write      Put the figures, their JSON and plots into docs/benchmarks.md; of detection into docs/detection.md
`;

const [what = "", ...flags] = process.argv.slice(2);
const json = flags.includes("--json");
const say = (line: string): void => void process.stderr.write(`${line}\n`);

function amount(name: string, otherwise: number, most: number): number {
  const given = flags.includes(name) ? Number(flags[flags.indexOf(name) + 1]) : otherwise;
  if (!Number.isInteger(given) || given < 1 || given > most) throw new UsageError();
  return given;
}

class UsageError extends Error {}

/** Every benchmark by its name; a new one is a line here and a folder. */
const BENCHES: Readonly<Record<string, () => Promise<Section>>> = {
  gateway: async () => {
    const result = await benchGateways({ rounds: amount("--rounds", 5, 50), say });
    const small = result.figures.filter(({ body }) => body === "0.6 KB");
    return {
      id: "gateway",
      title: `CPU a request: OpenAI Chat, not streamed, ${result.concurrency} at a time, median of ${result.rounds} rounds`,
      table: [renderFigures(result.figures), ...result.skipped].join("\n"),
      result,
      plot: barPlot(
        "CPU of 0.6 KB, as a multiple of a bare proxy's",
        "x",
        small.map(({ subject, ratio }) => ({ name: subject, value: ratio ?? 0 })),
        1.6,
      ),
    };
  },
  streaming: async () => {
    const rounds = amount("--rounds", 5, 50);
    const figures = await benchStreaming(rounds, say);
    return {
      id: "streaming",
      title: `CPU an event: streams of ${CHUNKS}, median of ${rounds} rounds`,
      table: renderStreaming(figures),
      result: { ...thisMachine(), figures },
      plot: barPlot(
        "CPU of an event, as a multiple of a bare pass-through's",
        "x",
        figures.map(({ subject, ratio }) => ({ name: subject, value: ratio })),
        1.4,
      ),
    };
  },
  latency: async () => {
    const rounds = amount("--rounds", 5, 50);
    const figures = await benchLatency(rounds, say);
    const title = `What a client waits at ${RATE} requests a second, median of ${rounds} rounds`;
    return { id: "latency", title, table: renderLatency(figures), result: { ...thisMachine(), figures } };
  },
  soak: async () => {
    const minutes = amount("--minutes", 30, 600);
    const result = await benchSoak({ minutes, requests: amount("--requests", 1_000_000, 100_000_000), say });
    return {
      id: "soak",
      title: "Memory of a worker",
      table: renderSoak(result),
      result: { ...thisMachine(), ...result },
    };
  },
  sessions: async () => {
    const sessions = amount("--sessions", 100_000, 2_000_000);
    const result = await benchSessions({ sessions, turns: amount("--turns", 3, 20), say });
    const title = "Memory of a worker with many sessions at once";
    return { id: "sessions", title, table: renderSessions(result), result: { ...thisMachine(), ...result } };
  },
  ingest: async () => {
    const result = await benchIngest({ seed: "ingest", records: amount("--rows", 200_000, 20_000_000), say });
    return { id: "ingest", title: "What storing a record costs", table: renderIngest(result.figures), result };
  },
  query: async () => {
    const rows = amount("--rows", 1_000_000, 20_000_000);
    const figures = amount("--figures", rows, 200_000_000);
    const result = await benchQueries({ rows, figures, times: amount("--times", 9, 99), say });
    const title = `How long questions take, median of ${result.times}, by the clock`;
    return { id: "query", title, table: renderQueries(result.figures), result };
  },
  behaviour: () => {
    const found = benchBehaviour();
    if (found === undefined) throw new Error("tau-bench is not here: BELLWETHER_DATA_DIR names its folder");
    const title = "Behaviour signals and the reward of tau-bench's airline, by task";
    return Promise.resolve({ id: "behaviour", title, table: renderBehaviour(found), result: { associations: found } });
  },
  diff: async () => {
    const result = await benchDiff(amount("--rounds", 9, 50), say);
    const title = `What a diff takes: ${result.prompt_bytes / 1000} KB of prompts and ${result.tools} tools, median of ${result.processes} processes`;
    return { id: "diff", title, table: renderDiff(result), result: { ...thisMachine(), ...result } };
  },
  detection: () =>
    benchDetection({ streams: amount("--streams", 2_000, 20_000), write: flags.includes("--write"), say }),
};

async function run(): Promise<void> {
  if (what === "all") {
    const sections: Section[] = [];
    for (const [name, bench] of Object.entries(BENCHES)) {
      if (name === "soak" || name === "detection" || name === "behaviour") continue;
      say(name);
      sections.push(await bench());
    }
    const head = [`On ${renderMachine(thisMachine())}, ${new Date().toISOString().slice(0, 10)}.`];
    if (flags.includes("--write")) writeFigures(head, sections);
    process.stdout.write(sections.map(({ title, table }) => `${title}\n\n${table}\n`).join("\n"));
    return;
  }
  const bench = Object.hasOwn(BENCHES, what) ? BENCHES[what] : undefined;
  if (bench === undefined) throw new UsageError();
  const { title, table, result } = await bench();
  process.stdout.write(
    json ? `${JSON.stringify(result, undefined, 2)}\n` : `${renderMachine(thisMachine())}\n${title}\n\n${table}\n`,
  );
}

if (!existsSync("/proc/self/schedstat")) {
  say("bench: CPU time is read from /proc, which this system does not have; run it on Linux");
  process.exitCode = 3;
} else {
  await run().catch((error: unknown) => {
    process.stderr.write(
      error instanceof UsageError ? USAGE : `bench: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exitCode = 3;
  });
}
