import { BellwetherError } from "../../core/error.ts";
import { literal } from "./literal.ts";
import type { Migration } from "./migrate.ts";

/** Rows of one shard; the name without this is the table over all of them. */
const LOCAL = "_local";
/** What keeps together on one shard: a session's exchanges; figures lie where their exchanges do. */
const SHARDED_BY: Readonly<Record<string, string>> = {
  exchanges: "cityHash64(tenant, session)",
  erased_digests: "cityHash64(exchange)",
  // Of scores with one id one stands: they have to meet.
  scores: "cityHash64(tenant, id)",
};
/** A table that every node has whole. */
const EVERYWHERE = "migrations";

/**
 * The schema for a cluster: each table replicated on its shards (`NAME_local`), a table over all
 * shards under the plain name, every statement on all nodes. It is for a cluster that holds no
 * records yet, and ends with notes that the migrations have been made.
 *
 * @throws {BellwetherError} `usage` for a name that no cluster can have, `internal` for a
 * migration that this has not learnt to read.
 */
export function clusterStatements(migrations: readonly Migration[], cluster: string): readonly string[] {
  if (!/^[A-Za-z_][\w-]*$/.test(cluster))
    throw new BellwetherError("usage", `${JSON.stringify(cluster)} cannot name a cluster: letters, digits, _ and -`);
  const on = `ON CLUSTER ${literal(cluster)}`;
  const noted =
    "CREATE TABLE IF NOT EXISTS migrations (id UInt32, name String, checksum String, applied_at DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY id";
  return [
    ...create(noted, on, cluster),
    ...migrations.flatMap(({ statements }) => statements.flatMap((statement) => converted(statement, on, cluster))),
    ...migrations.map(
      ({ id, name, checksum }) =>
        `INSERT INTO migrations SELECT ${id}, ${literal(name)}, ${literal(checksum)}, now64(3, 'UTC')`,
    ),
  ];
}

function converted(statement: string, on: string, cluster: string): readonly string[] {
  if (statement.startsWith("CREATE TABLE")) return create(statement, on, cluster);
  if (statement.startsWith("CREATE MATERIALIZED VIEW")) {
    return [
      statement
        .replace(/^(CREATE MATERIALIZED VIEW IF NOT EXISTS \w+) TO (\w+)/, `$1 ${on} TO $2${LOCAL}`)
        .replace(/\bFROM (exchanges|cohort_hours)\b/, `FROM $1${LOCAL}`)
        .replaceAll(/\bcohort_hours\.at\b/g, `cohort_hours${LOCAL}.at`),
    ];
  }
  const [, table = "", rest = ""] = /^ALTER TABLE (\w+)\s+([\s\S]*)$/.exec(statement) ?? [];
  if (table !== "") {
    const local = `ALTER TABLE ${table}${LOCAL} ${on} ${rest}`;
    // The table over all shards has columns too, and nothing else that could be altered.
    return /^(ADD|DROP) COLUMN\b/.test(rest) ? [local, `ALTER TABLE ${table} ${on} ${rest}`] : [local];
  }
  const [dropped = "", kind = ""] = /^DROP (VIEW|TABLE) IF EXISTS \w+$/.exec(statement) ?? [];
  // Rows lie under a table's local name; a view has none.
  if (dropped !== "")
    return (kind === "VIEW" ? [dropped] : [`${dropped}${LOCAL}`, dropped]).map((one) => `${one} ${on}`);
  // What takes existing records in has nothing to do where there are none.
  if (/^(TRUNCATE TABLE|INSERT INTO) \w+/.test(statement)) return [];
  throw new BellwetherError("internal", `no cluster form is known of: ${statement.slice(0, 80)}`);
}

function create(statement: string, on: string, cluster: string): readonly string[] {
  const [, table = ""] = /^CREATE TABLE IF NOT EXISTS (\w+)/.exec(statement) ?? [];
  const engine = /\bENGINE = (\w*)MergeTree(?:\(((?:[^()]|\([^()]*\))*)\))?/.exec(statement);
  if (table === "" || engine === null)
    throw new BellwetherError("internal", `no cluster form is known of: ${statement.slice(0, 80)}`);
  const [whole, kind = "", more = ""] = engine;
  const everywhere = table === EVERYWHERE;
  const name = everywhere ? table : `${table}${LOCAL}`;
  const place = `'/clickhouse/tables/${everywhere ? "all" : "{shard}"}/{database}/${name}', '{replica}'`;
  const local = statement
    .replace(table, `${name} ${on}`)
    .replace(whole, `ENGINE = Replicated${kind}MergeTree(${[place, ...(more === "" ? [] : [more])].join(", ")})`)
    .replace("non_replicated_deduplication_window", "replicated_deduplication_window");
  if (everywhere) return [local];
  const by = SHARDED_BY[table] ?? "rand()";
  return [
    local,
    `CREATE TABLE IF NOT EXISTS ${table} ${on} AS ${name} ENGINE = Distributed(${literal(cluster)}, currentDatabase(), ${name}, ${by})`,
  ];
}
