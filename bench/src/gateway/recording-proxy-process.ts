/**
 * The least that a gateway can do that keeps a record: the bare proxy, a digest of the request and of
 * each message, a digest and the usage of the answer, nine headers, and two frames of a record of
 * the usual size in a file that is written behind. It has no contract, no session, no key and no
 * stream, and gives no promise about failures: what stands between it and Bellwether is what these
 * cost, and what stands between it and the bare proxy nobody who records can avoid.
 */
import { createHash, randomUUID } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";

const [upstream = "", spool = "/dev/null"] = process.argv.slice(2);
const file = openSync(spool, "a");
process.on("exit", () => closeSync(file));

interface Asked {
  readonly model?: unknown;
  readonly messages?: readonly { readonly role: string; readonly content: string }[];
}
interface Answered {
  readonly id?: string;
  readonly model?: string;
  readonly usage?: { readonly prompt_tokens?: number; readonly completion_tokens?: number };
}

/** What a record says beside the above, in about as many columns as Bellwether's say something in. */
const COLUMNS = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`column_${index}`, `value ${index}`]));

const COMMIT_MS = 10;
let waiting: string[] = [];

/** Frames wait for the next write together, as a group commit has them. */
function append(frame: Readonly<Record<string, unknown>>): void {
  if (waiting.length === 0) setTimeout(commit, COMMIT_MS);
  waiting.push(JSON.stringify(frame));
}

function commit(): void {
  writeSync(file, `${waiting.join("\n")}\n`);
  waiting = [];
}

const digest = (text: string): string => `sha256:${createHash("sha256").update(text).digest("hex")}`;

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  idleTimeout: 0,
  async fetch(request) {
    const exchange = randomUUID();
    const receivedAt = Date.now();
    const body = await request.text();
    const { model, messages = [] } = JSON.parse(body) as Asked;
    if (typeof model !== "string") return new Response(null, { status: 400 });
    const requestDigest = digest(body);
    const skeleton = messages.map(({ role, content }) => [role, content.length, digest(content)]);
    append({
      exchange,
      received_at: receivedAt,
      model,
      request_digest: requestDigest,
      request_bytes: body.length,
      skeleton,
    });
    const url = new URL(request.url);
    const answer = await fetch(`${upstream}${url.pathname}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: request.headers.get("authorization") ?? "" },
      body,
    });
    const text = await answer.text();
    const { id, model: served, usage } = JSON.parse(text) as Answered;
    append({
      exchange,
      ended_at: Date.now(),
      status: answer.status,
      response: id,
      served_model: served,
      input_tokens: usage?.prompt_tokens,
      output_tokens: usage?.completion_tokens,
      response_digest: digest(text),
      response_bytes: text.length,
      ...COLUMNS,
    });
    return new Response(text, {
      status: answer.status,
      headers: {
        "content-type": "application/json",
        "bellwether-exchange": exchange,
        "bellwether-contract": "bench@1.0.0",
        "bellwether-digest": requestDigest,
        "bellwether-requested": `model=${model}`,
        "bellwether-contracted": `model=${model}`,
        "bellwether-sent": `model=${model}`,
        "bellwether-served": `model=${served ?? ""}`,
        "bellwether-session": exchange,
        "bellwether-violations": "",
      },
    });
  },
});

console.log(JSON.stringify({ port: server.port }));
