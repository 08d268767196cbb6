import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { innerRoutes, serveAddress, serveSocket } from "../adapters/http/control-server.ts";
import type { Config } from "../config/config.ts";
import { controlApi } from "../control/api.ts";
import { ConversationMemory } from "../control/conversations.ts";
import { RecordFeed } from "../control/feed.ts";
import { Follower } from "../control/follower.ts";
import { type ControlPorts, KeyService } from "../control/keys.ts";
import { SnapshotService } from "../control/snapshots.ts";
import { systemAfter, systemClock } from "../core/clock.ts";
import { idGenerator } from "../core/id.ts";
import { firstOperatorKey, registerAll } from "./control-begin.ts";
import { openControlStore, untilReached } from "./control-store.ts";
import { dashboardPage } from "./dashboard-page.ts";
import { openExchanges, prepareExchanges } from "./exchange-store.ts";
import { askedToEnd, forgetPid, notePid, report } from "./lifetime.ts";
import { groupPaths, type GroupPaths } from "./paths.ts";
import { shipSpool } from "./shipping.ts";

/** Runs control until it is asked to end: the stores, the shipper, the API and the snapshots. */
export async function runControl(config: Config): Promise<void> {
  const say = report("control");
  const paths = groupPaths(config);
  let ending = false;
  const asked = askedToEnd(true).then(() => {
    ending = true;
  });
  const wanted = (): boolean => !ending;
  const random = (into: Uint8Array): Uint8Array => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>);
  const newId = idGenerator(systemClock.now, random);
  const { store: control, feed: changes, leadership } = openControlStore(config, paths, say);
  const snapshots = new SnapshotService(control, systemClock.now);
  const ports: ControlPorts = { store: control, clock: systemClock, newId, random, changed: () => snapshots.refresh() };
  const keys = new KeyService(ports);
  const begin = async (): Promise<void> => {
    await control.migrate();
    await firstOperatorKey(config, ports, keys, paths);
    await registerAll(config, ports, say);
    await snapshots.refresh();
  };
  if (!(await untilReached(begin, wanted, say))) return;
  leadership.start();

  const exchanges = await openExchanges(config, paths);
  const prepared = await prepareExchanges(config, exchanges, leadership, wanted, say);
  const feed = new RecordFeed();
  const conversations = new ConversationMemory(exchanges);
  const shipping = shipSpool(
    paths,
    exchanges,
    (records) => {
      conversations.take(records);
      feed.publish(records);
    },
    say,
  );
  const follower = new Follower({
    store: control,
    snapshots,
    feed: changes,
    clock: systemClock,
    after: systemAfter,
    report: say,
  });
  follower.start();
  const api = controlApi({
    exchanges,
    control,
    keys,
    liveKey: (hash) => snapshots.liveKey(hash),
    feed,
    now: systemClock.now,
    status: async () => ({
      revision: snapshots.revision,
      leads: leadership.leads,
      control: follower.away ? "away" : "ok",
      exchanges: await exchanges.ping().then(
        () => "ok",
        (error: unknown) => String(error),
      ),
      shipping: shipping.trouble ?? "ok",
      open_exchanges: shipping.openExchanges,
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
  notePid(paths.run, "control");

  await asked;
  await follower.stop();
  await leadership.stop();
  await shipping.stop();
  await Promise.all(servers.map((server) => server.stop()));
  await prepared.done;
  await exchanges.close();
  await control.close();
  forgetPid(paths.run, "control");
}

/** Makes the key that conceals texts in skeletons, once for an installation. */
export function ensureSkeletonKey(paths: GroupPaths): void {
  const file = join(paths.secrets, "skeleton.key");
  if (!existsSync(file)) writeFileSync(file, crypto.getRandomValues(new Uint8Array(32)), { mode: 0o600, flag: "wx" });
}
