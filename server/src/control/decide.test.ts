import { describe, expect, test } from "bun:test";
import { contractOf, small } from "../contract/fixtures/make.ts";
import { systemClock } from "../core/clock.ts";
import type { BellwetherError } from "../core/error.ts";
import { registerContracts } from "./contracts.ts";
import { decideAndApply } from "./decide.ts";
import { MemoryControlStore } from "./fixtures/memory-stores.ts";

const audit = { at: 1, actor: "test", action: "channel.set", subject: "s", detail: "{}" };
const channel = (version: string) => ({ audit, setChannels: [{ surface: "s", channel: "stable", version }] });

describe("a change that is decided from what there is", () => {
  test("is decided anew where another was faster", async () => {
    const store = new MemoryControlStore();
    let decisions = 0;
    const result = await decideAndApply(store, ({ channels }) => {
      decisions++;
      // Somebody else is faster, once.
      if (decisions === 1) void store.apply(channel("1"));
      return { result: channels[0]?.version, change: channel("2") };
    });
    expect([decisions, result, (await store.state()).channels[0]?.version]).toEqual([2, "1", "2"]);
  });

  test("is not made where none is needed", async () => {
    const store = new MemoryControlStore();
    expect(await decideAndApply(store, () => ({ result: "nothing to do" }))).toBe("nothing to do");
    expect(await store.revision()).toBe(0);
  });

  test("is given up where others are faster every time", async () => {
    const store = new MemoryControlStore();
    const trying = decideAndApply(store, () => {
      void store.apply(channel("1"));
      return { result: undefined, change: channel("2") };
    });
    expect(await trying.catch((error: BellwetherError) => error.code)).toBe("change_conflict");
  });
});

describe("replicas that start together", () => {
  test("register the same contracts once", async () => {
    const store = new MemoryControlStore();
    const ports = {
      store,
      clock: systemClock,
      newId: () => "id",
      random: (into: Uint8Array) => into,
      changed: () => Promise.resolve(),
    };
    const contracts = ["1.0.0", "1.1.0"].map((version) =>
      contractOf(small("roles: { main: { model: { id: m } } }\n").replace("1.0.0", version)),
    );
    const results = await Promise.all([registerContracts(ports, contracts), registerContracts(ports, contracts)]);
    const kinds = results.flat().map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "registered").length).toBe(2);
    expect(kinds.filter((kind) => kind === "known").length).toBe(2);
    const { contracts: stored, channels } = await store.state();
    expect(stored.map(({ version }) => version)).toEqual(["1.0.0", "1.1.0"]);
    expect(channels.map(({ version }) => version)).toEqual(["1.1.0"]);
  });
});
