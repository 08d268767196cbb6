import { buildCommand } from "@stricli/core";
import { COLUMNS } from "../../exchange/columns.ts";
import { parseQuery } from "../../exchange/query/parse.ts";
import type { Rows } from "../../exchange/store.ts";
import { type ApiClient, apiClient } from "../api-client.ts";
import { type CliContext, EXIT, guarded, usageError } from "../context.ts";
import { type Expectation, holdsOfNothing, parseExpectation, unexpectedRows } from "../expectation.ts";
import { apiFlags, type ApiFlags } from "../flags.ts";
import { renderRows, ROW_FORMATS, type RowFormat } from "../render-rows.ts";

interface QueryFlags extends ApiFlags {
  readonly since?: string;
  readonly until?: string;
  readonly groupBy?: string;
  readonly show?: string;
  readonly orderBy?: string;
  readonly limit?: string;
  readonly synthetic: boolean;
  readonly sql?: string;
  readonly expect?: string;
  readonly format?: RowFormat;
  readonly columns: boolean;
}

const text = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: String, optional: true, brief, placeholder }) as const;

/** `bellwether query`: answers a question about exchanges, and for CI says whether the answer is as expected. */
export const queryCommand = buildCommand<QueryFlags, string[], CliContext>({
  docs: {
    brief: "Ask about recorded exchanges",
    fullDescription: `Ask about recorded exchanges, with conditions over every column of the record.

Examples
  bellwether query 'surface=code-assistant violations~MISMATCH' --since 7d
  bellwether query 'idle>1h' --group-by contract,model --show count,cache_read_ratio,p95(duration)
  bellwether query "build=\${CI_COMMIT_SHA:?} (delegated or violations~.)" --expect 'count = 0'
  bellwether query --sql 'SELECT model_served, count() FROM exchanges GROUP BY 1'

Conditions: column = != > >= < <= ~ (expression) has in (a, b); side by side all must hold; and, or, not, brackets.
Times: 250ms 5m 1h 7d. Exit codes: 0 as expected, 1 not as expected, 3 could not run.`,
  },
  parameters: {
    flags: {
      ...apiFlags,
      since: text("Received at or after: 7d (ago), 2026-04-01, 2026-04-01T12:00:00Z", "TIME"),
      until: text("Received before", "TIME"),
      groupBy: text("Columns to group by", "LIST"),
      show: text(
        "Columns or figures: count, sum(x), avg(x), p95(x), uniq(x), share(x), cost, cache_read_ratio",
        "LIST",
      ),
      orderBy: text("Columns of the answer to sort by: x or 'x desc'", "LIST"),
      limit: text("Rows at most (default 100)", "N"),
      synthetic: { kind: "boolean", default: false, brief: "Count lab, test and probe traffic too" },
      sql: text("One read-only SELECT over the table exchanges, in place of conditions", "SELECT"),
      expect: text("Exit 1 and show the rows unless every row of the answer holds this: 'count = 0'", "COMPARISON"),
      format: { kind: "enum", values: ROW_FORMATS, optional: true, brief: "text, json, jsonl or csv" },
      columns: { kind: "boolean", default: false, brief: "List the columns and what they hold" },
    },
    positional: { kind: "array", parameter: { brief: "Conditions", parse: String, placeholder: "conditions" } },
  },
  async func(flags, ...conditions) {
    await guarded(this, flags.json, async () => {
      const format = flags.format ?? (flags.json ? "json" : "text");
      if (flags.columns) {
        const rows = COLUMNS.map(({ name, type, doc }) => ({ column: name, holds: type, meaning: doc }));
        this.process.stdout.write(
          renderRows({ columns: ["column", "holds", "meaning"], rows, truncated: false }, format),
        );
        return EXIT.pass;
      }
      const expectation = flags.expect === undefined ? undefined : parseExpectation(flags.expect);
      // Checked here first: a mistake in the question needs no server to be found.
      if (flags.sql === undefined) parseQuery({ ...flags, where: conditions.join(" ") }, Date.now());
      const client = apiClient(flags, this.colour);
      const { rows, detail } = await ask(client, flags, conditions.join(" "), expectation);
      if (expectation === undefined) {
        this.process.stdout.write(renderRows(rows, format));
        return EXIT.pass;
      }
      const failing = unexpectedRows(rows, expectation);
      if (rows.truncated && failing.length === 0) {
        throw usageError(
          `--expect has seen ${rows.rows.length} rows of more, and says nothing of the rest: ask for a figure (--show count), narrow the question, or raise --limit`,
        );
      }
      if (rows.rows.length === 0 && !holdsOfNothing(expectation)) {
        this.process.stderr.write(
          `bellwether: not as expected: no exchange matches, so nothing holds ${flags.expect}\n`,
        );
        return EXIT.fail;
      }
      const asked = `${expectation.name} ${expectation.operator} ${expectation.value}`;
      if (failing.length === 0) {
        if (format === "text") this.process.stdout.write(`as expected: ${asked}\n`);
        else this.process.stdout.write(renderRows(rows, format));
        return EXIT.pass;
      }
      this.process.stdout.write(renderRows((await detail()) ?? { ...rows, rows: failing }, format));
      this.process.stderr.write(
        `bellwether: not as expected: ${asked} does not hold (${failing.map((row) => String(row[expectation.name])).join(", ")})\n`,
      );
      return EXIT.fail;
    });
  },
});

interface Asked {
  readonly rows: Rows;
  /** The exchanges behind a failed expectation, where the answer is one figure of all of them. */
  readonly detail: () => Promise<Rows | undefined>;
}

async function ask(
  client: ApiClient,
  flags: QueryFlags,
  where: string,
  expectation: Expectation | undefined,
): Promise<Asked> {
  if (flags.sql !== undefined) {
    if (where !== "") throw usageError("--sql takes the place of conditions; leave one of the two out");
    const rows = (await client.call("POST", "/api/v1/sql", { statement: flags.sql })) as Rows;
    return { rows, detail: () => Promise.resolve(undefined) };
  }
  const plain = flags.show === undefined && flags.groupBy === undefined;
  const counts = plain && expectation?.name === "count";
  const rows = await fetchRows(client, flags, where, counts ? "count" : flags.show);
  return { rows, detail: () => (counts ? fetchRows(client, flags, where, undefined) : Promise.resolve(undefined)) };
}

async function fetchRows(client: ApiClient, flags: QueryFlags, where: string, show: string | undefined): Promise<Rows> {
  const params = new URLSearchParams();
  const given = {
    where,
    since: flags.since,
    until: flags.until,
    group_by: flags.groupBy,
    show,
    order_by: flags.orderBy,
    limit: flags.limit,
  };
  for (const [name, value] of Object.entries(given)) if (value !== undefined && value !== "") params.set(name, value);
  if (flags.synthetic) params.set("synthetic", "true");
  return (await client.call("GET", `/api/v1/query?${params}`)) as Rows;
}
