import type { ColumnName } from "../exchange/columns.ts";
import type { Filter, Query, Selection } from "../exchange/query/query.ts";
import type { ExchangeStore, Fence, ReadLimits, Row, Rows } from "../exchange/store.ts";

/** Whose use of what is asked for, and of when. */
export interface UsageQuestion {
  readonly tenant?: string;
  readonly surface?: string;
  /** Milliseconds; received at or after, and before. */
  readonly since: number;
  readonly until: number;
  /** Whether lab, test and probe traffic counts. */
  readonly synthetic: boolean;
}

/** What some exchanges used. */
export interface Usage {
  readonly exchanges: number;
  readonly tokens: {
    readonly input: number;
    readonly output: number;
    readonly cache_read: number;
    readonly reasoning: number;
  };
  /** Exchanges whose price is known; the cost is theirs alone. */
  readonly priced: number;
  readonly cost_usd: number;
  /** Of those whose price is known; null where there are none. */
  readonly mean_cost_usd: number | null;
}

/** What a choice went with: not what it caused, because who chose, and when, was nobody's draw. */
export interface ChoiceUsage {
  readonly surface: string;
  readonly notice: string;
  readonly choice: string;
  /** Exchanges of the tenant on this surface under the choice, and all its others there. */
  readonly with: Usage;
  readonly without: Usage;
  /** The mean cost of an exchange with the choice, less that without; null where either is not known. */
  readonly mean_cost_difference_usd: number | null;
}

/** What a tenant used. */
export interface TenantUsage extends Usage {
  readonly tenant: string;
  readonly surfaces: readonly (Usage & { readonly surface: string })[];
  readonly choices: readonly ChoiceUsage[];
}

/** The use of one tenant's exchanges that are alike in surface and choice. */
interface UsageRow {
  readonly tenant: string;
  readonly surface: string;
  readonly choice: string;
  readonly usage: Usage;
}

/** What tenants used, the dearest first. */
export interface UsageReport {
  readonly tenants: readonly TenantUsage[];
  /** Whether there is more than a limit let through: the sums are then too small. */
  readonly truncated: boolean;
}

const GROUPS = ["tenant", "surface", "choice"] as const satisfies readonly ColumnName[];

/** Adds up what tenants used, and what their choices went with. */
export async function usageOf(
  question: UsageQuestion,
  exchanges: Pick<ExchangeStore, "query">,
  fence: Fence,
  limits: ReadLimits,
): Promise<UsageReport> {
  const ask = (select: readonly Selection[], priced: boolean): Promise<Rows> =>
    exchanges.query(queryFor(question, select, priced), fence, limits);
  const all = await ask([COUNT, ...SUMS], false);
  const priced = await ask([COUNT, sum("cost_usd")], true);
  const known = new Map(priced.rows.map((row) => [keyOf(row), row]));
  return {
    tenants: byTenant(all.rows.map((row) => usageRow(row, known.get(keyOf(row))))),
    truncated: all.truncated || priced.truncated,
  };
}

const COUNT: Selection = { kind: "aggregate", function: "count", name: "count" };
const SUMS = (["input_tokens", "output_tokens", "cache_read_tokens", "reasoning_tokens"] as const).map(sum);

/** A sum has a name of its own: the engine would take a column's name for the sum in conditions too. */
function sum(column: ColumnName): Selection {
  return { kind: "aggregate", function: "sum", column, name: `sum_${column}` };
}

function queryFor(
  { tenant, surface, since, until, synthetic }: UsageQuestion,
  select: readonly Selection[],
  priced: boolean,
): Query {
  const is = (column: ColumnName, value: string | undefined): readonly Filter[] =>
    value === undefined ? [] : [{ kind: "compare", column, operator: "=", value }];
  const known: Filter = { kind: "compare", column: "cost_usd", operator: "!=", value: null };
  const of = [...is("tenant", tenant), ...is("surface", surface), ...(priced ? [known] : [])];
  return {
    where: { kind: "all", of },
    since,
    until,
    groupBy: GROUPS,
    select,
    orderBy: [{ name: "count", descending: true }],
    limit: 10_000,
    synthetic,
  };
}

function usageRow(row: Row, priced: Row | undefined): UsageRow {
  const tokens = {
    input: number(row["sum_input_tokens"]),
    output: number(row["sum_output_tokens"]),
    cache_read: number(row["sum_cache_read_tokens"]),
    reasoning: number(row["sum_reasoning_tokens"]),
  };
  const text = (name: string): string => String(row[name] ?? "");
  return {
    tenant: text("tenant"),
    surface: text("surface"),
    choice: text("choice"),
    usage: withMean({
      exchanges: number(row["count"]),
      tokens,
      priced: number(priced?.["count"]),
      cost_usd: number(priced?.["sum_cost_usd"]),
    }),
  };
}

function byTenant(rows: readonly UsageRow[]): readonly TenantUsage[] {
  const tenants = [...grouped(rows, ({ tenant }) => tenant)].map(([tenant, own]): TenantUsage => {
    const surfaces = [...grouped(own, ({ surface }) => surface)];
    return {
      tenant,
      ...together(own),
      surfaces: surfaces.map(([surface, some]) => ({ surface, ...together(some) })),
      choices: surfaces.flatMap(([surface, some]) => choicesIn(surface, some)),
    };
  });
  return tenants.sort((a, b) => b.cost_usd - a.cost_usd || b.exchanges - a.exchanges);
}

function choicesIn(surface: string, rows: readonly UsageRow[]): readonly ChoiceUsage[] {
  const made = new Set(rows.flatMap(({ choice }) => choice.split(",").filter((part) => part !== "")));
  return [...made].sort().map((part): ChoiceUsage => {
    const [notice = "", choice = ""] = part.split(":");
    const [under, others] = [true, false].map((is) =>
      together(rows.filter((row) => row.choice.split(",").includes(part) === is)),
    ) as [Usage, Usage];
    const difference = meanDifference(under.mean_cost_usd, others.mean_cost_usd);
    return { surface, notice, choice, with: under, without: others, mean_cost_difference_usd: difference };
  });
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function together(rows: readonly UsageRow[]): Usage {
  const total = (of: (usage: Usage) => number): number => rows.reduce((sum, { usage }) => sum + of(usage), 0);
  return withMean({
    exchanges: total(({ exchanges }) => exchanges),
    tokens: {
      input: total(({ tokens }) => tokens.input),
      output: total(({ tokens }) => tokens.output),
      cache_read: total(({ tokens }) => tokens.cache_read),
      reasoning: total(({ tokens }) => tokens.reasoning),
    },
    priced: total(({ priced }) => priced),
    cost_usd: total((usage) => usage.cost_usd),
  });
}

function withMean(usage: Omit<Usage, "mean_cost_usd">): Usage {
  return { ...usage, mean_cost_usd: usage.priced === 0 ? null : usage.cost_usd / usage.priced };
}

function keyOf(row: Row): string {
  return JSON.stringify(GROUPS.map((name) => row[name]));
}

function number(value: unknown): number {
  const read = Number(value ?? 0);
  return Number.isFinite(read) ? read : 0;
}

/** How far two mean costs are apart, in dollars, without what is left over from adding up in binary; null where one is not known. */
export function meanDifference(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : Number((one - other).toFixed(12)) + 0;
}
