import { beforeEach, describe, expect, test } from "bun:test";
import { versionOf } from "../contract/diff/rule-suite.ts";
import { contractedValues } from "../contract/contracted.ts";
import { manualClock } from "../core/clock.ts";
import { type SnapshotDocument, SnapshotLoader } from "../gateway/snapshot.ts";
import type { KeyRecord } from "../gateway/key.ts";
import { asBellwetherError, BellwetherError } from "../core/error.ts";
import { ChannelService } from "./channels.ts";
import { choiceRoutes } from "./choice-routes.ts";
import { ChoiceService } from "./choices.ts";
import { MemoryControlStore } from "./fixtures/memory-stores.ts";
import { RegistryService } from "./registry.ts";
import { SnapshotService } from "./snapshots.ts";

const DAY = 86_400_000;
let store: MemoryControlStore;
let clock: ReturnType<typeof manualClock>;
let choices: ChoiceService;
let snapshots: SnapshotService;
/** Of the registration and the promotion that let tenants be out, and of one that lets nobody choose. */
let [registered, promoted, fixed] = ["", "", ""];

const effort = (version: string, value: string) =>
  versionOf(`model: { id: m }\nreasoning: { effort: ${value} }`, version);

beforeEach(async () => {
  store = new MemoryControlStore();
  clock = manualClock(Date.parse("2026-03-04T00:00:00Z"));
  snapshots = new SnapshotService(store, clock.now);
  const ports = { store, clock, changed: () => snapshots.refresh() };
  choices = new ChoiceService(ports);
  const registry = new RegistryService(ports);
  await registry.register(effort("1.0.0", "high"), "ann");
  await registry.register(effort("2.0.0", "low"), "ann", undefined, { opt: "out" });
  await new ChannelService(ports).move({ surface: "helper", channel: "stable", version: "2.0.0" }, "ann");
  await registry.register(effort("3.0.0", "minimal"), "ann");
  const { notices } = await store.state();
  [registered, promoted, fixed] = notices.map(({ id }) => id) as [string, string, string];
});

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "ok",
    (error: { code?: string }) => error.code ?? "",
  );
const effortFor = (tenant: string): unknown => {
  const { registry, choices: book } = new SnapshotLoader().load(JSON.parse(snapshots.latest) as SnapshotDocument);
  const contract = registry.surfaces.get("helper")?.versions.get("2.0.0");
  if (contract === undefined) throw new Error("2.0.0 is registered");
  const chosen = book.choose(contract, tenant, clock.now());
  return contractedValues(chosen.contract, undefined, "main").fields.effort?.value;
};

describe("a tenant's choice", () => {
  test("reaches the gateways, with an entry in the log of who made it", async () => {
    expect(effortFor("acme")).toBe("low");
    expect(await choices.set("acme", promoted, "out", "ann")).toMatchObject({ choice: "out", hasKeys: false });
    expect([effortFor("acme"), effortFor("other")]).toEqual(["high", "low"]);
    expect((await store.audit(1))[0]).toMatchObject({ actor: "ann", action: "choice.set", subject: "acme" });
    clock.advance(1);
    await choices.set("acme", registered, "in", "ann");
    expect(effortFor("acme")).toBe("low");
  });

  test("that is made again changes nothing", async () => {
    await choices.set("acme", promoted, "out", "ann");
    const { revision } = await store.state();
    await choices.set("acme", promoted, "out", "ann");
    expect(await store.revision()).toBe(revision);
  });

  test("is refused where the notice lets nobody choose, or not any more, or is not there", async () => {
    expect(await codeOf(choices.set("acme", fixed, "out", "ann"))).toBe("choice_refused");
    expect(await codeOf(choices.set("acme", "n-none", "out", "ann"))).toBe("resource_unknown");
    expect(await codeOf(choices.set("a b", promoted, "out", "ann"))).toBe("query_invalid");
    clock.advance(91 * DAY);
    expect(await codeOf(choices.set("acme", promoted, "out", "ann"))).toBe("choice_refused");
    expect((await store.state()).choices).toEqual([]);
  });

  test("is listed with what else there is to choose", async () => {
    await choices.set("acme", registered, "out", "ann");
    expect(await choices.list("acme")).toMatchObject([
      { notice: promoted, choice: "out", sunset: "2026-06-02", over: false },
      { notice: registered, choice: "out", at: clock.now() },
    ]);
    clock.advance(91 * DAY);
    expect((await choices.list("acme")).map(({ over }) => over)).toEqual([true, true]);
  });
});

describe("the routes of choices", () => {
  const keyOf = (kind: KeyRecord["kind"], tenant: string): KeyRecord => ({
    id: "k",
    hash: "",
    kind,
    tenant,
    trusted: false,
    name: "",
  });
  const call = async (key: KeyRecord, method: string, path: string, body?: unknown): Promise<[number, unknown]> => {
    const app = choiceRoutes({
      choices,
      key: () => key,
      operator: () => {
        if (key.kind !== "operator") throw new BellwetherError("key_not_allowed", "no operator");
        return key;
      },
    });
    app.onError((thrown, context) => context.text(thrown.message, asBellwetherError(thrown).kind.status as 400));
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await app.request(path, init);
    return [response.status, response.status < 300 ? await response.json() : undefined];
  };

  test("let operators choose, and a tenant's own keys see what was chosen", async () => {
    const path = `/tenants/acme/choices/${promoted}`;
    const operator = keyOf("operator", "default");
    expect(await call(operator, "PUT", path, { choice: "out" })).toEqual([
      200,
      { tenant: "acme", notice: promoted, choice: "out", has_keys: false },
    ]);
    expect((await call(operator, "PUT", path, { choice: "perhaps" }))[0]).toBe(400);
    expect((await call(keyOf("app", "acme"), "PUT", path, { choice: "in" }))[0]).toBe(403);
    const [status, seen] = await call(keyOf("app", "acme"), "GET", "/tenants/acme/choices");
    expect([status, seen]).toMatchObject([
      200,
      {
        choices: [
          { notice: promoted, choice: "out" },
          { notice: registered, choice: "out" },
        ],
      },
    ]);
    expect((await call(keyOf("app", "other"), "GET", "/tenants/acme/choices"))[0]).toBe(403);
  });
});
