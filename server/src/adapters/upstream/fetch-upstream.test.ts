import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { FetchUpstream } from "./fetch-upstream.ts";

describe.each([301, 302, 303, 307, 308])("an upstream over HTTP that redirects with %i", (status) => {
  const asked: string[] = [];
  let server: Bun.Server<undefined>;
  beforeAll(() => {
    server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      idleTimeout: 0,
      fetch: (request) => {
        asked.push(new URL(request.url).pathname);
        return new Response("elsewhere", { status, headers: { location: "/elsewhere" } });
      },
    });
  });
  afterAll(() => server.stop(true));

  test("is not followed: its caller has the redirect itself, and decides", async () => {
    const response = await new FetchUpstream().send({
      url: `http://127.0.0.1:${server.port}/v1/messages`,
      method: "POST",
      headers: new Headers({ "x-api-key": "provider-secret" }),
      body: new TextEncoder().encode("{}"),
      signal: new AbortController().signal,
    });
    expect([response.status, response.headers.get("location")]).toEqual([status, "/elsewhere"]);
    expect(await new Response(response.body).text()).toBe("elsewhere");
    expect(asked).toEqual(["/v1/messages"]);
  });
});
