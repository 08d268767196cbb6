import type { CatalogueEntry } from "../../lab/replay/catalogue.ts";
import { extractorRequests } from "../../lab/product/extractor.ts";
import { createLab } from "../../lab/provider/lab.ts";
import { type PlayedSession, playedSession } from "../../lab/replay/played-session.ts";
import type { CatalogueRow } from "../../lab/replay/report.ts";
import { behind } from "../../lab/replay/vendor.ts";
import { Timeline } from "../../lab/traffic/timeline.ts";
import { replayContract } from "./contracts.ts";
import { play, settled } from "./play.ts";
import { soakSessions } from "./soak.ts";
import { setStage } from "./stage.ts";

/** A moment at which the catalogue's soak sessions begin. */
const AT = Date.UTC(2026, 3, 1, 9);

/** Plays a build of the catalogue in a soak session, and says what caught it first, and where. */
export async function entryPlayed(entry: CatalogueEntry, at: ReplayAt): Promise<CatalogueRow> {
  const { name, healthy, product } = entry;
  const played = product === "agent" ? await agentPlayed(entry, at) : await extractorPlayed(entry, at);
  return { build: name, healthy, requests: played.requests, caught: caughtIn(played) };
}

interface ReplayAt {
  readonly replay: string;
  readonly seed: string;
}

async function agentPlayed(
  { traits, contract, thinkingTurns, vendor }: CatalogueEntry,
  { replay, seed }: ReplayAt,
): Promise<PlayedSession> {
  const [played] = await play({
    seed,
    contract: replayContract(replay, contract),
    build: { traits: { voices: "all", ...traits } },
    version: "2.1.0",
    sessions: soakSessions(AT, ["pro"]),
    ...(thinkingTurns === undefined ? {} : { thinkingTurns }),
    ...(vendor === undefined ? {} : { vendor: (lab) => behind(vendor, lab) }),
  });
  if (played === undefined) throw new Error("a soak session was not played");
  return played;
}

async function extractorPlayed(
  { contract, vendor }: CatalogueEntry,
  { replay, seed }: ReplayAt,
): Promise<PlayedSession> {
  const timeline = new Timeline(AT, settled);
  const lab = createLab({ now: timeline.now, seed, sleep: (ms) => timeline.wait(ms) });
  const stage = setStage({
    contract: replayContract(replay, contract),
    timeline,
    lab: vendor === undefined ? lab : behind(vendor, lab),
    seed,
  });
  // Each order is a session of its own: nothing goes on from another.
  const orders = extractorRequests().map((body, index) => ({ body, id: `order-${index + 1}` }));
  timeline.act(AT, async () => {
    for (const { body, id } of orders) await stage.send(body, { "bellwether-session": id }, "/v1/responses");
  });
  await timeline.run();
  const records = orders.flatMap(({ id }) => stage.spool.take(id));
  return playedSession({ id: "orders", difficulty: "usual" }, records, 0);
}

function caughtIn({ breaches }: PlayedSession): CatalogueRow["caught"] {
  const byId = Map.groupBy(breaches, ({ id }) => id);
  return [...byId].flatMap(([by, of]) => {
    const [first] = of;
    if (first === undefined) return [];
    const { request, turn, turnAfterGap } = first;
    return [{ by, request, turn, turnAfterGap, requests: of.length }];
  });
}
