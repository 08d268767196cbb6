import { expect, test } from "bun:test";
import { idGenerator } from "../core/id.ts";
import type { LiveScore } from "../gateway/live-evaluation.ts";
import { MemoryExchangeStore } from "./fixtures/memory-stores.ts";
import { LiveScoreService } from "./live-scores.ts";
import { ScoreService } from "./scores.ts";

const NOW = Date.UTC(2026, 3, 1);
const newId = idGenerator(
  () => NOW,
  (into) => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>),
);
const live = (parts: Partial<LiveScore> = {}): LiveScore => ({
  exchange: newId(),
  tenant: "acme",
  key: "k1",
  signal: "polite",
  value: 1,
  evaluator: { id: "polite", version: "1-abc", model: "", rubricDigest: "", promptDigest: "" },
  outputDigest: "sha256:00",
  at: NOW,
  ...parts,
});

test("a score is taken once, however often a gateway brings it, and is of the tenant whose exchange it is", async () => {
  const { scores: store } = new MemoryExchangeStore();
  const erasures = { insertScores: (scores: Parameters<typeof store.add>[0]) => store.add(scores).then(() => scores) };
  const service = new LiveScoreService(new ScoreService({ store, erasures, now: () => NOW, newId }));
  const brought = [live(), live({ tenant: "globex", key: "g1", value: 0 })];
  expect(await service.take(brought)).toEqual({ taken: 2, refused: 0, why: "" });
  expect(await service.take(brought)).toEqual({ taken: 2, refused: 0, why: "" });
  const { scores } = await store.list({}, { kind: "all" }, { rows: 10, seconds: 1 });
  expect(
    scores.map(({ tenant, key, value }) => [tenant, key, value]).toSorted((a, b) => Number(b[2]) - Number(a[2])),
  ).toEqual([
    ["acme", "k1", 1],
    ["globex", "g1", 0],
  ]);
});

test("what is of no exchange that there can be is refused, and the rest is taken", async () => {
  const { scores: store } = new MemoryExchangeStore();
  const erasures = { insertScores: (scores: Parameters<typeof store.add>[0]) => store.add(scores).then(() => scores) };
  const service = new LiveScoreService(new ScoreService({ store, erasures, now: () => NOW + 30 * 86_400_000, newId }));
  const { taken, refused, why } = await service.take([live()]);
  expect([taken, refused, why]).toEqual([0, 1, expect.stringContaining("there is no such exchange")]);
});
