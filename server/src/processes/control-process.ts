import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { innerRoutes, serveAddress, serveSocket } from "../adapters/http/control-server.ts";
import { openEngine } from "../adapters/clickhouse/client.ts";
import { ClickHouseStore } from "../adapters/clickhouse/store.ts";
import { priceRecords } from "../adapters/prices/price-records.ts";
import { FileSource } from "../adapters/spool/file-source.ts";
import type { Config } from "../config/config.ts";
import { processSecrets } from "../config/load.ts";
import { readSecret } from "../config/secret.ts";
import { controlApi } from "../control/api.ts";
import { registerContracts } from "../control/contracts.ts";
import { ConversationMemory } from "../control/conversations.ts";
import type { ControlStore } from "../control/control-store.ts";
import { RecordFeed } from "../control/feed.ts";
import { type ControlPorts, isLive, KeyService } from "../control/keys.ts";
import { SnapshotService } from "../control/snapshots.ts";
import { systemClock } from "../core/clock.ts";
import { idGenerator } from "../core/id.ts";
import { Shipper } from "../exchange/spool/shipper.ts";
import type { ExchangeStore } from "../exchange/store.ts";
import { findContracts } from "./contract-files.ts";
import { openControlStore } from "./control-store.ts";
import { askedToEnd, forgetPid, notePid, report } from "./lifetime.ts";
import { groupPaths, type GroupPaths } from "./paths.ts";
import { dashboardPage } from "./dashboard-page.ts";
import { startShipping } from "./ship-loop.ts";

const SHIP_EVERY_MS = 100;
const SHIP_MOST_MS = 300;
const SHIP_BACKOFF_MS = 5_000;
/** Keys end by themselves; a snapshot a minute takes the ended ones away. */
const REFRESH_MS = 60_000;

/** Runs control until it is asked to end: the stores, the shipper, the API and the snapshots. */
export async function runControl(config: Config): Promise<void> {
  const say = report("control");
  const paths = groupPaths(config);
  const random = (into: Uint8Array): Uint8Array => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>);
  const newId = idGenerator(systemClock.now, random);
  const control = openControlStore(config, paths, say);
  await control.migrate();
  const snapshots = new SnapshotService(control, systemClock.now);
  const ports: ControlPorts = { store: control, clock: systemClock, newId, random, changed: () => snapshots.refresh() };
  const keys = new KeyService(ports);
  await firstOperatorKey(control, keys, paths);
  await registerAll(config, ports, say);
  await snapshots.refresh();

  const exchanges = await openExchanges(config, paths);
  const feed = new RecordFeed();
  const conversations = new ConversationMemory(exchanges);
  const shipper = new Shipper(
    new FileSource(paths.spool),
    { insert: (block, records) => exchanges.insert(block, records.map(priceRecords)) },
    {
      shipped: (records) => {
        conversations.take(records);
        feed.publish(records);
      },
      damage: ({ worker, run, segment, offset }) =>
        say(
          `a part of the spool cannot be read and is left out: ${worker}/${run}, segment ${segment}, from byte ${offset}`,
        ),
    },
  );
  const shipping = startShipping(
    shipper,
    { everyMs: SHIP_EVERY_MS, mostMs: SHIP_MOST_MS, maxBackoffMs: SHIP_BACKOFF_MS, now: systemClock.now },
    say,
  );
  let liveKeys = await liveKeysOf(control);
  snapshots.subscribe(() => {
    liveKeysOf(control).then(
      (live) => {
        liveKeys = live;
      },
      (error: unknown) => say("the keys could not be read", error),
    );
  });
  const api = controlApi({
    exchanges,
    control,
    keys,
    liveKey: (hash) => liveKeys.get(hash),
    feed,
    now: systemClock.now,
    status: async () => ({
      revision: snapshots.revision,
      exchanges: await exchanges.ping().then(
        () => "ok",
        (error: unknown) => String(error),
      ),
      shipping: shipping.trouble ?? "ok",
      open_exchanges: shipper.openExchanges,
    }),
    page: dashboardPage,
    report: say,
  });
  const fetch = (request: Request): Response | Promise<Response> => api.fetch(request);
  const servers = [
    serveSocket(paths.innerSocket, innerRoutes(snapshots, conversations)),
    serveSocket(paths.apiSocket, fetch),
  ];
  if (config.listen.control !== undefined)
    servers.push(serveAddress(config.listen.control.host, config.listen.control.port, fetch));
  const refresh = setInterval(() => {
    snapshots.refresh().catch((error: unknown) => say("the snapshot could not be made", error));
  }, REFRESH_MS);
  notePid(paths.run, "control");

  await askedToEnd(true);
  clearInterval(refresh);
  await shipping.stop();
  await Promise.all(servers.map((server) => server.stop()));
  await exchanges.close();
  await control.close();
  forgetPid(paths.run, "control");
}

async function openExchanges(config: Config, paths: GroupPaths): Promise<ExchangeStore> {
  const address = config.stores.exchanges;
  if (address === "chdb") mkdirSync(paths.exchanges, { recursive: true, mode: 0o700 });
  const url = /^(env|file):/.test(address) ? readSecret(address, processSecrets) : address;
  const client = await openEngine(
    address === "chdb" ? { kind: "chdb", path: paths.exchanges } : { kind: "clickhouse", url },
  );
  const store = new ClickHouseStore(client, { now: systemClock.now, retentionMs: config.retention.exchanges });
  await store.migrate();
  return store;
}

/** The key with which commands on this machine speak to the API: made once, kept beside the data. */
async function firstOperatorKey(control: ControlStore, keys: KeyService, paths: GroupPaths): Promise<void> {
  const { keys: known } = await control.state();
  const usable = existsSync(paths.operatorKey)
    ? await keys.find(readFileSync(paths.operatorKey, "utf8").trim())
    : undefined;
  if (usable !== undefined) return;
  const name = "commands on this machine";
  for (const old of known.filter((key) => key.name === name && isLive(key, systemClock.now())))
    await keys.revoke(old.id, "bellwether");
  const made = await keys.create({ kind: "admin", tenant: "default", name }, "bellwether");
  writeFileSync(paths.operatorKey, `${made.secret}\n`, { mode: 0o600 });
}

async function registerAll(config: Config, ports: ControlPorts, say: (what: string) => void): Promise<void> {
  const found = findContracts(config.contracts);
  for (const { file, problems } of found.broken) {
    say(
      `${file} is left out, because it has ${problems.length} problem${problems.length === 1 ? "" : "s"}; bellwether contract check ${file} shows them`,
    );
  }
  for (const result of await registerContracts(ports, found.contracts)) {
    const { surface, version, file, digest } = result.contract;
    if (result.kind === "registered") say(`registered ${surface}@${version} (${digest})`);
    if (result.kind === "changed")
      say(
        `${file} differs from ${surface}@${version} as it was registered (${result.registeredDigest}); the registered one stays: give the file a new version`,
      );
  }
}

async function liveKeysOf(control: ControlStore): Promise<ReadonlyMap<string, Parameters<typeof isLive>[0]>> {
  const { keys } = await control.state();
  return new Map(keys.filter((key) => isLive(key, systemClock.now())).map((key) => [key.hash, key]));
}

/** Makes the key that conceals texts in skeletons, once for an installation. */
export function ensureSkeletonKey(paths: GroupPaths): void {
  const file = join(paths.secrets, "skeleton.key");
  if (!existsSync(file)) writeFileSync(file, crypto.getRandomValues(new Uint8Array(32)), { mode: 0o600, flag: "wx" });
}
