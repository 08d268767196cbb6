import type { CatalogueEntry } from "../../lab/replay/catalogue.ts";
import type { PlayedSession } from "../../lab/replay/played-session.ts";
import type { CatalogueRow } from "../../lab/replay/report.ts";
import { behind } from "../../lab/replay/vendor.ts";
import { replayContract } from "./contracts.ts";
import { play } from "./play.ts";
import { soakSessions } from "./soak.ts";

/** A moment at which the catalogue's soak sessions begin. */
const AT = Date.UTC(2026, 3, 1, 9);

/** Plays a build of the catalogue in a soak session, and says what caught it first, and where. */
export async function entryPlayed(
  { name, healthy, traits, contract, thinkingTurns, vendor }: CatalogueEntry,
  { replay, seed }: { readonly replay: string; readonly seed: string },
): Promise<CatalogueRow> {
  const [played] = await play({
    seed,
    contract: replayContract(replay, contract),
    build: { traits: { voices: "all", ...traits } },
    version: "2.1.0",
    sessions: soakSessions(AT).slice(0, 1),
    ...(thinkingTurns === undefined ? {} : { thinkingTurns }),
    ...(vendor === undefined ? {} : { vendor: (lab) => behind(vendor, lab) }),
  });
  if (played === undefined) throw new Error("a soak session was not played");
  return { build: name, healthy, requests: played.requests, caught: caughtIn(played) };
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
