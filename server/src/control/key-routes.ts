import { type Context, Hono } from "hono";
import { z } from "zod";
import { KEY_KINDS, type KeyRecord } from "../gateway/key.ts";
import { checked, readJson } from "./api-body.ts";
import type { KeyService, MadeKey } from "./keys.ts";

const name = z.string().min(1).max(64);
const wishSchema = z.strictObject({
  kind: z.enum(KEY_KINDS),
  tenant: name.default("default"),
  surface: name.optional(),
  audience: name.optional(),
  channel: name.optional(),
  trusted: z.boolean().optional(),
  name: z.string().max(200).optional(),
});
const rotateSchema = z.strictObject({
  overlap_ms: z
    .number()
    .int()
    .min(0)
    .max(366 * 86_400_000)
    .default(0),
});

/** Routes that make, list, rotate and revoke keys. A key is shown once, in the answer that made it. */
export function keyRoutes(keys: KeyService, admin: (context: Context) => KeyRecord): Hono {
  const app = new Hono();
  app.get("/", async (context) => {
    admin(context);
    return context.json({ keys: await keys.list() });
  });
  app.post("/", async (context) => {
    const actor = admin(context);
    return context.json(shown(await keys.create(checked(wishSchema, await readJson(context)), actor.id)), 201);
  });
  app.post("/:id/rotate", async (context) => {
    const actor = admin(context);
    const { overlap_ms } = checked(rotateSchema, await readJson(context));
    return context.json(shown(await keys.rotate(context.req.param("id"), overlap_ms, actor.id)), 201);
  });
  app.delete("/:id", async (context) => {
    const actor = admin(context);
    await keys.revoke(context.req.param("id"), actor.id);
    return context.body(null, 204);
  });
  return app;
}

function shown({ secret, record }: MadeKey): Record<string, unknown> {
  const { hash: _hash, ...key } = record;
  return { ...key, key: secret };
}
