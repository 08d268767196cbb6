import { expect, test } from "bun:test";
import { matchRoute } from "../wire/routes.ts";
import { errorOf, KEY, Rig } from "./fixtures/rig.ts";

test("a body that does not come to its end in time is refused in the caller's format, however it trickles", async () => {
  const rig = new Rig();
  let feed: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      feed = controller;
    },
  });
  const request = new Request("http://gateway.test/v1/messages", {
    method: "POST",
    headers: { "x-api-key": KEY },
    body,
    duplex: "half",
  } as RequestInit);
  const route = matchRoute("POST", "/v1/messages", request.headers);
  if (route === undefined) throw new Error("no route");
  const answering = rig.gateway.handle({ request, route, path: "/v1/messages", query: "" });
  for (let second = 0; second < 130; second += 10) {
    feed?.enqueue(new Uint8Array([0x20]));
    await Promise.resolve();
    rig.clock.advance(10_000);
    rig.arrivals.sweep();
  }
  const response = await answering;
  expect(response.status).toBe(408);
  expect(await errorOf(response)).toMatchObject({ code: "body_too_slow", type: expect.any(String) });
  expect(rig.upstream.requests).toEqual([]);
  expect([rig.isIdle(), rig.arrivals.size]).toEqual([true, 0]);
});
