import { expect, test } from "bun:test";
import { contractOf, small } from "../contract/fixtures/make.ts";
import { manualClock } from "../core/clock.ts";
import { ChannelService } from "./channels.ts";
import type { ChainedEntry } from "./control-store.ts";
import { MemoryControlStore } from "./fixtures/memory-stores.ts";
import { registryRoutes } from "./registry-routes.ts";
import { RegistryService } from "./registry.ts";

/** A store one of whose entries was damaged on its disk. */
class DamagedStore extends MemoryControlStore {
  override async auditAfter(number: number, limit: number): Promise<readonly ChainedEntry[]> {
    const entries = await super.auditAfter(number, limit);
    return entries.map((entry) => (entry.action === "channel.set" ? { ...entry, detail: '{"from' } : entry));
  }
}

test("the log of a surface shows a damaged entry as it is, and the others", async () => {
  const store = new DamagedStore();
  const services = { store, clock: manualClock(1_000), changed: () => Promise.resolve() };
  const [registry, channels] = [new RegistryService(services), new ChannelService(services)];
  await registry.register(contractOf(small("")), "ann");
  await channels.move({ surface: "helper", channel: "canary", version: "1.0.0" }, "ann");
  const routes = registryRoutes({ registry, channels, store, operator: () => "ann", admin: () => "ann" });

  const answer = await routes.request("/contracts/helper/log");
  expect(answer.status).toBe(200);
  const { entries } = (await answer.json()) as { entries: { action: string; detail: object }[] };
  expect(entries).toEqual([
    expect.objectContaining({ action: "channel.set", detail: { unreadable: '{"from' } }),
    expect.objectContaining({ action: "contract.register" }),
  ]);
});
