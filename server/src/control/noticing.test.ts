import { beforeEach, describe, expect, test } from "bun:test";
import type { Contract } from "../contract/contract.ts";
import { versionOf } from "../contract/diff/rule-suite.ts";
import type { NoticeTerms } from "../contract/notices/terms.ts";
import { manualClock } from "../core/clock.ts";
import { LoggedContents } from "./audit-contents.ts";
import { ChoiceService } from "./choices.ts";
import { ChannelService } from "./channels.ts";
import { MemoryControlStore } from "./fixtures/memory-stores.ts";
import { RegistryService } from "./registry.ts";

const DAY = 86_400_000;
const effort = (version: string, value: string, rest = ""): Contract =>
  versionOf(`model: { id: m }\nreasoning: { effort: ${value} }\n${rest}`, version);

let store: MemoryControlStore;
let clock: ReturnType<typeof manualClock>;
let registry: RegistryService;
let channels: ChannelService;

const open = (webhook: boolean): void => {
  store = new MemoryControlStore();
  clock = manualClock(Date.parse("2026-03-04T00:00:00Z"));
  const ports = { store, clock, changed: () => Promise.resolve(), webhook };
  registry = new RegistryService(ports);
  channels = new ChannelService(ports);
};
beforeEach(() => open(false));

const register = async (contract: Contract, terms?: NoticeTerms): Promise<readonly string[]> => {
  const result = await registry.register(contract, "ann", undefined, terms);
  return result.kind === "refused" ? result.obstacles.map(({ kind }) => kind) : [result.kind];
};
const promote = (version: string, terms?: NoticeTerms, channel = "stable"): Promise<unknown> =>
  channels.move({ surface: "helper", channel, version }, "ann", terms);
const refusal = (work: Promise<unknown>): Promise<[string | undefined, string]> =>
  work.then(
    () => [undefined, ""],
    (error: { code?: string; message: string }) => [error.code, error.message],
  );
const notices = async () => (await store.state()).notices;

describe("registering a version", () => {
  test("writes a notice of what changes from the version before it, with the entry of the log that did it", async () => {
    await register(effort("1.0.0", "high"));
    expect(await notices()).toEqual([]);
    await register(effort("2.0.0", "low"), { why: "latency", note: "sooner" });
    const [notice] = await notices();
    expect(notice).toMatchObject({ kind: "registered", from: "1.0.0", to: "2.0.0", at: clock.now() });
    const [entry] = await store.audit(1);
    expect(entry?.number).toBe(notice?.number ?? -1);
    expect(JSON.parse(entry?.detail ?? "")).toMatchObject({ notice: notice?.id, why: "latency", note: "sooner" });
  });

  test("writes none where nothing changes but what is safe", async () => {
    await register(effort("1.0.0", "high"));
    await register(effort("1.0.1", "high", "description: other words"));
    expect(await notices()).toEqual([]);
  });

  test("is refused for cost without a margin or a choice, and leaves nothing behind", async () => {
    await register(effort("1.0.0", "high"));
    for (const terms of [{ why: "cost" }, { why: "cost", margin: 0.01 }, { why: "cost", opt: "in" }] as const)
      expect(await register(effort("2.0.0", "low"), terms)).toEqual(["terms_incomplete"]);
    expect((await store.state()).contracts.length).toBe(1);
    const forced = await registry.register(effort("2.0.0", "low"), "ann", { reason: "now" }, { why: "cost" });
    expect(forced.kind).toBe("refused");
    expect(await register(effort("2.0.0", "low"), { why: "cost", margin: 0.01, opt: "out" })).toEqual(["registered"]);
    expect((await notices())[0]?.choice?.fields).toEqual([
      { path: "roles.main.reasoning.effort", opt: "out", margin: 0.01 },
    ]);
  });

  test("owes the notice to the webhook where there is one", async () => {
    await register(effort("1.0.0", "high"));
    await register(effort("2.0.0", "low"));
    expect(await store.owedDeliveries()).toEqual([]);
    open(true);
    await register(effort("1.0.0", "high"));
    await register(effort("2.0.0", "low"));
    const [notice] = await notices();
    expect(await store.owedDeliveries()).toEqual([{ notice: notice?.id ?? "", owedAt: clock.now() }]);
  });
});

describe("promoting a version", () => {
  beforeEach(async () => {
    await register(effort("1.0.0", "high"));
    await register(effort("2.0.0", "low"), { why: "cost", margin: 0.01, opt: "out" });
  });

  test("writes a notice for those who follow the channel, from what it pointed at", async () => {
    await promote("1.0.0", undefined, "beta");
    expect((await notices()).length).toBe(1);
    await promote("2.0.0", undefined, "beta");
    await promote("2.0.0", undefined, "beta");
    expect((await notices()).map(({ kind, channel, from, to }) => [kind, channel, from, to])).toEqual([
      ["registered", undefined, "1.0.0", "2.0.0"],
      ["promoted", "beta", "1.0.0", "2.0.0"],
    ]);
  });

  test("says what was said when the version was registered over the same one, unless something is said", async () => {
    clock.advance(60 * DAY);
    await promote("2.0.0");
    const [, promoted] = await notices();
    expect(promoted?.terms).toEqual({ why: "cost", margin: 0.01, opt: "out" });
    // Nobody loses time to choose because a version lay there for a while.
    expect(promoted?.choice?.sunset).toBe("2026-08-01");
    await promote("1.0.0");
    expect((await notices()).at(-1)).toMatchObject({ from: "2.0.0", to: "1.0.0", terms: {} });
    await promote("2.0.0", { why: "quality" });
    expect((await notices()).at(-1)?.terms).toEqual({ why: "quality" });
  });

  test("is refused for cost without a margin or a choice", async () => {
    const [code, message] = await refusal(promote("2.0.0", { why: "cost", opt: "in" }));
    expect(code).toBe("contract_refused");
    expect(message).toContain("--margin");
    expect((await store.state()).channels).toEqual([{ surface: "helper", channel: "stable", version: "1.0.0" }]);
  });

  test("away from a version that was damaged is possible, and writes nothing", async () => {
    const document = JSON.stringify({ ...effort("3.0.0", "low").document, mode: "observe" });
    const damaged = { surface: "helper", version: "3.0.0", digest: "sha256:0", document, registeredAt: 1 };
    const audit = { at: 1, actor: "x", action: "contract.register", subject: "helper@3.0.0", detail: "{}" };
    const setChannels = [{ surface: "helper", channel: "stable", version: "3.0.0" }];
    await store.apply({ audit, insertContracts: [damaged], setChannels });
    await promote("1.0.0");
    expect((await store.state()).channels[0]?.version).toBe("1.0.0");
    expect((await notices()).length).toBe(1);
  });
});

describe("a choice that is offered", () => {
  test("is refused where old values and new ones do not go together", async () => {
    const placed = (version: string, region: string, regions: string): Contract =>
      versionOf(`model: { id: m, region: ${region} }\ndata: { regions: [${regions}] }`, version);
    await register(placed("1.0.0", "eu", "eu, us"));
    expect(await register(placed("2.0.0", "us", "us"), { opt: "out" })).toEqual(["choice_impossible"]);
    expect(await register(placed("2.0.0", "us", "eu, us"), { opt: "out" })).toEqual(["registered"]);
  });
});

test("a notice or a choice that was changed past the log is told", async () => {
  await register(effort("1.0.0", "high"));
  await register(effort("2.0.0", "low"), { opt: "out" });
  const [notice] = await notices();
  if (notice === undefined) throw new Error("there is a notice");
  const ports = { store, clock, changed: () => Promise.resolve() };
  await new ChoiceService(ports).set("acme", notice.id, "out", "ann");
  const contents = new LoggedContents();
  contents.read(await store.auditAfter(0, 100));
  const state = await store.state();
  expect(contents.against(state)).toEqual([]);
  const measured = [{ signal: "s", estimate: 1, interval: [0, 2], units: 3, source: "x" }] as const;
  expect(contents.against({ ...state, notices: [{ ...notice, measured }] })).toEqual([]);
  const softened = { ...notice, severity: "safe" } as const;
  expect(contents.against({ ...state, notices: [softened] })).toEqual([
    `the notice ${notice.id} is not what its id says`,
  ]);
  expect(contents.against({ ...state, notices: [] })).toEqual([`the notice ${notice.id} was written, and is gone`]);
  expect(contents.against({ ...state, choices: [] })).toEqual([
    `the choice of acme of ${notice.id} is none, and the log says out`,
  ]);
});
