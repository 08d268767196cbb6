import { readFileSync } from "node:fs";
import type { ToolKind } from "../../../server/src/contract/document/role.ts";
import type { ExchangeRecord } from "../../../server/src/exchange/columns.ts";
import { orientedValue } from "../../../server/src/quality/signals/unit-value.ts";
import { behaviourSignals, measureSession } from "../../../server/src/quality/signals/behaviour/table.ts";
import { hmacShort } from "../../../server/src/core/digest.ts";
import { declaredExchange } from "../../../server/src/session/declared/declared-exchange.ts";
import { declaredRecord, type DeclaredStanding } from "../../../server/src/session/declared/declared-record.ts";
import { USUAL_PHRASES } from "../../../server/src/session/deeds/phrases.ts";
import { speechReader } from "../../../server/src/session/deeds/speech.ts";
import { chat } from "../../../server/src/session/imports/chat.ts";
import { recordedFile } from "../detection/recorded/data.ts";
import { renderTable } from "../table.ts";
import { association, type Association } from "./association.ts";

/** One signal, and how it goes with the reward. */
export interface SignalAssociation extends Association {
  readonly signal: string;
}

/** What a contract of the airline's agent would say of its tools. */
const KINDS: ReadonlyMap<string, ToolKind> = new Map<string, ToolKind>([
  ["get_user_details", "read"],
  ["get_reservation_details", "read"],
  ["search_direct_flight", "search"],
  ["search_onestop_flight", "search"],
  ["list_all_airports", "search"],
  ["book_reservation", "write"],
  ["cancel_reservation", "edit"],
  ["update_reservation_baggages", "edit"],
  ["update_reservation_flights", "edit"],
  ["update_reservation_passengers", "edit"],
  ["send_certificate", "edit"],
]);

const FILE = "tau-bench/gpt-4o-airline.json";
const SEED = 7;
/** Of fewer sessions nothing is said. */
const LEAST = 20;

/**
 * How each behaviour signal goes with the reward of recorded conversations, which are imported as `bellwether import`
 * imports them.
 *
 * @returns undefined where the recorded conversations are not here.
 */
export function benchBehaviour(): readonly SignalAssociation[] | undefined {
  const path = recordedFile(FILE);
  if (path === undefined) return undefined;
  const text = readFileSync(path, "utf8");
  const imported = chat.read({ text, name: "airline", at: 0 });
  const tasks = (JSON.parse(text) as readonly { readonly task_id: number }[]).map(({ task_id: task }) => String(task));
  const records = new Map<string, ExchangeRecord[]>();
  const standings = new Map<string, DeclaredStanding>();
  const speech = speechReader(USUAL_PHRASES);
  const mark = (said: string): string => hmacShort(new Uint8Array(32), said);
  for (const [index, said] of imported.exchanges.entries()) {
    const { record, standing } = declaredRecord(
      declaredExchange.parse(said),
      standings.get(said.session),
      { exchange: String(index), tenant: "t", key: "k", node: "import", surface: "airline" },
      { mark, speech, kinds: KINDS },
    );
    standings.set(said.session, standing);
    records.set(said.session, [...(records.get(said.session) ?? []), record]);
  }
  return behaviourSignals().flatMap((signal) => {
    const judged = imported.rewards.flatMap(({ session, value: reward }, index) => {
      const measured = measureSession(signal, records.get(session) ?? [], 0, Infinity);
      if (measured === undefined) return [];
      return [{ value: orientedValue(signal.definition, measured), good: reward >= 1, cluster: tasks[index] ?? "" }];
    });
    const found = judged.length < LEAST ? undefined : association(judged, SEED);
    return found === undefined ? [] : [{ signal: signal.definition.name, ...found }];
  });
}

/** A table of it, the strongest first; said plainly where nothing can be told. */
export function renderBehaviour(found: readonly SignalAssociation[]): string {
  const strength = ({ auc }: SignalAssociation): number => Math.abs(auc - 0.5);
  const rows = found
    .toSorted((a, b) => strength(b) - strength(a))
    .map(({ signal, sessions, auc, low, high }) => [
      signal,
      String(sessions),
      auc.toFixed(2),
      `${low.toFixed(2)} to ${high.toFixed(2)}`,
      low > 0.5 ? "goes with it" : high < 0.5 ? "goes against it" : "nothing can be told",
    ]);
  return renderTable(["signal, oriented", "sessions", "AUC with the reward", "95 %", ""], rows);
}
