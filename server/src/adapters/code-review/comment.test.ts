import { afterEach, describe, expect, test } from "bun:test";
import type { MergeRequest } from "../../config/merge-request.ts";
import { commentOnce } from "./comment.ts";

let server: ReturnType<typeof Bun.serve> | undefined;
afterEach(() => server?.stop(true));

/** A host of reviews that answers so. */
function host(answer: (request: Request) => Response | Promise<Response>): MergeRequest {
  server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: answer });
  const comments = `http://127.0.0.1:${server.port}/issues/1/comments`;
  return { host: "github", comments, comment: (id) => `${comments}/${id}`, headers: {} };
}

describe("a comment", () => {
  test("is found again behind many others, and renewed only where it says something else", async () => {
    const written: string[] = [];
    const own = { id: 130, body: "<!-- mark -->\nold" };
    const all = Array.from({ length: 150 }, (_, id) => (id === 130 ? own : { id, body: "a word" }));
    const request = host(async ({ method, url, ...rest }) => {
      const page = Number(new URL(url).searchParams.get("page"));
      if (method === "GET") return Response.json(all.slice((page - 1) * 100, page * 100));
      written.push(`${method} ${new URL(url).pathname}`);
      return Response.json(rest);
    });
    expect(await commentOnce(request, "old", "mark")).toBe("as it was");
    expect(await commentOnce(request, "new", "mark")).toBe("renewed");
    expect(await commentOnce(request, "old", "another mark")).toBe("made");
    expect(written).toEqual(["PATCH /issues/1/comments/130", "POST /issues/1/comments"]);
  });

  test.each([
    ["refuses", () => new Response("no right", { status: 403 }), "with 403: no right"],
    ["is something else", () => new Response("<html>", { status: 200 }), "with what is no JSON"],
  ] as const)("is not put where the host %s, and what it said is told", async (_, answer, said) => {
    const thrown = await commentOnce(host(answer), "text", "mark").catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: "upstream_unreachable", message: expect.stringContaining(said) });
  });

  test("is not put where nobody listens", async () => {
    const request = host(() => new Response());
    await server?.stop(true);
    const thrown = await commentOnce(request, "text", "mark").catch((error: unknown) => error);
    expect(thrown).toMatchObject({
      code: "upstream_unreachable",
      message: expect.stringContaining("does not answer"),
    });
  });
});
