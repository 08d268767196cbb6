import { type Context, Hono } from "hono";
import { z } from "zod";
import type { KeyRecord } from "../gateway/key.ts";
import { checked, readJson } from "./api-body.ts";
import type { ErasureService, EraseWish } from "./erasures.ts";

const id = z.string().min(1).max(512);
const tenantSchema = z.strictObject({ dry_run: z.boolean().default(false) });
const userSchema = z.strictObject({
  tenant: z.string().min(1).max(64).default("default"),
  sessions: z.array(id).max(1_000).default([]),
  users: z.array(id).max(100).default([]),
  dry_run: z.boolean().default(false),
});

/** Routes that erase what is recorded of a tenant or a user. */
export function eraseRoutes(erasures: ErasureService, operator: (context: Context) => KeyRecord): Hono {
  const app = new Hono();
  const answer = async (context: Context, wish: EraseWish, dryRun: boolean, actor: string): Promise<Response> => {
    if (dryRun) return context.json({ dry_run: true, erasable: await erasures.count(wish) });
    return context.json(await erasures.erase(wish, actor));
  };
  app.post("/tenants/:id/erase", async (context) => {
    const actor = operator(context);
    const { dry_run } = checked(tenantSchema, await readJson(context));
    return answer(context, { kind: "tenant", tenant: context.req.param("id") }, dry_run, actor.id);
  });
  app.post("/users/erase", async (context) => {
    const actor = operator(context);
    const { dry_run, ...named } = checked(userSchema, await readJson(context));
    return answer(context, { kind: "user", ...named }, dry_run, actor.id);
  });
  return app;
}
