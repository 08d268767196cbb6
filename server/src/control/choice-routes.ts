import { type Context, Hono } from "hono";
import { z } from "zod";
import { OPTS } from "../contract/notices/terms.ts";
import { BellwetherError } from "../core/error.ts";
import type { KeyRecord } from "../gateway/key.ts";
import { checked, readJson } from "./api-body.ts";
import { isOperator } from "./auth.ts";
import type { ChoiceService, TenantOption } from "./choices.ts";

/** What the routes answer from, and who is let in. */
export interface ChoiceRoutePorts {
  readonly choices: ChoiceService;
  /** Any live key. @throws {BellwetherError} */
  readonly key: (context: Context) => KeyRecord;
  /** A key that may see and change what all tenants have. @throws {BellwetherError} */
  readonly operator: (context: Context) => KeyRecord;
}

const choiceSchema = z.strictObject({ choice: z.enum(OPTS) });

/** Routes by which a tenant's choices are made and seen. */
export function choiceRoutes({ choices, key, operator }: ChoiceRoutePorts): Hono {
  const app = new Hono();

  app.put("/tenants/:id/choices/:notice", async (context) => {
    const actor = operator(context);
    const { choice } = checked(choiceSchema, await readJson(context));
    const { id, notice } = context.req.param();
    const made = await choices.set(id, notice, choice, actor.id);
    return context.json({ tenant: id, notice, choice, has_keys: made.hasKeys });
  });

  app.get("/tenants/:id/choices", async (context) => {
    const caller = key(context);
    const { id } = context.req.param();
    if (!isOperator(caller) && caller.tenant !== id)
      throw new BellwetherError("key_not_allowed", `this key is of the tenant ${caller.tenant}, and not of ${id}`);
    return context.json({ tenant: id, choices: (await choices.list(id)).map(shown) });
  });
  return app;
}

function shown({ at, choice, sunset, ...option }: TenantOption): Record<string, unknown> {
  return {
    ...option,
    sunset: sunset ?? null,
    choice: choice ?? null,
    chosen_at: at === undefined ? null : new Date(at).toISOString(),
  };
}
