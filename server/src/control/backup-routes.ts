import { type Context, Hono } from "hono";
import { BellwetherError } from "../core/error.ts";

/** What a backup is copied from, on the machine of control: it stays as it is until the backup ends. */
export interface BackupSource {
  readonly id: string;
  /** The control store, whole, in one file. */
  readonly control: string;
  /** Tables of the exchange store, as JSON. */
  readonly exchanges: unknown;
}

/** Holds the stores of one moment for as long as they are copied. */
export interface Backups {
  /** @throws {BellwetherError} where the stores are not kept by this machine. */
  begin(): Promise<BackupSource>;
  end(id: string): Promise<void>;
}

/** Routes by which a command on the same machine copies both stores while they are in use. */
export function backupRoutes(backups: Backups, admin: (context: Context) => void): Hono {
  const app = new Hono();
  app.post("/", async (context) => {
    admin(context);
    return context.json(await backups.begin(), 201);
  });
  app.delete("/:id", async (context) => {
    admin(context);
    const id = context.req.param("id");
    if (!/^[0-9a-f-]{36}$/.test(id)) throw new BellwetherError("resource_unknown", `there is no backup ${id}`);
    await backups.end(id);
    return context.body(null, 204);
  });
  return app;
}
