import {
  type Fetch,
  innerRoutes,
  NODE_PATH,
  nodeRoutes,
  serveAddress,
  serveSocket,
} from "../adapters/http/control-server.ts";
import type { Config } from "../config/config.ts";
import { controlApi } from "../control/api.ts";
import { ChoiceService } from "../control/choices.ts";
import { ChannelService } from "../control/channels.ts";
import { RegistryService } from "../control/registry.ts";
import { ConversationMemory } from "../control/conversations.ts";
import { ErasureService } from "../control/erasures.ts";
import { RecordFeed } from "../control/feed.ts";
import { Follower } from "../control/follower.ts";
import { type ControlPorts, KeyService } from "../control/keys.ts";
import { LiveScoreService } from "../control/live-scores.ts";
import { priceRecords } from "../adapters/prices/price-records.ts";
import { SurfaceTools } from "../control/surface-tools.ts";
import { markOf, speechOf } from "./behaviour-reading.ts";
import { DeclaredExchanges } from "../control/declared-exchanges.ts";
import { ScoreService } from "../control/scores.ts";
import { signerFrom } from "../control/signer.ts";
import { SnapshotService } from "../control/snapshots.ts";
import { Turns } from "../control/turns.ts";
import { systemAfter, systemClock } from "../core/clock.ts";
import { idGenerator } from "../core/id.ts";
import { tenantConceal } from "../exchange/conceal.ts";
import type { ExchangeRecord } from "../exchange/columns.ts";
import { storeBackups } from "./backups.ts";
import { handedRecordings } from "./handed-recordings.ts";
import { watchShifts } from "./watch-shifts.ts";
import { firstOperatorKey, registerAll } from "./control-begin.ts";
import { startTelemetry } from "./telemetry.ts";
import { startCourier } from "./courier.ts";
import { openControlStore } from "./control-store.ts";
import { dashboardPage } from "./dashboard-page.ts";
import { openExchanges, prepareExchanges } from "./exchange-store.ts";
import { startExpiring } from "./expiring.ts";
import { askedToEnd, forgetPid, notePid, report } from "./lifetime.ts";
import { nodeToken, type Part } from "./parts.ts";
import { groupPaths } from "./paths.ts";
import { qualityOf } from "./quality.ts";
import { shipSpool } from "./shipping.ts";
import { signingSeed } from "./signing-key.ts";
import { erasureKey, readSkeletonKey } from "./skeleton-key.ts";
import { untilReached } from "./until-reached.ts";

/**
 * Runs control until it is asked to end: the stores, the API, the snapshots, and, where gateways
 * run on this machine, the shipper.
 */
export async function runControl(config: Config, only: Part | undefined): Promise<void> {
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
  const ports: ControlPorts = {
    store: control,
    clock: systemClock,
    newId,
    random,
    changed: () => snapshots.refresh(),
    webhook: config.notices.webhook !== undefined,
  };
  const keys = new KeyService(ports);
  const begin = async (): Promise<void> => {
    await control.migrate();
    await firstOperatorKey(config, ports, keys, paths);
    await registerAll(config, ports, say);
    await snapshots.refresh();
  };
  if (!(await untilReached(begin, { wanted, report: say }))) return;
  leadership.start();

  const { engine, exchanges } = await openExchanges(config, paths);
  const prepared = await prepareExchanges(config, exchanges, leadership, wanted, say);
  const feed = new RecordFeed();
  watchShifts(exchanges, feed, prepared.done, say);
  const conversations = new ConversationMemory(exchanges);
  const turns = new Turns();
  const conceal = (tenant: string, text: string): string => tenantConceal(readSkeletonKey(config, paths), tenant)(text);
  const erasures = new ErasureService({
    store: control,
    exchanges,
    turns,
    clock: systemClock,
    newId,
    key: erasureKey(config, paths),
    conceal,
  });
  await erasures.load();
  const take = (stored: readonly ExchangeRecord[]): void => {
    const records = erasures.without(stored);
    conversations.take(records);
    feed.publish(records);
  };
  const shipping = only === undefined ? shipSpool(paths, erasures, take, say) : undefined;
  const follower = new Follower({
    store: control,
    snapshots,
    feed: changes,
    clock: systemClock,
    after: systemAfter,
    report: say,
  });
  follower.start();
  // What another replica was ordered to erase holds for what this one stores.
  snapshots.subscribe(() => {
    erasures.load().catch((error: unknown) => say("the orders to erase could not be read", error));
  });
  const expiring = startExpiring({ config, control, exchanges, leadership, prepared: prepared.done, say });
  const courier = startCourier({ config, control, leadership, snapshots, say });
  const telemetry = startTelemetry(config, feed, say);
  const { desk, quality } = qualityOf({ config, control, exchanges, leadership, say });
  void prepared.done.then(() => quality.start());
  const scores = new ScoreService({
    store: exchanges.scores,
    erasures,
    now: systemClock.now,
    newId,
    stored: (taken) => telemetry?.takeScores(taken),
  });
  const tools = new SurfaceTools(snapshots);
  const declared = new DeclaredExchanges({
    exchanges,
    erasures,
    priced: priceRecords,
    stored: (records) => feed.publish(erasures.without(records)),
    mark: (tenant) => markOf(readSkeletonKey(config, paths), tenant),
    speech: speechOf(config),
    kinds: (surface) => tools.of(surface),
  });
  const api = controlApi({
    scores,
    declared,
    quality,
    desk,
    exchanges,
    control,
    keys,
    channels: new ChannelService(ports),
    registry: new RegistryService({ ...ports, severities: config.diff.severities }),
    choices: new ChoiceService(ports),
    erasures,
    backups: storeBackups({
      paths,
      engine,
      embedded: config.stores.exchanges === "chdb" && config.stores.control === "sqlite",
      turns,
      newId,
      ship: () => shipping?.now() ?? Promise.resolve(),
    }),
    recordings: handedRecordings(paths, newId),
    liveKey: (hash) => snapshots.liveKey(hash),
    feed,
    notices: () => snapshots.notices,
    noticesShown: config.notices,
    signer: signerFrom(signingSeed(config, paths)),
    conceal,
    now: systemClock.now,
    status: async () => ({
      revision: snapshots.revision,
      leads: leadership.leads,
      control: follower.away ? "away" : "ok",
      exchanges: await exchanges.ping().then(
        () => "ok",
        (error: unknown) => String(error),
      ),
      // Where gateways run elsewhere, each machine ships its own.
      shipping: shipping?.trouble ?? "ok",
      webhook: courier === undefined ? "none" : (courier.trouble ?? "ok"),
      open_exchanges: shipping?.openExchanges ?? 0,
    }),
    page: dashboardPage,
    ready: () => (snapshots.withdrawn ? "the control store is away" : undefined),
    report: say,
  });
  const outer: Fetch = (request) => api.fetch(request);
  const inner = innerRoutes({
    snapshots,
    conversations,
    scores: new LiveScoreService(scores),
    spending: control,
    take,
  });
  const servers = [serveSocket(paths.innerSocket, inner), serveSocket(paths.apiSocket, outer)];
  if (config.listen.control !== undefined) {
    const { host, port } = config.listen.control;
    servers.push(serveAddress(host, port, withNodes(config, inner, outer)));
  }
  notePid(paths.run, "control");

  await asked;
  await follower.stop();
  await courier?.stop();
  await quality.stop();
  await leadership.stop();
  await shipping?.stop();
  await telemetry?.stop();
  await Promise.all(servers.map((server) => server.stop()));
  await prepared.done;
  await expiring.stop();
  await exchanges.close();
  await control.close();
  forgetPid(paths.run, "control");
}

/** On control's own address gateways of other machines are answered too, where a token says who they are. */
function withNodes(config: Config, inner: Fetch, outer: Fetch): Fetch {
  if (config.control.token === undefined) return outer;
  const nodes = nodeRoutes(inner, nodeToken(config, "control"));
  return (request) => (new URL(request.url).pathname.startsWith(`${NODE_PATH}/`) ? nodes(request) : outer(request));
}
