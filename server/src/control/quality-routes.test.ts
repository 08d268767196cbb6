import { expect, test } from "bun:test";
import { asBellwetherError } from "../core/error.ts";
import type { Silence } from "../quality/alerts/alert-book.ts";
import { qualityRoutes, type QualityRoutePorts } from "./quality-routes.ts";

const NOW = Date.UTC(2026, 3, 1, 12);

/** The routes, and what is held back by them. */
function routes() {
  const silences: Silence[] = [];
  const app = qualityRoutes({
    desk: { silence: (silence: Silence) => Promise.resolve(void silences.push(silence)) },
    newId: () => "s1",
    now: () => NOW,
    operator: () => "operator-1",
  } as unknown as QualityRoutePorts);
  app.onError((thrown, context) => context.text(thrown.message, asBellwetherError(thrown).kind.status as 400));
  const silence = (until: string): Promise<Response> =>
    Promise.resolve(
      app.request("/silences", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ match: { monitor: "resolved" }, until, reason: "a known fault" }),
      }),
    );
  return { silences, silence };
}

test("alerts are held back until a time that is still to come, and not until one that is past", async () => {
  const { silences, silence } = routes();
  for (const past of ["2026-04-01T11:59:59Z", "2026-04-01T12:00:00Z", "1999-01-01"]) {
    const refused = await silence(past);
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining("is past")]);
  }
  expect(silences).toEqual([]);
  expect((await silence("2026-04-01T12:00:01Z")).status).toBe(201);
  expect(silences).toMatchObject([{ id: "s1", by: "operator-1" }]);
});
