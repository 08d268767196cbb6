import { beforeEach, describe, expect, test } from "bun:test";
import { noticeOf } from "../contract/fixtures/notices.ts";
import type { Notice } from "../contract/notices/notice.ts";
import { asBellwetherError, BellwetherError } from "../core/error.ts";
import { noticeRoutes } from "./notice-routes.ts";

const [one] = [noticeOf("model: { id: m }", "model: { id: other }", {}, "stable")];
const numbered = (count: number, surface = "helper"): Notice[] =>
  Array.from({ length: count }, (_, index) => {
    if (one === undefined) throw new Error("there is a notice");
    return { ...one, surface, id: `n-${surface}-${index}`, number: index + 1 };
  });

let notices: Notice[];
let open: boolean;
beforeEach(() => {
  notices = [...numbered(2), ...numbered(1, "other")];
  open = true;
});

const routes = (baseUrl?: string) => {
  const app = noticeRoutes({
    notices: () => notices,
    installation: () => Promise.resolve({ id: "ab".repeat(32), began: 1 }),
    baseUrl,
    admit: () => {
      if (!open) throw new BellwetherError("key_missing", "no key");
    },
  });
  app.onError((thrown, context) => context.text(thrown.message, asBellwetherError(thrown).kind.status as 400));
  return app;
};
const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  Promise.resolve(routes().request(path, { headers }));
const idsOf = async (path: string): Promise<{ ids: string[]; older: string | null }> => {
  const { notices: shown, older } = (await (await get(path)).json()) as {
    notices: { notice: Notice }[];
    older: string | null;
  };
  return { ids: shown.map(({ notice }) => notice.id), older };
};

describe("notices", () => {
  test("are read by anybody as a page, a feed and JSON, each of its kind", async () => {
    const kinds = {
      "/notices": "text/html",
      "/notices.atom": "application/atom+xml",
      "/notices.json": "application/json",
    };
    for (const [path, kind] of Object.entries(kinds)) {
      const response = await get(path);
      expect([response.status, response.headers.get("content-type")?.split(";")[0]]).toEqual([200, kind]);
      expect(await response.text()).toContain("n-helper-1");
    }
  });

  test("are read by nobody without a key where they are not public", async () => {
    open = false;
    for (const path of ["/notices", "/notices.atom", "/notices.json"]) expect((await get(path)).status).toBe(401);
  });

  test("come newest first, of one surface where one is asked for", async () => {
    expect(await idsOf("/notices.json")).toEqual({ ids: ["n-other-0", "n-helper-1", "n-helper-0"], older: null });
    expect((await idsOf("/notices.json?surface=helper")).ids).toEqual(["n-helper-1", "n-helper-0"]);
    expect((await idsOf("/notices.json?surface=nobody")).ids).toEqual([]);
    const page = await (await get("/notices?surface=%3Cb%3E")).text();
    expect(page).toContain("&lt;b&gt;");
    expect(page).not.toContain("<b>");
  });

  test("are given a hundred at a time, and all of them are reached", async () => {
    notices = numbered(250);
    const first = await idsOf("/notices.json?surface=helper");
    expect([first.ids.length, first.older]).toEqual([100, "n-helper-150"]);
    const second = await idsOf(`/notices.json?before=${first.older}`);
    const third = await idsOf(`/notices.json?before=${second.older}`);
    expect(third).toMatchObject({ older: null });
    expect([...first.ids, ...second.ids, ...third.ids]).toEqual(notices.map(({ id }) => id).reverse());
    expect(await (await get("/notices?surface=helper")).text()).toContain("before=n-helper-150");
    expect((await get("/notices?before=n-none")).status).toBe(404);
  });

  test("are not sent again to a reader that has them", async () => {
    for (const path of ["/notices", "/notices.atom", "/notices.json"]) {
      const tag = (await get(path)).headers.get("etag") ?? "";
      expect((await get(path, { "if-none-match": tag })).status).toBe(304);
      notices.push(...numbered(1, "later"));
      expect((await get(path, { "if-none-match": tag })).status).toBe(200);
      notices.pop();
    }
  });

  test("are on a page on which nothing may run", async () => {
    const policy = (await get("/notices")).headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|script-src/);
  });

  test("link to where they are served", async () => {
    const feed = await (await routes("https://changes.example.com").request("/notices.atom")).text();
    expect(feed).toContain('href="https://changes.example.com/notices#n-helper-1"');
  });
});
