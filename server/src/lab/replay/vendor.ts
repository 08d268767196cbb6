import { asObject, asText, type JsonObject, objectsOf, parsed } from "../../wire/json/value.ts";
import type { Lab } from "../provider/lab.ts";

/** What stands between a gateway and the lab, or in its place: it changes what goes through it. */
export interface Vendor {
  /** Requests that it passes as they are before it begins. */
  readonly after?: number;
  readonly request?: (body: JsonObject) => JsonObject;
  readonly answer?: (body: JsonObject) => JsonObject;
  /** Faults of the lab that it asks for. */
  readonly fault?: string;
}

/** A lab behind a vendor. */
export function behind({ after = 0, request, answer, fault }: Vendor, lab: Lab): Lab {
  let seen = 0;
  const handle = async (came: Request): Promise<Response> => {
    if (++seen <= after) return lab.handle(came);
    const headers = new Headers(came.headers);
    headers.delete("content-length");
    if (fault !== undefined) headers.set("x-lab-fault", fault);
    const body = asObject(parsed(await came.text())) ?? {};
    const sent = JSON.stringify(request === undefined ? body : request(body));
    const given = await lab.handle(new Request(came.url, { method: came.method, headers, body: sent }));
    if (answer === undefined || !given.ok) return given;
    const said = asObject(parsed(await given.text())) ?? {};
    const returned = new Headers(given.headers);
    returned.delete("content-length");
    return new Response(JSON.stringify(answer(said)), { status: given.status, headers: returned });
  };
  return { ...lab, handle };
}

/** Puts tokens before every request that nobody sees but whoever pays for them. */
export function hidesTokens(tokens: number): NonNullable<Vendor["answer"]> {
  return (answer) => {
    const usage = asObject(answer.usage) ?? {};
    return { ...answer, usage: { ...usage, input_tokens: Number(usage.input_tokens ?? 0) + tokens } };
  };
}

/** Leaves the reasoning of earlier answers out of what it passes on. */
export function stripsReasoning(body: JsonObject): JsonObject {
  return withContent(body, (blocks) =>
    blocks.filter(({ type }) => type !== "thinking" && type !== "redacted_thinking"),
  );
}

/** Has prefixes kept for five minutes, whatever was asked for. */
export function shortensLives(body: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(body).replaceAll('"ttl":"1h"', '"ttl":"5m"')) as JsonObject;
}

/** Leaves the form of an answer out of what it passes on (OpenAI's Responses). */
export function dropsForm({ text: _form, ...body }: JsonObject): JsonObject {
  return body;
}

/** Writes the names of tools in another way than they were offered. */
export function misspellsTools(answer: JsonObject): JsonObject {
  const content = objectsOf(answer.content).map((block) =>
    block.type === "tool_use" ? { ...block, name: asText(block.name)?.replaceAll("_", "-") ?? "" } : block,
  );
  return { ...answer, content };
}

/** Has words of another script come into its answers. */
export function slipsIntoThai(answer: JsonObject): JsonObject {
  const content = objectsOf(answer.content).map((block) =>
    block.type === "text" ? { ...block, text: `${asText(block.text) ?? ""} นี่คือข้อความที่ไม่ควรอยู่ที่นี่เลย` } : block,
  );
  return { ...answer, content };
}

function withContent(body: JsonObject, change: (blocks: readonly JsonObject[]) => readonly JsonObject[]): JsonObject {
  const messages = objectsOf(body.messages).map((message) =>
    Array.isArray(message.content) ? { ...message, content: [...change(objectsOf(message.content))] } : message,
  );
  return { ...body, messages };
}
