import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { describeControlStore } from "../../control/control-store-suite.ts";
import type { AuditEntry } from "../../control/control-store.ts";
import type { BellwetherError } from "../../core/error.ts";
import { SqlControlStore } from "../control-sql/store.ts";
import { parsePostgresAddress } from "./address.ts";
import { postgresBin, PrivatePostgres } from "./fixtures/private-server.ts";
import { openPostgres } from "./open.ts";

const audit: AuditEntry = { at: 1, actor: "test", action: "channel.set", subject: "s", detail: "{}" };

describe.skipIf(postgresBin() === undefined)("PostgreSQL (skipped where none is installed)", () => {
  let server: PrivatePostgres;
  beforeAll(async () => {
    server = await PrivatePostgres.start();
  });
  afterAll(() => server.stop());

  const at = (address: string): SqlControlStore =>
    new SqlControlStore(openPostgres(parsePostgresAddress(address), () => undefined));
  /** What a store at an address says of the first thing that it is asked to do. */
  const trouble = async (address: string): Promise<string> => {
    const store = at(address);
    const failure = (error: BellwetherError): string => `${error.code}: ${error.message}`;
    return store
      .migrate()
      .then(() => "none", failure)
      .finally(() => store.close());
  };

  let shared: Promise<string> | undefined;
  describeControlStore("PostgreSQL", async () => at(server.address(await (shared ??= server.database()))));

  describe("a PostgreSQL that cannot be used", () => {
    test("says of a wrong password who is refused, and where, and keeps the password to itself", async () => {
      const message = await trouble(server.address("postgres", "admin", "wrong-secret"));
      expect(message).toMatch(
        /^store_unreachable: .*127\.0\.0\.1:\d+\/postgres.*refuses the user admin.*stores\.control/,
      );
      expect(message).not.toContain("wrong-secret");
    });

    test("says that there is no such database", async () => {
      expect(await trouble(server.address("nowhere"))).toMatch(/no database nowhere: make it/);
    });

    test("says which right is missing", async () => {
      const database = await server.database();
      await server.run(database, "create role weak login password 'w'");
      expect(await trouble(server.address(database, "weak", "w"))).toMatch(
        /GRANT CREATE, USAGE ON SCHEMA public TO weak/,
      );
    });

    test("says that nothing listens there", async () => {
      expect(await trouble("postgres://u@127.0.0.1:1/d")).toMatch(/nothing listens there/);
    });

    test("must prove who it is where that is asked for", async () => {
      const address = server.address("postgres").replace("127.0.0.1", "localhost");
      const database = address.replace("/postgres", `/${await server.database()}`);
      expect(await trouble(`${database}?sslmode=verify-full`)).toMatch(/certificate does not prove.*sslrootcert=FILE/);
      expect(await trouble(`${database}?sslmode=verify-full&sslrootcert=${server.certificate}`)).toBe("none");
      expect(await trouble(`${database}?sslmode=require`)).toBe("none");
    });
  });

  describe("a connection that is lost", () => {
    test("is made anew: what comes after it works, and nothing that was made is lost", async () => {
      const database = await server.database();
      const store = at(server.address(database));
      await store.migrate();
      expect(await store.apply({ audit })).toBe(1);
      await server.disconnectAll(database);
      // The first question may meet the broken connection; whoever asks again is answered.
      await store.state().catch((error: BellwetherError) => expect(error.code).toBe("store_unreachable"));
      expect(await store.apply({ audit })).toBe(2);
      await server.down();
      expect(await store.apply({ audit }).catch((error: BellwetherError) => error.code)).toBe("store_unreachable");
      await server.up();
      expect(await store.apply({ audit })).toBe(3);
      expect((await store.audit(10)).length).toBe(3);
      await store.close();
    });

    test("in the middle of a change leaves nothing of it", async () => {
      const database = await server.database();
      const store = at(server.address(database));
      await store.migrate();
      // Somebody holds the row that every change begins with; the change waits, and its session is ended.
      const holding = server.run(database, "begin; update state set revision = revision; select pg_sleep(60)");
      const held = holding.catch((error: Error) => error.message);
      await untilLocked(server, database);
      const change = store.apply({ audit }).catch((error: BellwetherError) => error.code);
      await untilWaiting(server, database);
      await server.disconnectAll(database);
      expect(await change).toBe("store_unreachable");
      expect(await held).toMatch(/terminat/);
      expect([await store.revision(), await store.audit(1)]).toEqual([0, []]);
      await store.close();
    });
  });
});

const untilLocked = (server: PrivatePostgres, database: string): Promise<void> =>
  until(server, database, "query like '%pg_sleep%' and wait_event = 'PgSleep'");
const untilWaiting = (server: PrivatePostgres, database: string): Promise<void> =>
  until(server, database, "wait_event_type = 'Lock'");

async function until(server: PrivatePostgres, database: string, condition: string): Promise<void> {
  const others = "datname = current_database() and pid <> pg_backend_pid()";
  for (;;) {
    const { rowCount } = await server.run(database, `select 1 from pg_stat_activity where ${others} and ${condition}`);
    if ((rowCount ?? 0) > 0) return;
  }
}
