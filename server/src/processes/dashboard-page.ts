import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const PAGE = join(import.meta.dirname, "../../../dashboard/index.html");

/** The page, where it is installed beside the server. */
export function dashboardPage(): Response {
  if (!existsSync(PAGE))
    return new Response("The page is not installed here; the API is under /api/v1.\n", { status: 404 });
  return new Response(readFileSync(PAGE), {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy":
        "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
    },
  });
}
