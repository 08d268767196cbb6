import { residentMegabytes } from "../gateway/child.ts";
import { onSoloStage } from "../gateway/stage.ts";
import { renderTable } from "../table.ts";
import type { TurnOrder, TurnResult } from "./sessions-load-process.ts";

/** How many sessions there are. */
export interface SessionsOptions {
  readonly sessions: number;
  readonly turns: number;
  readonly say: (line: string) => void;
}

/** What a worker's memory was after each turn of all sessions. */
export interface SessionsResult {
  readonly sessions: number;
  /** Resident memory in MB before the first request. */
  readonly rss_at_start: number;
  readonly turns: readonly {
    readonly rss: number;
    /** The highest that was seen on the way. */
    readonly highest: number;
    /** Sessions that were known again, by their history alone. */
    readonly recognised: number;
  }[];
}

const CONCURRENCY = 32;
const LOOK_EVERY_MS = 250;

/** Has one worker keep so many sessions at once: each asks in turn, and all of them again. None has a name. */
export function benchSessions({ sessions, turns, say }: SessionsOptions): Promise<SessionsResult> {
  const more = `limits: { sessions: ${sessions} }\n`;
  return onSoloStage("../sessions/sessions-load-process.ts", more, async ({ subject: { url, headers, pid }, load }) => {
    const atStart = residentMegabytes(pid);
    const seen: SessionsResult["turns"][number][] = [];
    for (let turn = 0; turn < turns; turn++) {
      let highest = 0;
      const looking = setInterval(() => (highest = Math.max(highest, residentMegabytes(pid))), LOOK_EVERY_MS);
      load.write({ url, headers, sessions, turn, concurrency: CONCURRENCY } satisfies TurnOrder);
      const { failure, recognised } = JSON.parse(await load.line()) as TurnResult;
      clearInterval(looking);
      if (failure !== null) throw new Error(failure);
      const rss = residentMegabytes(pid);
      seen.push({ rss, highest: Math.max(highest, rss), recognised });
      say(`turn ${turn + 1} of ${turns}: ${rss.toFixed(0)} MB`);
    }
    return { sessions, rss_at_start: atStart, turns: seen };
  });
}

/** The result as a table for people. */
export function renderSessions({ sessions, rss_at_start: atStart, turns }: SessionsResult): string {
  const mb = (value: number): string => value.toFixed(0);
  return renderTable(
    ["live sessions", "turn", "resident MB", "at most MB", "known again"],
    [
      ["0", "", mb(atStart), "", ""],
      ...turns.map(({ rss, highest, recognised }, turn) => [
        String(sessions),
        String(turn + 1),
        mb(rss),
        mb(highest),
        turn === 0 ? "" : String(recognised),
      ]),
    ],
  );
}
