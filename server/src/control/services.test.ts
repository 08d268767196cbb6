import { beforeEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { contractOf, small } from "../contract/fixtures/make.ts";
import type { Contract } from "../contract/contract.ts";
import { manualClock } from "../core/clock.ts";
import type { BellwetherError } from "../core/error.ts";
import { idGenerator } from "../core/id.ts";
import { completeRecord } from "../exchange/record.ts";
import { keyHash, type KeyKind } from "../gateway/key.ts";
import { type SnapshotDocument, SnapshotLoader } from "../gateway/snapshot.ts";
import { compareVersions } from "../contract/version-order.ts";
import { registerContracts } from "./contracts.ts";
import { ConversationMemory } from "./conversations.ts";
import { MemoryControlStore, MemoryExchangeStore } from "./fixtures/memory-stores.ts";
import { type ControlPorts, KeyService } from "./keys.ts";
import { SnapshotService } from "./snapshots.ts";

const HOUR = 3_600_000;
let store: MemoryControlStore;
let clock: ReturnType<typeof manualClock>;
let ports: ControlPorts;
let changes: number;

beforeEach(() => {
  store = new MemoryControlStore();
  clock = manualClock(1_000_000);
  changes = 0;
  const random = (into: Uint8Array): Uint8Array => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>);
  ports = {
    store,
    clock,
    newId: idGenerator(clock.now, random),
    random,
    changed: () => {
      changes++;
      return Promise.resolve();
    },
  };
});

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "ok",
    (error: BellwetherError) => error.code,
  );
const contract = (version: string, rest = ""): Contract =>
  contractOf(small(`roles: { main: { model: { id: m } } }\n${rest}`).replace("1.0.0", version));

describe("keys", () => {
  test("are shown once and kept as a digest", async () => {
    const keys = new KeyService(ports);
    const { secret, record } = await keys.create({ kind: "app", tenant: "acme", surface: "s", trusted: true }, "k0");
    expect(secret).toMatch(/^bw_app_/);
    expect(record).toMatchObject({ hash: keyHash(secret), tenant: "acme", surface: "s", trusted: true });
    expect(JSON.stringify([await store.state(), await keys.list(), await store.audit(9)])).not.toContain(secret);
    expect(JSON.stringify(await keys.list())).not.toContain(record.hash);
    expect((await keys.find(secret))?.id).toBe(record.id);
    expect(await keys.find(`${secret}x`)).toBeUndefined();
    expect((await store.audit(1))[0]).toMatchObject({ actor: "k0", action: "key.create", subject: record.id });
    expect(changes).toBe(1);
  });

  test("that make no sense are not made", async () => {
    const keys = new KeyService(ports);
    for (const tenant of ["", "../x", "a b", "x".repeat(65), "ä"])
      expect(await codeOf(keys.create({ kind: "app", tenant }, "k0"))).toBe("query_invalid");
    expect(await codeOf(keys.create({ kind: "root" as KeyKind, tenant: "t" }, "k0"))).toBe("query_invalid");
    expect((await store.state()).revision).toBe(0);
  });

  test("that are rotated go on for the overlap, and their successors may do the same", async () => {
    const keys = new KeyService(ports);
    const old = await keys.create({ kind: "pipeline", tenant: "acme", audience: "free", channel: "beta" }, "k0");
    const next = await keys.rotate(old.record.id, HOUR, "k0");
    expect(next.record).toMatchObject({ kind: "pipeline", tenant: "acme", audience: "free", channel: "beta" });
    expect(next.secret).not.toBe(old.secret);
    clock.advance(HOUR - 1);
    expect([await keys.find(old.secret), await keys.find(next.secret)].every(Boolean)).toBe(true);
    clock.advance(1);
    expect([await keys.find(old.secret), (await keys.find(next.secret))?.id]).toEqual([undefined, next.record.id]);
  });

  test("that already end are given no more time by another rotation", async () => {
    const keys = new KeyService(ports);
    const old = await keys.create({ kind: "app", tenant: "t" }, "k0");
    await keys.rotate(old.record.id, HOUR, "k0");
    await keys.rotate(old.record.id, 10 * HOUR, "k0");
    clock.advance(HOUR);
    expect(await keys.find(old.secret)).toBeUndefined();
  });

  test("that are revoked are dead at once, and can be neither rotated nor revoked again", async () => {
    const keys = new KeyService(ports);
    const { secret, record } = await keys.create({ kind: "app", tenant: "t" }, "k0");
    await keys.revoke(record.id, "k0");
    expect(await keys.find(secret)).toBeUndefined();
    for (const id of [record.id, "key_unknown"]) {
      expect(await codeOf(keys.revoke(id, "k0"))).toBe("resource_unknown");
      expect(await codeOf(keys.rotate(id, 0, "k0"))).toBe("resource_unknown");
    }
  });
});

describe("contracts of the configuration", () => {
  const kinds = async (...contracts: Contract[]) =>
    (await registerContracts(ports, contracts)).map(({ kind, contract: { version } }) => `${version} ${kind}`);

  test("are registered once, and the highest of a new surface becomes its stable", async () => {
    expect(await kinds(contract("1.10.0"), contract("1.9.0"))).toEqual(["1.9.0 registered", "1.10.0 registered"]);
    expect((await store.state()).channels).toEqual([{ surface: "helper", channel: "stable", version: "1.10.0" }]);
    expect(await kinds(contract("1.10.0"), contract("1.9.0"))).toEqual(["1.9.0 known", "1.10.0 known"]);
    expect(changes).toBe(1);
  });

  test("never change: a version with another digest is told, and what was registered stays", async () => {
    const first = contract("1.0.0");
    await registerContracts(ports, [first]);
    const [result] = await registerContracts(ports, [contract("1.0.0", "provenance: required\n")]);
    expect(result).toMatchObject({ kind: "refused", obstacles: [{ kind: "version_exists" }] });
    expect(JSON.stringify(result)).toContain(first.digest);
    expect((await store.state()).contracts.map(({ digest }) => digest)).toEqual([first.digest]);
  });

  test("do not move the channel of a surface that has one", async () => {
    await registerContracts(ports, [contract("1.0.0")]);
    await registerContracts(ports, [contract("2.0.0")]);
    expect((await store.state()).channels).toEqual([{ surface: "helper", channel: "stable", version: "1.0.0" }]);
  });

  test("that stand in two files are one, with its channel", async () => {
    expect(await kinds(contract("1.0.0"), contract("1.0.0"))).toEqual(["1.0.0 registered", "1.0.0 known"]);
    expect((await store.state()).channels.length).toBe(1);
  });
});

describe("versions", () => {
  const identifier = fc.oneof(fc.nat({ max: 12 }).map(String), fc.stringMatching(/^[A-Za-z-]{1,3}$/));
  const version = fc
    .tuple(fc.nat({ max: 12 }), fc.nat({ max: 2 }), fc.nat({ max: 2 }), fc.array(identifier, { maxLength: 3 }))
    .map(([major, minor, patch, pre]) => `${major}.${minor}.${patch}${pre.length === 0 ? "" : `-${pre.join(".")}`}`);

  test("are ordered as their specification's own example says", () => {
    const ordered =
      "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.2.0 1.10.0";
    const versions = ordered.split(" ");
    expect([...versions].reverse().sort(compareVersions)).toEqual(versions);
    expect(compareVersions("1.0.0+a", "1.0.0+b")).toBe(0);
    expect(compareVersions("1.0.0-Z", "1.0.0-a")).toBeLessThan(0);
  });

  test("have one order, whichever are compared first", () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        const sign = (x: string, y: string): number => Math.sign(compareVersions(x, y)) + 0;
        expect(sign(a, b) + sign(b, a)).toBe(0);
        expect(sign(a, b) === 0).toBe(a === b);
        if (sign(a, b) <= 0 && sign(b, c) <= 0) expect(sign(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe("snapshots", () => {
  test("hold what gateways serve from, and no key that is dead", async () => {
    const keys = new KeyService(ports);
    await registerContracts(ports, [contract("1.0.0")]);
    const live = await keys.create({ kind: "app", tenant: "t" }, "k0");
    const dead = await keys.create({ kind: "app", tenant: "t" }, "k0");
    await keys.revoke(dead.record.id, "k0");
    const snapshots = new SnapshotService(store, clock.now);
    await snapshots.refresh();
    const snapshot = new SnapshotLoader().load(JSON.parse(snapshots.latest) as SnapshotDocument);
    expect([...snapshot.keys.keys()]).toEqual([live.record.hash]);
    expect(snapshot.registry.surfaces.get("helper")?.channels.get("stable")).toBe("1.0.0");
    expect(snapshot).toMatchObject({ revision: (await store.state()).revision, createdAt: clock.now() });
    expect(snapshots.latest).not.toContain(live.secret);
  });

  test.each([
    null,
    {},
    { revision: 1, createdAt: 1, contracts: [{}], channels: {}, keys: [] },
    { revision: 1, createdAt: 1, contracts: [], channels: null, keys: [] },
    { revision: 1, createdAt: 1, contracts: [], channels: {}, keys: [{ id: "key_1" }] },
  ])("that are not whole are refused by an error that says so: %j", (document) => {
    const load = () => new SnapshotLoader().load(document as unknown as SnapshotDocument);
    expect(load).toThrow(/not whole/);
  });

  test("hold a surface whose name every object knows already", async () => {
    await registerContracts(ports, [contractOf(small("").replace("surface: helper", "surface: constructor"))]);
    const snapshots = new SnapshotService(store, clock.now);
    await snapshots.refresh();
    const snapshot = new SnapshotLoader().load(JSON.parse(snapshots.latest) as SnapshotDocument);
    expect(snapshot.registry.surfaces.get("constructor")?.channels.get("stable")).toBe("1.0.0");
    expect(Object.keys(Object)).toEqual([]);
  });

  test("whose contract is not what its digest says are refused whole", async () => {
    await registerContracts(ports, [contract("1.0.0")]);
    const snapshots = new SnapshotService(store, clock.now);
    await snapshots.refresh();
    const document = JSON.parse(snapshots.latest) as SnapshotDocument;
    const forged = { ...document, contracts: [{ ...document.contracts[0]!, digest: "sha256:00" }] };
    expect(() => new SnapshotLoader().load(forged)).toThrow(/not what its digest/);
  });

  test("never go back, whichever of two was read first", async () => {
    const snapshots = new SnapshotService(store, clock.now);
    const slow = Promise.withResolvers<void>();
    store.delays.push(slow.promise);
    const first = snapshots.refresh();
    await registerContracts(ports, [contract("1.0.0")]);
    await snapshots.refresh();
    slow.resolve();
    await first;
    expect(snapshots.revision).toBe(1);
  });

  test("reach every listener, though another of them cannot take it", async () => {
    const snapshots = new SnapshotService(store, clock.now);
    const heard: string[] = [];
    snapshots.subscribe(() => {
      throw new Error("the stream is closed");
    });
    const leave = snapshots.subscribe((text) => heard.push(text));
    await snapshots.refresh();
    leave();
    await snapshots.refresh();
    expect(heard.length).toBe(1);
    snapshots.subscribe((text) => heard.push(text));
    expect(heard.length).toBe(2);
  });
});

describe("what is remembered of conversations", () => {
  const record = (parts: Parameters<typeof completeRecord>[0]) =>
    completeRecord({
      tenant: "t",
      client: "c",
      session: "s",
      surface: "helper",
      version: "1.0.0",
      operation: "generate",
      chain_digest: "c0",
      session_source: "header",
      ...parts,
    });

  test("is the latest of each agent, though records come in the order of their ends", async () => {
    const memory = new ConversationMemory(new MemoryExchangeStore());
    memory.take([
      record({ exchange: "e2", received_at: 20, turn: 2 }),
      record({ exchange: "e1", received_at: 10, turn: 1 }),
      record({ exchange: "e3", received_at: 15, turn: 1, agent: "__proto__" }),
    ]);
    const found = await memory.find("t", "c", "s");
    expect(found?.threads[""]).toMatchObject({ lastExchange: "e2", turn: 2 });
    expect(Object.keys(found?.threads ?? {})).toEqual(["", "__proto__"]);
    expect(found?.pin).toMatchObject({ surface: "helper", version: "1.0.0", kind: "first" });
  });

  test("is asked of the store where it is not at hand", async () => {
    const exchanges = new MemoryExchangeStore();
    exchanges.records.push(record({ exchange: "e9", received_at: 5, pin: "assumed" }));
    const found = await new ConversationMemory(exchanges).find("t", "c", "s");
    expect([found?.threads[""]?.lastExchange, found?.pin?.kind]).toEqual(["e9", "assumed"]);
    expect(await new ConversationMemory(exchanges).find("other", "c", "s")).toBeUndefined();
  });

  test("leaves out what never became part of the conversation", async () => {
    const memory = new ConversationMemory(new MemoryExchangeStore());
    memory.take([record({ chain_digest: "" }), record({ operation: "count_tokens" }), record({ session: "" })]);
    memory.take([record({ outcome: "refused", attempts_count: 0 })]);
    expect(await memory.find("t", "c", "s")).toBeUndefined();
  });

  test("has so many agents, however many names a caller thinks of", async () => {
    const memory = new ConversationMemory(new MemoryExchangeStore());
    memory.take(Array.from({ length: 500 }, (_, at) => record({ agent: `a${at}`, received_at: at })));
    expect(Object.keys((await memory.find("t", "c", "s"))?.threads ?? {}).length).toBe(64);
  });
});
