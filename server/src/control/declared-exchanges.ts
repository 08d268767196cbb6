import { sha256 } from "../core/digest.ts";
import type { ExchangeRecord } from "../exchange/columns.ts";
import type { Filter, Query } from "../exchange/query/query.ts";
import type { ExchangeStore, ReadLimits } from "../exchange/store.ts";
import type { ToolKind } from "../contract/document/role.ts";
import type { Mark } from "../session/deeds/call-deed.ts";
import type { SpeechReader } from "../session/deeds/speech.ts";
import type { DeclaredExchange } from "../session/declared/declared-exchange.ts";
import { declaredRecord, type DeclaredStanding } from "../session/declared/declared-record.ts";
import type { ErasureService } from "./erasures.ts";
import { timeOf } from "./session-starts.ts";
import { Turns } from "./turns.ts";

/** What the service works with. */
export interface DeclaredPorts {
  readonly exchanges: Pick<ExchangeStore, "query">;
  readonly erasures: Pick<ErasureService, "insert">;
  /** Adds what is known of prices. */
  readonly priced: (record: ExchangeRecord) => ExchangeRecord;
  /** Told of what is stored now. */
  readonly stored: (records: readonly ExchangeRecord[]) => void;
  /** Marks texts of a tenant. What it gives throws where the key of skeletons is not known here. */
  readonly mark: (tenant: string) => Mark;
  readonly speech: SpeechReader;
  /** What the tools of a surface do, as its contract says. */
  readonly kinds: (surface: string) => ReadonlyMap<string, ToolKind>;
}

/** Who tells of exchanges, and where they belong. */
export interface Teller {
  readonly tenant: string;
  readonly key: string;
  /** Of exchanges that name none. */
  readonly surface: string | undefined;
  /** By which way they come: `import`, `otlp`. */
  readonly way: string;
}

/** What became of exchanges that were told of. */
export interface DeclaredOutcome {
  readonly taken: number;
  /** Recorded before: told of already, or seen by the gateway itself. */
  readonly known: number;
}

const LIMITS: ReadLimits = { rows: 50_000, seconds: 30 };
const NAMED = 250;
/** Between the times at which two who tell of one answer say that it was asked for. */
const SAME_ANSWER_MS = 3_600_000;
const STANDING = ["session", "agent", "received_at", "ended_at", "turn", "epoch", "max_idle_ms", "compacted"] as const;

/**
 * Records exchanges that did not go through the gateway. Each is recorded once, however often it is told of, and not at
 * all where the gateway has seen it itself: then its answer has the same id of its provider.
 */
export class DeclaredExchanges {
  readonly #ports: DeclaredPorts;
  readonly #turns = new Turns();

  constructor(ports: DeclaredPorts) {
    this.#ports = ports;
  }

  /** @throws {BellwetherError} `store_unreachable`: then the same may be told again. */
  take(said: readonly DeclaredExchange[], teller: Teller): Promise<DeclaredOutcome> {
    // One after the other: what two callers tell at the same time is told once.
    return this.#turns.run(() => this.#take(said, teller));
  }

  async #take(said: readonly DeclaredExchange[], teller: Teller): Promise<DeclaredOutcome> {
    const named = new Map(said.map((one) => [exchangeId(one, teller.tenant), one] as const));
    const fresh = await this.#fresh(named, teller);
    if (fresh.length === 0) return { taken: 0, known: said.length };
    const standings = await this.#standings(fresh, teller);
    const mark = this.#ports.mark(teller.tenant);
    const records = fresh.map(([exchange, one]) => {
      const surface = teller.surface ?? one.surface ?? "";
      const agents = standings.of(one);
      const { record, standing } = declaredRecord(
        one,
        agents.before(one.at),
        { exchange, tenant: teller.tenant, key: teller.key, node: teller.way, surface },
        { mark, speech: this.#ports.speech, kinds: this.#ports.kinds(surface) },
      );
      agents.add(one.at, standing);
      return this.#ports.priced(record);
    });
    await this.#ports.erasures.insert(blockOf(records), records);
    this.#ports.stored(records);
    return { taken: records.length, known: said.length - records.length };
  }

  /** What is not recorded, in the order in which it was asked. */
  async #fresh(
    named: ReadonlyMap<string, DeclaredExchange>,
    { tenant }: Teller,
  ): Promise<readonly (readonly [string, DeclaredExchange])[]> {
    const ids = await this.#known("exchange", [...named.keys()], tenant);
    const answers = await this.#known(
      "response",
      [...named.values()].flatMap(({ response }) => response ?? []),
      tenant,
    );
    return [...named]
      .toSorted(([, a], [, b]) => a.at - b.at)
      .filter(([id, { response, at }]) => {
        if (ids.has(id)) return false;
        if (response === undefined) return true;
        const times = answers.get(response) ?? [];
        // Some servers count their answers anew: the same id at another time is another answer.
        if (times.some((time) => Math.abs(time - at) < SAME_ANSWER_MS)) return false;
        answers.set(response, [...times, at]);
        return true;
      });
  }

  async #known(
    column: "exchange" | "response",
    values: readonly string[],
    tenant: string,
  ): Promise<Map<string, readonly number[]>> {
    const found = new Map<string, readonly number[]>();
    const all = [...new Set(values)];
    for (let from = 0; from < all.length; from += NAMED) {
      const rows = await this.#ask(tenant, column, all.slice(from, from + NAMED), [column, "received_at"]);
      for (const row of rows) {
        const name = String(row[column]);
        found.set(name, [...(found.get(name) ?? []), timeOf(row["received_at"])]);
      }
    }
    return found;
  }

  async #standings(fresh: readonly (readonly [string, DeclaredExchange])[], { tenant }: Teller): Promise<Standings> {
    const sessions = [...new Set(fresh.map(([, { session }]) => session))];
    const standings = new Standings();
    for (let from = 0; from < sessions.length; from += NAMED) {
      const rows = await this.#ask(tenant, "session", sessions.slice(from, from + NAMED), STANDING);
      for (const row of rows) {
        const at = timeOf(row["received_at"]);
        const idle = row["max_idle_ms"];
        standings.of({ session: String(row["session"]), agent: String(row["agent"]) }).add(at, {
          turn: Number(row["turn"]),
          epoch: Number(row["epoch"]),
          lastAt: row["ended_at"] === null ? at : timeOf(row["ended_at"]),
          maxIdleMs: idle === null ? undefined : Number(idle),
          compacted: row["compacted"] === true || row["compacted"] === 1,
        });
      }
    }
    return standings;
  }

  async #ask(
    tenant: string,
    column: "exchange" | "response" | "session",
    values: readonly string[],
    select: readonly Extract<Query["select"][number], { kind: "column" }>["column"][],
  ): Promise<readonly Readonly<Record<string, unknown>>[]> {
    if (values.length === 0) return [];
    const of: Filter[] = [
      { kind: "compare", column, operator: "in", value: [...values] },
      { kind: "compare", column: "tenant", operator: "=", value: tenant },
      { kind: "compare", column: "operation", operator: "=", value: "generate" },
    ];
    const { rows } = await this.#ports.exchanges.query(
      {
        where: { kind: "all", of },
        groupBy: [],
        select: select.map((name) => ({ kind: "column", column: name, name })),
        orderBy: column === "session" ? [{ name: "received_at", descending: true }] : [],
        limit: LIMITS.rows,
        synthetic: true,
      },
      { kind: "all" },
      LIMITS,
    );
    return rows;
  }
}

/** What each agent of each session had come to, and when. */
class Standings {
  readonly #all = new Map<string, AgentStandings>();

  of({ session, agent = "" }: { readonly session: string; readonly agent?: string | undefined }): AgentStandings {
    const place = `${session}\0${agent}`;
    let standings = this.#all.get(place);
    if (standings === undefined) this.#all.set(place, (standings = new AgentStandings()));
    return standings;
  }
}

class AgentStandings {
  readonly #known: { readonly at: number; readonly standing: DeclaredStanding }[] = [];

  /** What it had come to at a time; undefined where that is before all that is known. */
  before(at: number): DeclaredStanding | undefined {
    let found: { readonly at: number; readonly standing: DeclaredStanding } | undefined;
    for (const one of this.#known) if (one.at <= at && (found === undefined || one.at >= found.at)) found = one;
    return found?.standing;
  }

  add(at: number, standing: DeclaredStanding): void {
    this.#known.push({ at, standing });
  }
}

/** The id of an exchange that was told of: always the same, in the form that all have (UUIDv7). */
function exchangeId({ at, untimed, source, id }: DeclaredExchange, tenant: string): string {
  const hex = sha256(`declared\0${tenant}\0${source}\0${id}`).slice("sha256:".length);
  // What has no times of its own may be told of with others: it is the same all the same.
  const time = (untimed ? 0 : Math.floor(at)).toString(16).padStart(12, "0");
  const variant = ((Number.parseInt(hex.charAt(3), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`;
}

/** The same records are the same block: told again after a failure they are stored once. */
function blockOf(records: readonly ExchangeRecord[]): string {
  return `declared-${sha256(records.map(({ exchange }) => exchange).join("\n")).slice("sha256:".length, -32)}`;
}
