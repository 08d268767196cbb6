import type { Effect, Notice } from "../contract/notices/notice.ts";
import { titleOf } from "../contract/notices/render/words.ts";
import { type Shift, shiftsOf } from "../contract/shifts/shifts.ts";
import type { ColumnName } from "../exchange/columns.ts";
import { marksIn } from "../exchange/erase.ts";
import type { Filter, Query, Selection } from "../exchange/query/query.ts";
import type { ExchangeStore, Fence, ReadLimits, Row } from "../exchange/store.ts";
import { OBSERVED_COLUMNS, observationOfRecord } from "../session/observe-record.ts";

/** Whose conversations are asked about, and between which moments. */
export interface WasItMeQuestion {
  readonly tenant: string;
  /** A conversation, as its client names it. */
  readonly session?: string;
  /** The user's id as skeletons of the tenant show it. */
  readonly userMark?: string;
  /** Milliseconds; the end is not included. */
  readonly from: number;
  readonly to: number;
  /** Whether lab, test and probe traffic counts. */
  readonly synthetic: boolean;
}

/** One way in which they were served: what alike exchanges have in common. */
export interface Reached {
  readonly surface: string;
  readonly version: string;
  readonly contract_digest: string;
  /** The channel by which it was found; empty where it was asked for by its number. */
  readonly channel: string;
  /** Choices of the tenant by which it held. */
  readonly choice: string;
  readonly build: string;
  readonly client: string;
  readonly client_version: string;
  readonly sessions: number;
  readonly exchanges: number;
  readonly first_seen: string;
  readonly last_seen: string;
  /** Whether none of their exchanges before had it, as far back as records are kept. */
  readonly new: boolean;
}

/** A notice of a change that reached them. */
export interface ReachedBy {
  readonly notice: string;
  readonly title: string;
  readonly at: string;
  readonly why: string | null;
  readonly changes: readonly { readonly severity: string; readonly message: string }[];
  /** Whether every exchange of theirs was held to what was before, by the tenant's choice. */
  readonly withheld: boolean;
  /** Empty while nothing has been measured. */
  readonly measured: readonly Effect[];
}

/** What can be said of what reached somebody. */
export interface Told {
  /** The earliest first. */
  readonly reached: readonly Reached[];
  readonly notices: readonly ReachedBy[];
  /** What their clients' releases began to send otherwise, without anybody's contract. */
  readonly defaults: readonly ReachedDefault[];
  /** Whether a limit cut the answer short. */
  readonly truncated: boolean;
}

/** A change of what a client sends by default. */
export type ReachedDefault = Omit<Shift, "findings"> & {
  readonly changes: readonly { readonly severity: string; readonly message: string }[];
};

/** What is signed: who is spoken of, and what reached them. */
export interface WasItMeStatement extends Told {
  readonly kind: "was-it-me";
  readonly issued_at: string;
  /** Where it was issued, where the configuration says it. */
  readonly issuer: string | null;
  readonly tenant: string;
  /** Nobody in particular where neither is named: all of the tenant. */
  readonly of: { readonly user?: string; readonly session?: string };
  readonly from: string;
  readonly to: string;
  /** Whether all exchanges of the tenant were looked at, or those of the key that asked. */
  readonly scope: "tenant" | "key";
}

/** What answers are made from. */
export interface WasItMePorts {
  readonly exchanges: Pick<ExchangeStore, "query">;
  readonly notices: () => readonly Notice[];
  readonly limits: ReadLimits;
}

const GROUPS = [
  ...(["surface", "version", "contract_digest", "channel", "choice", "build", "client", "client_version"] as const),
] as const satisfies readonly ColumnName[];

/** First requests of conversations that are looked at for defaults. */
const MOST = 2_000;

/** Finds every contract, build and release of a client that reached somebody's conversations. */
export async function wasItMe(ports: WasItMePorts, question: WasItMeQuestion, fence: Fence): Promise<Told> {
  const { from, to } = question;
  const { exchanges, limits, notices } = ports;
  const ask = (query: Query) => exchanges.query(query, fence, limits);
  const during = await ask(groupQuery(question, from));
  const ever = await ask(groupQuery(question, undefined));
  const first = new Map(ever.rows.map((row) => [keyOf(row), timeOf(row["first_seen"])]));
  const firsts = await ask(firstsQuery(question));
  const { shifts } = shiftsOf(firsts.rows.toReversed().map(observationOfRecord), { sessions: 2, now: to });
  const reached = during.rows
    .map((row) => reachedOf(row, (first.get(keyOf(row)) ?? 0) >= from))
    .sort((a, b) => a.first_seen.localeCompare(b.first_seen));
  return {
    reached,
    notices: notices().flatMap((notice) => reachedBy(notice, reached, notices())),
    defaults: shifts.map(({ findings, ...shift }) => ({
      ...shift,
      changes: findings.map(({ severity, message }) => ({ severity, message })),
    })),
    truncated: during.truncated || ever.truncated || firsts.truncated || firsts.rows.length >= MOST,
  };
}

function groupQuery(question: WasItMeQuestion, since: number | undefined): Query {
  const aggregate = (name: "min" | "max" | "uniq", column: ColumnName, as: string): Selection => ({
    kind: "aggregate",
    function: name,
    column,
    name: as,
  });
  return {
    where: whose(question),
    ...(since === undefined ? {} : { since }),
    until: question.to,
    groupBy: GROUPS,
    select: [
      aggregate("min", "received_at", "first_seen"),
      aggregate("max", "received_at", "last_seen"),
      aggregate("uniq", "session", "sessions"),
      { kind: "aggregate", function: "count", name: "exchanges" },
    ],
    orderBy: [{ name: "first_seen", descending: false }],
    limit: 10_000,
    synthetic: question.synthetic,
  };
}

/** The requests with which their conversations began: what a client sends before anything was said. */
function firstsQuery(question: WasItMeQuestion): Query {
  const is = (column: ColumnName, value: string): Filter => ({ kind: "compare", column, operator: "=", value });
  return {
    where: { kind: "all", of: [whose(question), is("operation", "generate"), is("idle_bucket", "first")] },
    since: question.from,
    until: question.to,
    groupBy: [],
    select: OBSERVED_COLUMNS.map((name) => ({ kind: "column", column: name as ColumnName, name })),
    orderBy: [{ name: "received_at", descending: true }],
    limit: MOST,
    synthetic: question.synthetic,
  };
}

function whose({ tenant, session, userMark }: WasItMeQuestion): Filter {
  const is = (column: ColumnName, value: string): Filter => ({ kind: "compare", column, operator: "=", value });
  const named: readonly Filter[] = [
    ...(session === undefined ? [] : [is("session", session)]),
    ...(userMark === undefined
      ? []
      : marksIn([userMark]).map((mark): Filter => ({
          kind: "compare",
          column: "skeleton",
          operator: "~",
          value: mark,
        }))),
  ];
  const surfaced: Filter = { kind: "compare", column: "surface", operator: "!=", value: "" };
  return {
    kind: "all",
    of: [is("tenant", tenant), surfaced, ...(named.length === 0 ? [] : [{ kind: "any", of: named } as const])],
  };
}

function reachedOf(row: Row, isNew: boolean): Reached {
  const text = (name: ColumnName): string => String(row[name] ?? "");
  return {
    surface: text("surface"),
    version: text("version"),
    contract_digest: text("contract_digest"),
    channel: text("channel"),
    choice: text("choice"),
    build: text("build"),
    client: text("client"),
    client_version: text("client_version"),
    sessions: Number(row["sessions"]),
    exchanges: Number(row["exchanges"]),
    first_seen: new Date(timeOf(row["first_seen"])).toISOString(),
    last_seen: new Date(timeOf(row["last_seen"])).toISOString(),
    new: isNew,
  };
}

/** A notice reached somebody where its new version came to their conversations in the time that is asked about. */
function reachedBy(notice: Notice, reached: readonly Reached[], all: readonly Notice[]): readonly ReachedBy[] {
  const { surface, to, channel, at, terms, measured, entries } = notice;
  // Whoever follows a channel was given the version by its promotion, whoever names a version by its registration.
  const rows = reached.filter(
    (row) => row.surface === surface && row.version === to && row.channel === (channel ?? ""),
  );
  // A version that they had before came to them by an earlier promotion, if it came by one.
  const came = rows.some((row) => row.new && Date.parse(row.last_seen) >= at);
  if (!came) return [];
  // Of several notices of one change a record names the one that it was gone back from by.
  const ofChange = all.filter(
    (one) => one.digests.from === notice.digests.from && one.digests.to === notice.digests.to,
  );
  const without = new Set(ofChange.flatMap(({ id }) => [`${id}:out`, `${id}:default`]));
  return [
    {
      notice: notice.id,
      title: titleOf(notice),
      at: new Date(at).toISOString(),
      why: terms.why ?? null,
      changes: entries.map(({ severity, message }) => ({ severity, message })),
      withheld: rows.every(({ choice }) => choice.split(",").some((part) => without.has(part))),
      measured,
    },
  ];
}

function keyOf(row: Row): string {
  return JSON.stringify(GROUPS.map((name) => row[name]));
}

/** A time as the store gives it: milliseconds, or a text in UTC. */
function timeOf(value: unknown): number {
  if (typeof value === "number") return value;
  const text = String(value);
  return Date.parse(/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text.replace(" ", "T")}Z`);
}
