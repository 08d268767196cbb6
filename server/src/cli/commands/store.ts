import { buildCommand, buildRouteMap } from "@stricli/core";
import { clusterStatements } from "../../adapters/clickhouse/cluster-ddl.ts";
import { loadMigrations } from "../../adapters/clickhouse/migrate.ts";
import { type CliContext, EXIT, guarded } from "../context.ts";

interface DdlFlags {
  readonly cluster?: string;
  readonly json: boolean;
}

const ddl = buildCommand<DdlFlags, [], CliContext>({
  docs: {
    brief: "Print the schema of the exchange store",
    fullDescription: `Print the statements that make the exchange store, as Bellwether runs them itself, or for a ClickHouse cluster: replicated tables on each shard, one table over all shards.

Examples
  bellwether store ddl
  bellwether store ddl --cluster main | clickhouse-client --multiquery`,
  },
  parameters: {
    flags: {
      cluster: { kind: "parsed", parse: String, optional: true, brief: "Name of the cluster", placeholder: "NAME" },
      json: { kind: "boolean", default: false, brief: "Answer in JSON" },
    },
  },
  async func(flags) {
    await guarded(this, flags.json, () => {
      const migrations = loadMigrations();
      const statements =
        flags.cluster === undefined
          ? migrations.flatMap((migration) => migration.statements)
          : clusterStatements(migrations, flags.cluster);
      const text = flags.json
        ? `${JSON.stringify({ statements })}\n`
        : statements.map((statement) => `${statement};\n`).join("\n");
      this.process.stdout.write(text);
      return Promise.resolve(EXIT.pass);
    });
  },
});

/** `bellwether store`: what the exchange store is made of. */
export const storeCommands = buildRouteMap({
  routes: { ddl },
  docs: { brief: "Print the schema of the exchange store" },
});
