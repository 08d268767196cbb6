import { type Context, Hono } from "hono";
import { z } from "zod";
import { BellwetherError } from "../core/error.ts";
import { checked, readJson } from "./api-body.ts";

const answer = z.strictObject({
  status: z.int().min(100).max(599),
  type: z.string().max(200),
  answer: z.string().optional(),
  answer_base64: z.base64().optional(),
});
const handedSchema = z.strictObject({ answers: z.array(answer).min(1).max(10_000) });

/** Answers that a lab is to give, in their order. */
export type HandedAnswers = z.infer<typeof handedSchema>["answers"];

/** Keeps answers where the lab of the group finds them. */
export interface HandedRecordings {
  /** @returns what the lab calls them. */
  keep(answers: HandedAnswers): Promise<{ readonly id: string; readonly name: string }>;
  drop(id: string): Promise<void>;
}

/** Routes by which a test hands recorded answers to the lab, and takes them back. */
export function recordingRoutes(recordings: HandedRecordings, admin: (context: Context) => void): Hono {
  const app = new Hono();
  app.post("/", async (context) => {
    admin(context);
    const { answers } = checked(handedSchema, await readJson(context));
    return context.json(await recordings.keep(answers), 201);
  });
  app.delete("/:id", async (context) => {
    admin(context);
    const id = context.req.param("id");
    if (!/^[0-9a-f-]{36}$/.test(id)) throw new BellwetherError("resource_unknown", `there is no recording ${id}`);
    await recordings.drop(id);
    return context.body(null, 204);
  });
  return app;
}
