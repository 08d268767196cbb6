import { PrivateClickHouse } from "../../../server/src/adapters/clickhouse/fixtures/private-clickhouse.ts";
import { killIfThere } from "../../../server/src/adapters/fixtures/end-process.ts";
import { type Random, seededRandom } from "../../../server/src/lab/provider/seeded.ts";
import { Deployment } from "../harness.ts";
import { compareLedgers, sendLoad } from "../ledgers.ts";

/** One installation under load, some of whose parts are killed again and again. */
export interface KillRound {
  readonly provenance: "required" | "best_effort";
  readonly workers: number;
  /** `embedded`: chDB, which dies with control. `own`: a process of its own, which is killed by itself. */
  readonly store: "embedded" | "own";
  /** Decides who is killed, and when. */
  readonly seed: number;
  readonly kills: number;
  /** Mean time between two kills, in milliseconds. */
  readonly everyMs: number;
  /** Requests a second. */
  readonly perSecond: number;
}

/** What a round did, and what the ledgers said of it. */
export interface KillResult {
  /** How often each part was killed. */
  readonly kills: Readonly<Record<string, number>>;
  readonly figures: Readonly<Record<KillFigure, number>>;
  /** What must not be, by what is wrong with it. */
  readonly wrong: Readonly<Record<"lost" | "unrecorded" | "doubled" | "invented", readonly string[]>>;
}

const FIGURES = [
  "sent",
  "acknowledged",
  "acknowledgedStreams",
  "reachedUpstream",
  "stored",
  "interrupted",
  "interruptedUnseen",
] as const;

/** Figures that are worth a sum over rounds. */
export type KillFigure = (typeof FIGURES)[number];

/** Longest load of a round, in seconds: a bound, should nothing be there to be killed. */
const MOST_SECONDS = 120;

const contract = (provenance: string): string =>
  `bellwether: 1\nsurface: ${provenance.replace("_", "-")}\nversion: 1.0.0\nmode: observe\nprovenance: ${provenance}\n`;

/** Plays one round on an installation of its own. */
export async function killRound(round: KillRound): Promise<KillResult> {
  const store = round.store === "own" ? await PrivateClickHouse.start() : undefined;
  try {
    const deployment = await Deployment.start({
      contracts: { only: contract(round.provenance) },
      config: [
        `listen: { workers: ${round.workers} }`,
        ...(store === undefined ? [] : [`stores: { exchanges: "${store.url}" }`]),
        "",
      ].join("\n"),
    });
    try {
      return await play(round, deployment, store);
    } finally {
      await deployment.stop();
    }
  } finally {
    await store?.stop();
  }
}

async function play(
  round: KillRound,
  deployment: Deployment,
  store: PrivateClickHouse | undefined,
): Promise<KillResult> {
  const key = await deployment.key();
  const roll = seededRandom(`kills ${round.seed}`);
  const parts = ["control", ...Array.from({ length: round.workers }, (_, worker) => `gateway-${worker}`)];
  const victims = [
    ...parts.map((part): [string, () => Promise<boolean>] => [part, async () => killed(deployment, part)]),
    ...(store === undefined ? [] : [["store", () => restarted(store, roll)] as [string, () => Promise<boolean>]]),
  ];
  const kills: Record<string, number> = {};
  let over = false;
  const killing = (async () => {
    for (let count = 0; count < round.kills && !over;) {
      await pause(round.everyMs * (0.1 + roll() * 1.8));
      const [name, kill] = victims[Math.floor(roll() * victims.length)] ?? ["", async () => false];
      if (over || !(await kill())) continue;
      kills[name] = (kills[name] ?? 0) + 1;
      count++;
    }
    over = true;
  })();
  const changing = changes(deployment, roll, () => over);
  const client = await sendLoad({
    deployment,
    key,
    perSecond: round.perSecond,
    seconds: MOST_SECONDS,
    // Answers take a while, so that kills find exchanges in every state.
    headers: { "x-lab-fault": "delay=20,slow=3" },
    until: () => over,
  });
  over = true;
  await Promise.all([killing, changing]);
  const compared = await compareLedgers(deployment, client);
  const { lost, unrecorded, doubled, invented } = compared;
  const acknowledgedStreams = client.filter(({ acknowledged, streamed }) => acknowledged && streamed).length;
  const all = { ...compared, acknowledgedStreams };
  return {
    kills,
    figures: Object.fromEntries(FIGURES.map((name) => [name, all[name]])) as Record<KillFigure, number>,
    wrong: { lost, unrecorded, doubled, invented },
  };
}

/** Changes what gateways serve from, so that kills find snapshots on their way too. */
async function changes(deployment: Deployment, roll: Random, over: () => boolean): Promise<void> {
  while (!over()) {
    await pause(300 + roll() * 700);
    const made = fetch(`${deployment.url}/api/v1/keys`, {
      method: "POST",
      headers: { authorization: `Bearer ${deployment.adminKey}`, "content-type": "application/json" },
      body: '{"kind":"app","name":"one of many"}',
      signal: AbortSignal.timeout(5_000),
    });
    // Control, or the gateway before it, may just have been killed: that is what this is about.
    await made.then(
      (response) => response.arrayBuffer(),
      () => undefined,
    );
  }
}

/** Its id may be noted of one that has ended, and is just being started again. */
function killed(deployment: Deployment, part: string): boolean {
  const pid = deployment.pid(part);
  return pid !== undefined && killIfThere(pid);
}

async function restarted(store: PrivateClickHouse, roll: Random): Promise<boolean> {
  await store.down();
  await pause(roll() * 500);
  await store.up();
  return true;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
