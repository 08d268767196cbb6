import { type Context, Hono } from "hono";
import { z } from "zod";
import { parseContract } from "../contract/load.ts";
import type { Contract } from "../contract/contract.ts";
import { requiredBump } from "../contract/diff/diff.ts";
import { BellwetherError } from "../core/error.ts";
import { checked, readJson } from "./api-body.ts";
import { readDetail } from "./audit-detail.ts";
import type { ChannelService } from "./channels.ts";
import type { Registration } from "./contracts.ts";
import { type ChainedEntry, type ControlStore, GATE_VERDICTS, type StoredGateResult } from "./control-store.ts";
import { noticeTermsOf, noticeTermsSchema } from "./notice-terms.ts";
import type { RegistryService, Shippability } from "./registry.ts";

/** What the routes answer from, and who is let in. */
export interface RegistryRoutePorts {
  readonly registry: RegistryService;
  readonly channels: ChannelService;
  readonly store: Pick<ControlStore, "state" | "audit" | "auditAfter">;
  /** The id of who may look. @throws {BellwetherError} */
  readonly operator: (context: Context) => string;
  /** The id of who may change. @throws {BellwetherError} */
  readonly admin: (context: Context) => string;
}

const document = z.record(z.string(), z.unknown());
const registerSchema = z.strictObject({
  document,
  digest: z.string().optional(),
  file: z.string().max(1_000).optional(),
  force: z.boolean().default(false),
  reason: z.string().trim().max(2_000).optional(),
  notice: noticeTermsSchema.optional(),
});
const canShipSchema = z.strictObject({ document, channel: z.string().min(1).max(64) });
const gateSchema = z.strictObject({
  digest: z.string(),
  gate: z.string().min(1).max(500),
  verdict: z.enum(GATE_VERDICTS),
  run: z.string().max(2_000).default(""),
});
const channelSchema = z.strictObject({
  version: z.string('a body of the form {"version": "1.2.0"} is expected'),
  notice: noticeTermsSchema.optional(),
});

const MOST_ENTRIES = 1_000;

/** Routes of the registry: versions, channels, results of gates, and the log of all changes. */
export function registryRoutes(ports: RegistryRoutePorts): Hono {
  const { registry, channels, store } = ports;
  const app = new Hono();

  app.get("/contracts", async (context) => {
    ports.operator(context);
    const state = await store.state();
    const contracts = state.contracts.map(({ document: _document, registeredAt, ...contract }) => ({
      ...contract,
      registered_at: iso(registeredAt),
      channels: state.channels
        .filter(({ surface, version }) => surface === contract.surface && version === contract.version)
        .map(({ channel }) => channel),
    }));
    return context.json({ contracts });
  });

  app.post("/contracts", async (context) => {
    const actor = ports.admin(context);
    const wish = checked(registerSchema, await readJson(context));
    if (wish.force && (wish.reason ?? "") === "")
      throw new BellwetherError("query_invalid", "reason: what is forced needs one, and it is kept");
    const contract = contractOf(wish.document, wish.file);
    if (wish.digest !== undefined && wish.digest !== contract.digest)
      throw new BellwetherError(
        "contract_refused",
        `the digest that was sent, ${wish.digest}, is not the document's, ${contract.digest}: it was changed on its way, or another version of Bellwether made it`,
      );
    const force = wish.force ? { reason: wish.reason ?? "" } : undefined;
    const result = await registry.register(contract, actor, force, noticeTermsOf(wish.notice));
    return context.json(
      shownRegistration(result),
      result.kind === "registered" ? 201 : result.kind === "known" ? 200 : 409,
    );
  });

  app.post("/contracts/can-ship", async (context) => {
    ports.operator(context);
    const wish = checked(canShipSchema, await readJson(context));
    return context.json(shownShippability(await registry.couldShip(contractOf(wish.document), wish.channel)));
  });

  app.get("/contracts/:surface/log", async (context) => {
    ports.operator(context);
    return context.json({ entries: (await registry.log(context.req.param("surface"))).map(shownEntry) });
  });

  app.get("/contracts/:surface/:point", async (context) => {
    ports.operator(context);
    const { contract, registeredAt, channels, gateResults } = await registry.show(
      context.req.param("surface"),
      context.req.param("point"),
    );
    const { surface, version, digest, document } = contract;
    const gates = gateResults.map(shownGate);
    return context.json({ surface, version, digest, registered_at: iso(registeredAt), channels, gates, document });
  });

  app.get("/contracts/:surface/:point/can-ship", async (context) => {
    ports.operator(context);
    const { surface, point } = context.req.param();
    const channel = context.req.query("channel") ?? "stable";
    return context.json(shownShippability(await registry.canShip(surface, point, channel)));
  });

  app.put("/channels/:surface/:channel", async (context) => {
    const actor = ports.admin(context);
    const { version, notice } = checked(channelSchema, await readJson(context));
    const channel = { surface: context.req.param("surface"), channel: context.req.param("channel"), version };
    const told = await channels.move(channel, actor, noticeTermsOf(notice));
    return context.json({ ...channel, notice: told?.id ?? null });
  });

  app.post("/gates/results", async (context) => {
    const actor = ports.operator(context);
    const result = await registry.reportGate(checked(gateSchema, await readJson(context)), actor);
    return context.json({ ...shownGate(result), digest: result.digest }, 201);
  });

  app.get("/gates/results", async (context) => {
    ports.operator(context);
    const { gateResults } = await store.state();
    return context.json({ results: gateResults.map((one) => ({ digest: one.digest, ...shownGate(one) })) });
  });

  app.get("/notices", async (context) => {
    ports.operator(context);
    const { notices, choices } = await store.state();
    return context.json({ notices, choices });
  });

  app.get("/audit", async (context) => {
    ports.operator(context);
    const after = context.req.query("after");
    const { revision } = await store.state();
    if (after !== undefined && !/^\d{1,15}$/.test(after))
      throw new BellwetherError("query_invalid", "after: the number of an entry is expected");
    const entries =
      after === undefined ? await store.audit(MOST_ENTRIES) : await store.auditAfter(Number(after), MOST_ENTRIES);
    return context.json({ revision, entries });
  });
  return app;
}

/** @throws {BellwetherError} `contract_invalid` with everything that is wrong with it. */
function contractOf(value: Readonly<Record<string, unknown>>, file = "(request)"): Contract {
  const loaded = parseContract(file, JSON.stringify(value), () => undefined);
  if (loaded.ok) return loaded.contract;
  const told = loaded.problems.map(({ path, message }) => `${path === "" ? "the document" : path}: ${message}`);
  throw new BellwetherError("contract_invalid", told.join("\n"));
}

function shownRegistration(result: Registration): Record<string, unknown> {
  const { surface, version, digest } = result.contract;
  const named = { result: result.kind, surface, version, digest };
  if (result.kind === "known") return named;
  if (result.kind === "registered") {
    const { against, forced, channel, notice } = result;
    return { ...named, against: against ?? null, channel: channel ?? null, forced, notice: notice?.id ?? null };
  }
  return {
    ...named,
    obstacles: result.obstacles,
    error: { code: "contract_refused", message: result.obstacles.map(({ message }) => message).join("\n") },
  };
}

function shownShippability({ ships, obstacles, from, findings }: Shippability): Record<string, unknown> {
  return { ships, from: from ?? null, required_bump: requiredBump(findings) ?? null, obstacles, findings };
}

function shownGate({ digest: _digest, at, ...result }: StoredGateResult): Record<string, unknown> {
  return { ...result, at: iso(at) };
}

function shownEntry({ at, detail, ...entry }: ChainedEntry): Record<string, unknown> {
  return { ...entry, at: iso(at), detail: readDetail(detail) ?? { unreadable: detail } };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
