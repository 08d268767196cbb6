import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { completeRecord } from "../../exchange/record.ts";
import { type ControlPlace, ControlPlaces } from "./control-places.ts";
import { passToControl } from "./control-proxy.ts";
import { conversationClient } from "./conversation-client.ts";
import { RecordCourier } from "./record-courier.ts";

const folder = mkdtempSync(join(tmpdir(), "bellwether-places-"));
const servers: { stop(force: boolean): Promise<void> }[] = [];
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop(true)));
  rmSync(folder, { recursive: true, force: true });
});

/** A place where control answers as it is told to; without an answer, nobody is there. */
function place(name: string, answer?: (request: Request) => Response | Promise<Response>): ControlPlace {
  const socket = join(folder, `${name}.sock`);
  if (answer !== undefined) servers.push(Bun.serve({ unix: socket, fetch: answer }));
  const target = { base: "http://control", socket };
  return { name, inner: target, api: target };
}

describe("the places where control answers", () => {
  test("are asked one after another, each time the one of the moment is passed over", () => {
    const [a, b] = [place("a"), place("b")];
    const places = new ControlPlaces([a, b]);
    expect(places.current).toBe(a);
    places.passOver(a);
    expect(places.current).toBe(b);
    // Somebody who finds the same out later does not pass over the next one too.
    places.passOver(a);
    expect(places.current).toBe(b);
    places.passOver(b);
    expect(places.current).toBe(a);
    expect(new ControlPlaces([a, b], undefined, 3).current).toBe(b);
  });

  test("are shown the token, as it is at each time", async () => {
    let token = "one";
    const strict = place("strict", ({ headers }) => new Response(headers.get("authorization")));
    const places = new ControlPlaces([strict], () => token);
    const shown = async (): Promise<string> => (await places.ask(strict, "/")).text();
    expect(await shown()).toBe("Bearer one");
    token = "two";
    expect(await shown()).toBe("Bearer two");
  });
});

describe("what is passed on to control", () => {
  const who = (name: string) => async (request: Request) =>
    new Response(`${name} ${request.method} ${new URL(request.url).pathname} ${await request.text()}`);
  const answering = place("answering", who("answering"));

  test.each(["GET", "POST"])("reaches another replica where one is gone: %s", async (method) => {
    const places = new ControlPlaces([place("gone"), answering]);
    const body = method === "POST" ? "{}" : undefined;
    const request = new Request("http://gateway/api/v1/keys", { method, ...(body === undefined ? {} : { body }) });
    const answer = await passToControl(places, request, "/api/v1/keys");
    expect(await answer.text()).toBe(`answering ${method} /api/v1/keys ${body ?? ""}`);
  });

  test("is not what gateways alone may ask", async () => {
    const request = new Request("http://gateway/node/snapshots");
    const answer = await passToControl(new ControlPlaces([answering]), request, "/node/snapshots");
    expect([answer.status, await answer.text()]).toEqual([404, ""]);
  });

  test("is answered with 503 where no replica is there", async () => {
    const places = new ControlPlaces([place("gone-1"), place("gone-2")]);
    const answer = await passToControl(places, new Request("http://gateway/api/v1/keys"), "/api/v1/keys");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
  });
});

describe("a look-up of a conversation", () => {
  const find = (answer?: (request: Request) => Response | Promise<Response>, name = crypto.randomUUID()) =>
    conversationClient(new ControlPlaces([place(name, answer)]), 20).find("t", "c", "s");

  test("gives what control knows", async () => {
    expect(await find(() => Response.json({ id: "s" }))).toMatchObject({ id: "s" });
    expect(await find(() => new Response(null, { status: 404 }))).toBeUndefined();
  });

  test("counts as unknown where control is away or too slow", async () => {
    expect(await find()).toBeUndefined();
    expect(await find(() => new Promise(() => undefined))).toBeUndefined();
  });
});

describe("records that are brought to control", () => {
  test("reach every replica in their order, though another is gone", async () => {
    const heard: Record<string, string[]> = { one: [], two: [] };
    const all = Promise.withResolvers<void>();
    const taking = (name: string) => async (request: Request) => {
      const records = (await request.json()) as { exchange: string }[];
      heard[name]?.push(...records.map(({ exchange }) => exchange));
      if (heard["one"]?.length === 3 && heard["two"]?.length === 3) all.resolve();
      return new Response(null, { status: 204 });
    };
    const places = [place("one", taking("one")), place("absent"), place("two", taking("two"))];
    const courier = new RecordCourier(new ControlPlaces(places));
    for (const exchange of ["e1", "e2", "e3"]) courier.bring([completeRecord({ exchange })]);
    await all.promise;
    expect(heard).toEqual({ one: ["e1", "e2", "e3"], two: ["e1", "e2", "e3"] });
  });
});
