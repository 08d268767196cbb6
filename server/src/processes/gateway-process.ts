import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { serveGateway } from "../adapters/http/gateway-server.ts";
import { conversationClient, ownerClient } from "../adapters/http/conversation-client.ts";
import type { Stoppable } from "../adapters/http/control-server.ts";
import { askPeers, servePeers } from "../adapters/http/peer-sockets.ts";
import { SnapshotClient } from "../adapters/http/snapshot-client.ts";
import { passToControl } from "../adapters/http/control-proxy.ts";
import { fastHash, longHash } from "../adapters/runtime/fast-hash.ts";
import { TrafficFile } from "../adapters/capture/traffic-file.ts";
import { FileSpool } from "../adapters/spool/file-spool.ts";
import { laterRunId } from "../adapters/spool/run-id.ts";
import { signRequest } from "../adapters/aws/sign-request.ts";
import { FetchUpstream } from "../adapters/upstream/fetch-upstream.ts";
import type { Config } from "../config/config.ts";
import { processSecrets } from "../config/load.ts";
import { readSecret } from "../config/secret.ts";
import { systemAfter, systemClock } from "../core/clock.ts";
import { systemTurn } from "../core/turn.ts";
import { idGenerator } from "../core/id.ts";
import { behaviourReading } from "./behaviour-reading.ts";
import { EffortNorms } from "../session/invariants/effort-norms.ts";
import { tenantConceal } from "../exchange/conceal.ts";
import { AnswerOwners } from "../gateway/answer-owners.ts";
import { Gateway } from "../gateway/gateway.ts";
import { LocalSessions } from "../gateway/local-sessions.ts";
import type { GatewayCounters, GatewayPorts } from "../gateway/ports.ts";
import type { Sessions } from "../gateway/sessions.ts";
import { answerPeer, SharedSessions } from "../gateway/shared-sessions.ts";
import { SilenceWatch } from "../gateway/silence.ts";
import { type Snapshot, SnapshotLoader } from "../gateway/snapshot.ts";
import { Directory } from "../session/directory.ts";
import { SessionBook } from "../session/book.ts";
import { ElementCache, type ElementMemo } from "../wire/json/element-memo.ts";
import { KnownBeginnings } from "../wire/json/known-beginnings.ts";
import { startEvaluation } from "./evaluation.ts";
import { askedToEnd, forgetPid, notePid, report } from "./lifetime.ts";
import { controlPlaces, type Part } from "./parts.ts";
import { groupPaths, type GroupPaths } from "./paths.ts";
import { readSkeletonKey } from "./skeleton-key.ts";

const MEMO_BYTES = 48 * 1024 * 1024;
/** What is known of how long requests begin: a thousand conversations of forty messages. */
const BEGINNING_BYTES = 32 * 1024 * 1024;
const LOOKUP_MS = 20;
const SNAPSHOT_RETRY_MS = 100;
/** Control gives a sign of life each second. */
const SNAPSHOT_SILENCE_MS = 3_000;
const AGENTS = 64;
/** Directory entries a conversation: its name, and the answers by which nameless ones are known. */
const DIRECTORY_FACTOR = 8;
const FLUSH_MS = 500;
/** How long models of judges are waited for in the end. */
const JUDGES_LEAVE_MS = 3_000;
const MAX_TENANT_MEMOS = 1_000;

/** Runs one gateway worker until it is asked to end; then it drains. */
export async function runGateway(config: Config, only: Part | undefined, worker: number): Promise<void> {
  const name = `gateway-${worker}`;
  const say = report(name);
  const paths = groupPaths(config);
  const random = (into: Uint8Array): Uint8Array => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>);
  const newId = idGenerator(systemClock.now, random);
  const counters: GatewayCounters = { requests: 0, refused: 0, unrecorded: 0, inFlight: 0 };
  const places = controlPlaces(config, paths, only, Math.random());
  const judging = startEvaluation(config, places, say);
  const loader = new SnapshotLoader();
  let snapshot: Snapshot | undefined;
  const snapshots = new SnapshotClient({
    places,
    file: join(paths.run, `snapshot-${worker}.json`),
    take: (document) => {
      snapshot = loader.load(document);
      judging?.surfaces(new Set(snapshot.registry.surfaces.keys()));
    },
    report: say,
    retryMs: SNAPSHOT_RETRY_MS,
    silenceMs: SNAPSHOT_SILENCE_MS,
  });
  const spool = new FileSpool({
    dir: join(paths.spool, `w${worker}`),
    run: laterRunId(paths.spool, systemClock.now, random),
    limit: Math.floor(config.limits.spool / config.listen.workers),
    now: systemClock.steady,
    onTrouble: (error) => say("a record could not be written to the spool", error),
  });
  const silence = new SilenceWatch(config.limits.upstream_timeout, systemClock.steady);
  const arrivals = new SilenceWatch(config.limits.body_timeout, systemClock.steady);
  const book = new SessionBook({ conversations: config.limits.sessions, agents: AGENTS }, newId);
  const own = new LocalSessions(book, conversationClient(places, LOOKUP_MS));
  const { sessions, peers } = shareSessions(config, worker, own, paths, say);
  const master = readSkeletonKey(config, paths);
  const behaviour = behaviourReading(config, master);
  const ports: GatewayPorts = {
    settings: {
      node: `${config.node ?? hostname()}/${worker}`,
      upstreams: config.upstreams,
      bodyLimit: config.limits.body,
      unknownPaths: config.unknown_paths,
      retries: config.retries,
      snapshotMaxAgeMs: config.snapshot.max_age,
    },
    clock: systemClock,
    newId,
    snapshot: () => snapshot,
    spool,
    upstream: new FetchUpstream(),
    sign: signRequest,
    sessions,
    silence,
    arrivals,
    owners: new AnswerOwners(ownerClient(places)),
    memo: tenantMemos(master),
    beginnings: new KnownBeginnings(longHash, randomSeed(), BEGINNING_BYTES),
    secret: (reference) => readSecret(reference, processSecrets),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    after: systemAfter,
    turn: systemTurn,
    ...(judging === undefined ? {} : { evaluation: judging.evaluation }),
    ...(behaviour === undefined ? {} : { behaviour }),
    norms: new EffortNorms(),
    ...captureOf(config, name, newId(), say),
    report: say,
    counters,
  };
  const gateway = new Gateway(ports);
  let leaving = false;
  const server = serveGateway(gateway, {
    host: config.listen.host,
    port: config.listen.port,
    shared: config.listen.workers > 1,
    headerTimeout: Math.round(config.limits.header_timeout / 1000),
    elsewhere: (request, url) => {
      if (url.pathname === "/healthz") return Promise.resolve(health(snapshot, leaving, counters, spool, judging));
      return passToControl(places, request, url.pathname + url.search, arrivals);
    },
    onError: (error) => say("a request failed outside of the pipeline", error),
  });
  snapshots.start();
  const sweep = setInterval(() => {
    silence.sweep();
    arrivals.sweep();
  }, 1_000);
  notePid(paths.run, name);

  await askedToEnd(true);
  // A load balancer sends nothing more once it has seen this; until then what comes is answered.
  leaving = true;
  await ports.sleep(config.limits.leave);
  gateway.drain();
  const deadline = systemClock.steady() + config.limits.drain;
  while (counters.inFlight > 0 && systemClock.steady() < deadline) await ports.sleep(20);
  // What was answered is judged, as far as time allows: nobody else has its content.
  if (judging !== undefined) {
    const left = Math.max(0, deadline - systemClock.steady());
    await judging.evaluation.stop({ rules: ports.sleep(left), models: ports.sleep(Math.min(left, JUDGES_LEAVE_MS)) });
    await judging.courier.stop();
  }
  snapshots.stop();
  // What has been handed to the sockets still has to leave; connections that only idle do not count.
  await Promise.race([server.stop(false), ports.sleep(FLUSH_MS)]);
  await server.stop(true);
  clearInterval(sweep);
  await peers?.stop();
  await spool.close();
  forgetPid(paths.run, name);
}

/** With one worker the sessions are simply at hand; several share them over local sockets. */
function shareSessions(
  config: Config,
  worker: number,
  own: LocalSessions,
  paths: GroupPaths,
  say: (what: string, error?: unknown) => void,
): { sessions: Sessions; peers: Stoppable | undefined } {
  const { workers } = config.listen;
  if (workers === 1) return { sessions: own, peers: undefined };
  const directory = new Directory(config.limits.sessions * DIRECTORY_FACTOR);
  const socketOf = (other: number): string => join(dirname(paths.innerSocket), `worker-${other}.sock`);
  const peers = servePeers(socketOf(worker), (question) => answerPeer({ own, directory }, question));
  return {
    sessions: new SharedSessions({ worker, workers, own, directory, ask: askPeers(socketOf), report: say }),
    peers,
  };
}

/** Keeps requests in a file of this run, where the configuration asks for it. */
function captureOf(
  { capture }: Config,
  name: string,
  run: string,
  say: (what: string, error?: unknown) => void,
): Pick<GatewayPorts, "capture"> {
  if (capture === undefined) return {};
  const { dir, limit } = capture;
  const file = new TrafficFile({ dir, name: `${name}-${run}.jsonl`, limit, onEnd: say });
  say(
    `requests are kept in clear in ${dir}, up to ${limit} bytes: take \`capture\` out of the configuration when you have enough`,
  );
  return { capture: (request) => file.write(request) };
}

function health(
  snapshot: Snapshot | undefined,
  leaving: boolean,
  counters: GatewayCounters,
  spool: FileSpool,
  judging: ReturnType<typeof startEvaluation>,
): Response {
  const ready = snapshot !== undefined && !leaving;
  return Response.json(
    {
      status: leaving ? "leaving" : ready ? "ok" : "starting",
      snapshot: snapshot?.revision ?? null,
      in_flight: counters.inFlight,
      records_dropped: spool.dropped + counters.unrecorded,
      ...(judging === undefined
        ? {}
        : { evaluations: { ...judging.evaluation.counters, scores_lost: judging.courier.lost } }),
    },
    { status: ready ? 200 : 503 },
  );
}

function randomSeed(): bigint {
  return crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n;
}

/** Memos by tenant over one bounded cache; each tenant's texts are concealed with a key of its own. */
function tenantMemos(master: Uint8Array): (tenant: string) => ElementMemo {
  const cache = new ElementCache(fastHash, randomSeed(), MEMO_BYTES);
  const memos = new Map<string, ElementMemo>();
  return (tenant) => {
    let memo = memos.get(tenant);
    if (memo === undefined) {
      if (memos.size >= MAX_TENANT_MEMOS) memos.clear();
      memo = cache.forTenant(tenant, tenantConceal(master, tenant));
      memos.set(tenant, memo);
    }
    return memo;
  };
}
