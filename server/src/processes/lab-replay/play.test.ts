import { describe, expect, test } from "bun:test";
import type { Build } from "../../lab/replay/incident.ts";
import { APRIL_2026 } from "../../lab/replay/april-2026.ts";
import type { PlayedSession } from "../../lab/replay/played-session.ts";
import type { Task } from "../../lab/model/task.ts";
import type { Traits } from "../../lab/product/traits.ts";
import { plannedSessions, type PlannedSession } from "../../lab/traffic/traffic.ts";
import { CATALOGUE } from "../../lab/replay/catalogue.ts";
import { entryPlayed } from "./catalogue.ts";
import { replayContract } from "./contracts.ts";
import { play, type PlayOptions } from "./play.ts";
import { soak } from "./soak.ts";

const [MINUTE, HOUR] = [60_000, 3_600_000];
const SEED = "1";

/** A session with so long before each turn. */
function session(pauses: readonly number[], parts: Partial<PlannedSession> = {}): PlannedSession {
  const work: Omit<Task, "ticket"> = { kind: "repair", difficulty: "usual" };
  const turns = pauses.map((after, index) => ({ after, task: { ...work, ticket: `one-${index + 1}` } }));
  return { id: "one", at: Date.UTC(2026, 3, 1, 9), plan: "pro", ...work, turns, ...parts };
}
const GAP = [0, MINUTE, 2 * HOUR, MINUTE, MINUTE];

function played(
  traits: Partial<Traits>,
  {
    contract = "clearing.yaml",
    sessions = [session(GAP)],
    ...more
  }: Partial<Omit<PlayOptions, "contract">> & { readonly contract?: string } = {},
): Promise<readonly PlayedSession[]> {
  return play({
    seed: SEED,
    contract: replayContract("april-2026", contract),
    build: { traits: { voices: "all", ...traits } },
    version: "2.1.0",
    sessions,
    ...more,
  });
}
const repeated = (sessions: readonly PlayedSession[]) =>
  sessions.flatMap(({ breaches }) => breaches.filter(({ id }) => id === "CONTEXT_EDIT_REPEATED"));

describe("the latch", () => {
  test.each(["between_users", "every_answer"] as const)(
    "is caught at the second turn after the gap, where thinking turns are %s; its healthy twins are not",
    async (thinkingTurns) => {
      const [first] = repeated(await played({ clear: "latched" }, { thinkingTurns }));
      expect(first).toMatchObject({ turnAfterGap: 2, turn: 4 });
      for (const clear of ["never", "once", "pruned"] as const)
        expect(repeated(await played({ clear }, { thinkingTurns }))).toEqual([]);
    },
  );

  test("is not caught where nobody was idle for an hour: there is nothing to see", async () => {
    const sessions = [session([0, MINUTE, 59 * MINUTE, MINUTE])];
    const [healthy] = await played({}, { sessions });
    const [latched] = await played({ clear: "latched" }, { sessions });
    expect(latched).toEqual(healthy);
  });

  test("has a price in what is written to the cache", async () => {
    const [healthy] = await played({}, { contract: "before.yaml" });
    const [latched] = await played({ clear: "latched" });
    expect(latched?.spent.written).toBeGreaterThan(healthy?.spent.written ?? Infinity);
    expect(latched?.breaches.map(({ id }) => id)).toContain("CACHE_MISS_UNEXPLAINED");
    expect(healthy?.breaches).toEqual([]);
  });
});

describe("the catalogue", () => {
  const row = async (name: RegExp) => {
    const entry = CATALOGUE.find((one) => name.test(one.name));
    if (entry === undefined) throw new Error(`there is no ${name}`);
    return entryPlayed(entry, { replay: "april-2026", seed: SEED });
  };

  test.each([
    [/^nothing is wrong/, []],
    [/^answers in a form/, []],
    [/form of answers dropped/, ["FIELD_DROPPED"]],
    [/^tools in a random order/, ["PREFIX_CHANGED", "TOOLS_REORDERED"]],
    [/^20,000 hidden tokens/, ["TOKENS_UNEXPLAINED"]],
  ])("%p is caught by %p", async (name, caught) => {
    expect((await row(name)).caught.map(({ by }) => by).sort()).toEqual(caught);
  });
});

describe("the three changes", () => {
  test.each(APRIL_2026.changes)("$name: a soak session of what was meant departs in nothing", async (change) => {
    const of = async (build: Build) =>
      (
        await soak(replayContract("april-2026", change.declared), build, {
          seed: SEED,
          version: "2.1.1",
          at: Date.UTC(2026, 3, 1, 9),
          plans: ["pro"],
        })
      ).map(({ id }) => id);
    expect(await of(change.intended)).toEqual([]);
    // What shipped is what was meant, or it is found.
    if (change.built !== change.intended) expect(await of(change.built)).toEqual(["CONTEXT_EDIT_UNDECLARED"]);
  });

  const day = plannedSessions({ seed: SEED, from: 0, until: 24 * HOUR, perDay: 12 });
  const per = (sessions: readonly PlayedSession[], of: (session: PlayedSession) => number): number =>
    sessions.reduce((sum, one) => sum + of(one), 0) / sessions.length;

  test("less effort writes about 67.2 where there were 78.9, and a limit on words less as well", async () => {
    const [high, medium, capped] = [
      await played({}, { contract: "before.yaml", sessions: day }),
      await played({ effort: "medium" }, { contract: "effort.yaml", sessions: day }),
      await played({ verbosity: "capped" }, { contract: "verbosity.yaml", sessions: day }),
    ];
    const output = (sessions: readonly PlayedSession[]): number => per(sessions, ({ spent }) => spent.output);
    expect(output(medium) / output(high)).toBeCloseTo(67.2 / 78.9, 1);
    expect(output(capped) / output(high)).toBeWithin(0.75, 0.92);
    expect(per(medium, ({ spent }) => spent.reasoning) / per(high, ({ spent }) => spent.reasoning)).toBeCloseTo(0.5, 1);
    expect(high.flatMap(({ breaches }) => breaches)).toEqual([]);
  });

  test("look the same under any name of the build", async () => {
    const anonymous = (sessions: readonly PlayedSession[]) =>
      sessions.map(({ attributes: _attributes, ...session }) => session);
    const sessions = day.slice(0, 4);
    const [one, other] = [
      await played({ clear: "latched" }, { sessions, version: "2.1.2" }),
      await played({ clear: "latched" }, { sessions, version: "healthy" }),
    ];
    expect(anonymous(one)).toEqual(anonymous(other));
    expect(one[0]?.attributes.usual["client_version"]).toBe("2.1.2");
    expect(other[0]?.attributes.usual["client_version"]).toBe("healthy");
  });
});
