import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type KillResult, type KillRound, killRound } from "./faults/kills.ts";
import { Deployment, LONG } from "./harness.ts";
import { sendLoad } from "./ledgers.ts";

const REQUIRED = "bellwether: 1\nsurface: required\nversion: 1.0.0\nmode: observe\nprovenance: required\n";

/** Kills of the long run; `BELLWETHER_KILLS=1000` makes it the whole thousand. */
const KILLS = Number(process.env["BELLWETHER_KILLS"] ?? 60);
/** Kills of one installation: few enough that its ledgers, which are kept in memory, hold all of it. */
const A_ROUND = 20;
/** Installations that run at the same time. */
const AT_ONCE = 2;
const NOTHING_WRONG = { lost: [], unrecorded: [], doubled: [], invented: [] };

const KINDS: readonly Pick<KillRound, "provenance" | "workers" | "store">[] = [
  { provenance: "required", workers: 1, store: "embedded" },
  { provenance: "best_effort", workers: 2, store: "embedded" },
  { provenance: "required", workers: 2, store: "own" },
  { provenance: "best_effort", workers: 1, store: "own" },
  { provenance: "best_effort", workers: 1, store: "embedded" },
  { provenance: "required", workers: 2, store: "embedded" },
  { provenance: "best_effort", workers: 2, store: "own" },
  { provenance: "required", workers: 1, store: "own" },
];

async function killUnderLoad(round: KillRound): Promise<KillResult> {
  const result = await killRound(round);
  const { provenance, workers, store, seed } = round;
  const { figures, kills } = result;
  console.log(
    `${provenance}, ${workers} worker(s), store ${store}, seed ${seed}: ${JSON.stringify({ figures, kills })}`,
  );
  expect({ seed, ...result.wrong }).toEqual({ seed, ...NOTHING_WRONG });
  // Otherwise hardly anything was tried.
  expect(figures.acknowledged).toBeGreaterThan(figures.sent / 20);
  expect(figures.acknowledgedStreams).toBeGreaterThan(figures.acknowledged / 4);
  return result;
}

/** Adds up what each round counted. */
function added(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const count of counts) for (const [name, value] of Object.entries(count)) sum[name] = (sum[name] ?? 0) + value;
  return sum;
}

async function killMany(total: number, firstSeed: number): Promise<void> {
  const startedAt = Date.now();
  const rounds = Array.from({ length: Math.ceil(total / A_ROUND) }, (_, at): KillRound => {
    const kills = Math.min(A_ROUND, total - at * A_ROUND);
    return { ...KINDS[at % KINDS.length]!, seed: firstSeed + at, kills, everyMs: 700, perSecond: 40 };
  });
  const results: KillResult[] = [];
  const one = async (): Promise<void> => {
    for (let round = rounds.shift(); round !== undefined; round = rounds.shift())
      results.push(await killUnderLoad(round));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  const sums = {
    rounds: results.length,
    kills: added(results.map(({ kills }) => kills)),
    figures: added(results.map(({ figures }) => ({ ...figures }))),
    seconds: Math.round((Date.now() - startedAt) / 1_000),
  };
  console.log(`in all: ${JSON.stringify(sums)}`);
}

describe("three ledgers agree while workers, control and the store are killed under load, streamed and not", () => {
  const some = { kills: 4, everyMs: 2_000, perSecond: 200 };
  test.concurrent("with provenance required", () => killUnderLoad({ ...KINDS[0]!, ...some, seed: 1 }), 120_000);
  test.concurrent("with best effort and two workers", () => killUnderLoad({ ...KINDS[1]!, ...some, seed: 2 }), 120_000);
  test.skipIf(!LONG)(
    "[long] in every kind of installation, as often as BELLWETHER_KILLS says",
    () => killMany(KILLS, Number(process.env["BELLWETHER_SEED"] ?? 100)),
    120_000 + KILLS * 6_000,
  );
});

describe("a group that is stopped and started", () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.start({ contracts: { only: REQUIRED } });
  });
  afterAll(() => deployment.stop());

  test("finishes what is under way and keeps what was recorded", async () => {
    const key = await deployment.key();
    const before = await sendLoad({ deployment, key, perSecond: 50, seconds: 1 });
    await deployment.down();
    await deployment.up();
    const after = await sendLoad({ deployment, key, perSecond: 50, seconds: 1 });
    const all = [...before, ...after];
    expect(all.every(({ acknowledged }) => acknowledged)).toBe(true);
    const rows = await deployment.rows({ show: "count", where: "operation=generate outcome=complete" });
    expect(rows[0]?.["count"]).toBeGreaterThanOrEqual(before.length);
  }, 60_000);
});
