import { beforeEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Contract } from "../contract/contract.ts";
import { diffContracts, requiredBump } from "../contract/diff/diff.ts";
import { BUMPS } from "../contract/diff/rule.ts";
import { bumpBetween } from "../contract/diff/version-bump.ts";
import { contractOf, small } from "../contract/fixtures/make.ts";
import { manualClock } from "../core/clock.ts";
import { LoggedContents } from "./audit-contents.ts";
import { ChannelService } from "./channels.ts";
import type { StoredContract } from "./control-store.ts";
import { MemoryControlStore } from "./fixtures/memory-stores.ts";
import { RegistryService } from "./registry.ts";

const contract = (version: string, rest = ""): Contract =>
  contractOf(small(`roles: { main: { model: { id: m } } }\n${rest}`).replace("1.0.0", version));
const effort = (version: string, value: string, rest = ""): Contract =>
  contractOf(small(`reasoning: { effort: ${value} }\n${rest}`).replace("1.0.0", version));

let store: MemoryControlStore;
let registry: RegistryService;
let channels: ChannelService;
let told: number;

beforeEach(() => {
  store = new MemoryControlStore();
  told = 0;
  const changed = (): Promise<void> => {
    told++;
    return Promise.resolve();
  };
  const ports = { store, clock: manualClock(1_000), changed };
  registry = new RegistryService(ports);
  channels = new ChannelService(ports);
});

const kindsOf = async (one: Contract, force?: { reason: string }): Promise<readonly string[]> => {
  const result = await registry.register(one, "ann", force);
  return result.kind === "refused" ? result.obstacles.map(({ kind }) => kind) : [result.kind];
};
const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: { code?: string }) => error.code,
  );

describe("a version", () => {
  test("is shown with the digest that it was registered with, whatever is in it", async () => {
    const texts = fc.string({ unit: "grapheme", maxLength: 40 });
    // The one key that no contract may have.
    const names = texts.filter((text) => text !== "__proto__");
    await fc.assert(
      fc.asyncProperty(texts, fc.dictionary(names, texts, { maxKeys: 3 }), async (description, annotations) => {
        store = new MemoryControlStore();
        registry = new RegistryService({ store, clock: manualClock(1), changed: () => Promise.resolve() });
        const rest = `description: ${JSON.stringify(description)}\nannotations: ${JSON.stringify(annotations)}`;
        const made = contract("1.0.0", rest);
        await registry.register(made, "ann");
        const shown = await registry.show("helper", "1.0.0");
        expect(shown.contract.digest).toBe(made.digest);
        expect(shown.contract.document).toEqual(made.document);
      }),
    );
  });

  test("is found by its channel too, and what is not there is named with what is", async () => {
    await registry.register(contract("1.0.0"), "ann");
    expect(await registry.show("helper", "stable")).toMatchObject({ channels: ["stable"], registeredAt: 1_000 });
    expect(await codeOf(registry.show("helper", "2.0.0"))).toBe("resource_unknown");
    expect(await codeOf(registry.show("nobody", "stable"))).toBe("resource_unknown");
  });

  test("that was changed in the store is not shown as if it were what was registered", async () => {
    const { surface, version, digest } = contract("1.0.0");
    const document = JSON.stringify(contract("1.0.0", "provenance: required").document);
    const forged: StoredContract = { surface, version, digest, document, registeredAt: 1 };
    const audit = { at: 1, actor: "x", action: "contract.register", subject: "helper@1.0.0", detail: "{}" };
    await store.apply({ audit, insertContracts: [forged] });
    expect(await codeOf(registry.show("helper", "1.0.0"))).toBe("contract_invalid");
  });
});

describe("registering", () => {
  test("says once that a version is there, and tells gateways of what is new alone", async () => {
    expect(await kindsOf(contract("1.0.0"))).toEqual(["registered"]);
    expect(await kindsOf(contract("1.0.0"))).toEqual(["known"]);
    expect(await kindsOf(contract("1.0.0", "provenance: required"))).toEqual(["version_exists"]);
    expect([told, (await store.state()).contracts.length, (await store.audit(9)).length]).toEqual([1, 1, 1]);
  });

  test("asks for the bump that the changes ask for, which nothing passes over", async () => {
    await registry.register(effort("1.2.0", "high"), "ann");
    expect(await kindsOf(effort("1.3.0", "low"))).toEqual(["bump_too_small"]);
    expect(await kindsOf(effort("1.3.0", "low"), { reason: "we know" })).toEqual(["bump_too_small"]);
    expect((await store.state()).contracts.length).toBe(1);
    expect(await kindsOf(effort("2.0.0", "low"))).toEqual(["registered"]);
  });

  test("compares with the release below, not with drafts and not with what is above", async () => {
    await registry.register(effort("1.0.0", "high"), "ann");
    await registry.register(effort("2.0.0-rc.1", "low"), "ann");
    // The draft is low already; the release still is a major change to those who had 1.0.0.
    expect(await kindsOf(effort("1.1.0", "low"))).toEqual(["bump_too_small"]);
    expect(await registry.register(effort("2.0.0", "low"), "ann")).toMatchObject({ against: "1.0.0" });
    // A repair of the old line is measured against the old line.
    expect(await registry.register(effort("1.0.1", "high"), "ann")).toMatchObject({ against: "1.0.0" });
  });

  test("asks for a passing result of each gate, for this very digest and the newest", async () => {
    const gates = "gates: [core.yaml, soak.yaml]";
    const first = contract("1.0.0", gates);
    const report = (gate: string, verdict: "pass" | "fail" | "inconclusive", digest: string = first.digest) =>
      registry.reportGate({ digest, gate, verdict, run: "" }, "ci");
    expect(await kindsOf(first)).toEqual(["gate_missing", "gate_missing"]);
    await report("core.yaml", "pass");
    await report("soak.yaml", "pass", contract("1.0.1", gates).digest);
    expect(await kindsOf(first)).toEqual(["gate_missing"]);
    await report("soak.yaml", "inconclusive");
    expect(await kindsOf(first)).toEqual(["gate_failed"]);
    await report("soak.yaml", "pass");
    await report("core.yaml", "fail");
    expect(await kindsOf(first)).toEqual(["gate_failed"]);
    expect((await store.state()).contracts).toEqual([]);
    await report("core.yaml", "pass");
    expect(await kindsOf(first)).toEqual(["registered"]);
  });

  test("passes over a gate by force, and keeps the reason and what was passed over", async () => {
    const gated = contract("1.0.0", "gates: [core.yaml]");
    expect(await kindsOf(gated, { reason: "the lab is down" })).toEqual(["registered"]);
    const [entry] = await store.audit(1);
    expect(JSON.parse(entry?.detail ?? "")).toMatchObject({
      reason: "the lab is down",
      forced: [expect.stringContaining("core.yaml")],
    });
  });

  test("refuses results for what is no digest", async () => {
    const result = { digest: "1.0.0", gate: "core.yaml", verdict: "pass", run: "" } as const;
    expect(await codeOf(registry.reportGate(result, "ci"))).toBe("query_invalid");
  });
});

describe("whether a version can ship", () => {
  test("is told with what changes for those who follow the channel", async () => {
    await registry.register(effort("1.0.0", "high"), "ann");
    const next = effort("2.0.0", "low", "gates: [core.yaml]");
    const could = await registry.couldShip(next, "stable");
    expect(could).toMatchObject({ ships: false, from: "1.0.0", obstacles: [{ kind: "gate_missing" }] });
    expect(could.findings.map(({ rule }) => rule)).toContain("REASONING_EFFORT_LOWERED");
    await registry.register(next, "ann", { reason: "r" });
    expect(await registry.canShip("helper", "2.0.0", "stable")).toMatchObject({ ships: false });
    await registry.reportGate({ digest: next.digest, gate: "core.yaml", verdict: "pass", run: "" }, "ci");
    expect(await registry.canShip("helper", "2.0.0", "stable")).toMatchObject({ ships: true, from: "1.0.0" });
    expect(await registry.canShip("helper", "2.0.0", "beta")).toMatchObject({ ships: true, from: undefined });
  });

  test("is no where it could not even be registered", async () => {
    await registry.register(effort("1.0.0", "high"), "ann");
    expect(await registry.couldShip(effort("1.0.1", "low"), "stable")).toMatchObject({
      ships: false,
      obstacles: [{ kind: "bump_too_small" }],
    });
  });
});

describe("the log of a surface", () => {
  test("has its versions, its channels and its gates, and no other's", async () => {
    const gated = contract("1.0.0", "gates: [core.yaml]");
    await registry.reportGate({ digest: gated.digest, gate: "core.yaml", verdict: "pass", run: "" }, "ci");
    await registry.register(gated, "ann");
    const other = contractOf(small("").replace("surface: helper", "surface: helper-two"));
    await registry.register(other, "ben");
    await channels.move({ surface: "helper", channel: "beta", version: "1.0.0" }, "eve");
    const told = (await registry.log("helper")).map(({ action, actor }) => `${action} ${actor}`);
    expect(told).toEqual(["channel.set eve", "contract.register ann", "gate.result ci"]);
  });

  test("says what is registered and where channels point, and tells what was changed past it", async () => {
    await registry.register(contract("1.0.0"), "ann");
    await registry.register(contract("1.1.0"), "ann");
    await channels.move({ surface: "helper", channel: "beta", version: "1.1.0" }, "ann");
    const contents = new LoggedContents();
    contents.read(await store.auditAfter(0, 100));
    const state = await store.state();
    expect(contents.against(state)).toEqual([]);
    const moved = state.channels.map((one) => ({ ...one, version: "1.1.0" }));
    expect(contents.against({ ...state, channels: moved })).toEqual([
      "helper@stable points at 1.1.0, and the log says 1.0.0",
    ]);
    expect(contents.against({ ...state, contracts: state.contracts.slice(1), channels: [] }).length).toBe(3);
    const swapped = state.contracts.map((one) => ({ ...one, digest: "sha256:x" }));
    expect(contents.against({ ...state, contracts: swapped }).length).toBe(2);
    const added = [...state.channels, { surface: "helper", channel: "quiet", version: "1.0.0" }];
    expect(contents.against({ ...state, channels: added })).toEqual([
      "helper@quiet points at 1.0.0, and no entry says so",
    ]);
  });
});

test("a build of a release counts as that release, whatever the build is called", async () => {
  expect(await kindsOf(effort("1.0.0", "high"))).toEqual(["registered"]);
  expect(await kindsOf(effort("1.0.0+build-2", "high"))).toEqual(["registered"]);
  expect(await kindsOf(effort("1.0.0+hotfix", "low"))).toEqual(["bump_too_small"]);
  expect(await kindsOf(effort("2.0.0+linux-x64", "low"))).toEqual(["registered"]);
  expect(await kindsOf(effort("2.0.1", "minimal"))).toEqual(["bump_too_small"]);
});

test("the result of a gate that was changed past the log is told", async () => {
  const { digest } = contract("1.0.0");
  await registry.reportGate({ digest, gate: "core.yaml", verdict: "pass", run: "" }, "ci");
  await registry.reportGate({ digest, gate: "core.yaml", verdict: "fail", run: "https://ci/1" }, "ci");
  const contents = new LoggedContents();
  contents.read(await store.auditAfter(0, 100));
  const state = await store.state();
  expect(contents.against(state)).toEqual([]);
  const passed = state.gateResults.map((one) => ({ ...one, verdict: "pass" as const }));
  expect(contents.against({ ...state, gateResults: passed })).toEqual([
    `the result of the gate core.yaml of ${digest} is pass https://ci/1, and the log says fail https://ci/1`,
  ]);
  expect(contents.against({ ...state, gateResults: [] })).toEqual([
    `the result of the gate core.yaml of ${digest} is none, and the log says fail https://ci/1`,
  ]);
});

test("what is registered has always moved as far as its changes asked", async () => {
  const version = fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2)).map((numbers) => numbers.join("."));
  const step = fc.record({ version, effort: fc.constantFrom("low", "medium", "high") });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const own = new MemoryControlStore();
      const service = new RegistryService({ store: own, clock: manualClock(1), changed: () => Promise.resolve() });
      for (const one of steps) {
        const made = effort(one.version, one.effort);
        const result = await service.register(made, "ann");
        if (result.kind !== "registered" || result.against === undefined) continue;
        const { contract: before } = await service.show("helper", result.against);
        const findings = diffContracts(before, made, { now: 1 });
        const asked = requiredBump(findings);
        const moved = bumpBetween(before.version, made.version);
        if (asked !== undefined) expect(BUMPS.indexOf(moved ?? "patch")).toBeGreaterThanOrEqual(BUMPS.indexOf(asked));
      }
    }),
  );
});
