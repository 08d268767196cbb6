import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { filesIn, recordingsFolder } from "../../wire/golden/recordings.ts";
import { asObject, asText, type JsonObject, objectsOf, parsed } from "../../wire/json/value.ts";
import { declaredExchange } from "../declared/declared-exchange.ts";
import { exchangeOfSpan } from "../declared/genai-span.ts";
import type { SpokenMessage } from "../declared/messages.ts";
import { messagesIn, messagesOut } from "../declared/span-messages.ts";
import { exchangesOfSpans } from "../otlp/exchanges-of-spans.ts";
import { spansOfJson } from "../otlp/read-json.ts";
import { formatOf } from "./formats.ts";
import { spanOf } from "./langfuse.ts";

const recordings = recordingsFolder();
const folder = (name: string): string => join(dirname(recordings ?? ""), name);
const here = (name: string): boolean => recordings !== undefined && existsSync(folder(name));
if (!here("agent-sessions"))
  console.log("skipped: recorded sessions are not here (BELLWETHER_DATA_DIR names their folder)");

describe.skipIf(!here("agent-sessions"))("recorded sessions of real clients", () => {
  const files = (here("agent-sessions") ? filesIn(folder("agent-sessions")) : []).map((path) => {
    const text = readFileSync(path, "utf8");
    const format = formatOf(text);
    return { path, text, format, imported: format?.read({ text, name: basename(path), at: 1_700_000_000_000 }) };
  });
  const exchangesOf = (format: string) =>
    files.filter((file) => file.format?.id === format).flatMap(({ imported }) => imported?.exchanges ?? []);

  test("are all exchanges as the API takes them", () => {
    const refused = files.flatMap(({ path, imported }) =>
      (imported?.exchanges ?? []).flatMap((one) => {
        const read = declaredExchange.safeParse(one);
        return read.success
          ? []
          : [`${basename(path)}: ${read.error.issues[0]?.path.join(".")} ${read.error.issues[0]?.message}`];
      }),
    );
    expect(refused).toEqual([]);
  });

  test("are of each client that is known", () => {
    for (const format of ["claude-code", "codex", "gemini-cli", "swe-agent"])
      expect(exchangesOf(format).length).toBeGreaterThan(5);
  });

  test("count the usage of a message once, and that of none that a file does not count", () => {
    for (const { text, format, imported } of files) {
      // Where a message lists its inferences it is their sum that counts.
      if (format?.id !== "claude-code" || /"loglines"|"iterations":\[/.test(text)) continue;
      const counted = new Map<string, number>();
      for (const line of text.split("\n")) {
        const message = asObject(asObject(parsed(line))?.message);
        const usage = asObject(message?.usage);
        if (message?.role === "assistant" && typeof usage?.output_tokens === "number")
          counted.set(asText(message.id) ?? line, usage.output_tokens);
      }
      const told = (imported?.exchanges ?? []).reduce((sum, { usage }) => sum + (usage?.output ?? 0), 0);
      expect(told).toBeLessThanOrEqual([...counted.values()].reduce((sum, count) => sum + count, 0));
    }
    const uncounted = exchangesOf("swe-agent").filter(({ usage }) => usage !== undefined);
    expect(uncounted).toEqual([]);
  });
});

/** Who says what: the form in which two readers of the same trace are compared. */
interface Said {
  readonly role: string;
  readonly text: string;
  readonly calls: readonly (readonly [name: string, given: string])[];
  readonly results: number;
}

describe.skipIf(!here("langfuse-framework-traces"))("exported traces of agent frameworks", () => {
  const names = (here("langfuse-framework-traces") ? filesIn(folder("langfuse-framework-traces")) : [])
    .filter((path) => path.endsWith(".trace.json"))
    .map((path) => [basename(path), path] as const);

  test("are ten", () => expect(names).toHaveLength(10));

  test.each(names)("say what is expected of %s", (_name, path) => {
    const { observations } = JSON.parse(readFileSync(path, "utf8")) as { observations: readonly JsonObject[] };
    const expected = JSON.parse(readFileSync(path.replace(".trace.", ".chatml."), "utf8")) as JsonObject;
    let compared = 0;
    for (const observation of observations) {
      const span = spanOf(observation, "s");
      const form = asObject(expected[asText(observation.id) ?? ""]);
      if (span === undefined || form === undefined) continue;
      expect(exchangeOfSpan(span)).toBeDefined();
      for (const [side, read] of [
        ["input", messagesIn],
        ["output", messagesOut],
      ] as const) {
        const of = asObject(form[side]);
        const wanted = objectsOf(of?.data).flatMap(saidIn);
        // Where the other reader finds nothing there is nothing to hold this one against.
        if (of?.success !== true || wanted.length === 0) continue;
        expect(together(read(span).map(said))).toEqual(together(wanted));
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(0);
  });

  function said({ role, text, calls, results }: SpokenMessage): Said {
    return {
      role,
      text,
      calls: calls.map((call) => [call.name, plain(call.arguments)] as const),
      results: results.length,
    };
  }

  /** What the expected form has of a message; calls that it left as text are calls. */
  function saidIn(message: JsonObject): readonly Said[] {
    const role =
      message.role === "model" ? "assistant" : message.role === "developer" ? "system" : String(message.role);
    const listed = typeof message.content === "string" ? parsed(message.content) : undefined;
    const inText = Array.isArray(listed) && objectsOf(listed).some((one) => asObject(one.function) !== undefined);
    const blocks = objectsOf(message.content);
    const calls = [
      ...objectsOf(inText ? listed : message.tool_calls).map((call) => asObject(call.function) ?? call),
      ...blocks
        .filter(({ type }) => type === "tool_use")
        .map(({ name, input }) => ({ name, arguments: JSON.stringify(input) })),
    ].map((call: JsonObject) => [String(call.name), plain(String(call.arguments))] as const);
    const written = typeof message.content === "string" && !inText ? message.content : "";
    const text = written + blocks.map((block) => (block.type === "text" ? String(block.text) : "")).join("");
    const result = role === "tool" && calls.length === 0 && !isCall(listed);
    const one: Said = { role, text: role === "tool" ? "" : text, calls, results: result ? 1 : 0 };
    return one.text === "" && calls.length === 0 && !result ? [] : [one];
  }

  /** A message of a tool that holds the model's call, as one framework writes them. */
  function isCall(listed: unknown): boolean {
    return objectsOf(listed).some((one) => asObject(one.function) !== undefined);
  }

  /** Results that come in one message, or in one each, are the same; what a model calls is the model's. */
  function together(all: readonly Said[]): readonly Said[] {
    const merged: Said[] = [];
    for (const one of all) {
      const role = one.calls.length > 0 ? "assistant" : one.results > 0 && one.text === "" ? "tool" : one.role;
      const last = merged.at(-1);
      if (last?.role === "tool" && role === "tool")
        merged[merged.length - 1] = { ...last, results: last.results + one.results };
      else merged.push({ ...one, role });
    }
    return merged;
  }

  function plain(written: string): string {
    const value = parsed(written);
    return value === undefined ? written : JSON.stringify(value);
  }
});

test.skipIf(!here("otlp-json"))("a real export of OTLP is read span by span, and none of them asked a model", () => {
  const exports = filesIn(folder("otlp-json")).filter((path) => path.endsWith(".json"));
  const spans = exports.flatMap((path) =>
    readFileSync(path, "utf8")
      .trim()
      .split("\n")
      .flatMap((line) => spansOfJson(JSON.parse(line) as JsonObject)),
  );
  expect(spans.map(({ name }) => name)).toEqual(["test_span", "test_span"]);
  for (const { attributes, events, resource, started } of spans) {
    expect(attributes["test_attribute"]).toBe("small value");
    expect(events.map(({ name }) => name)).toEqual(["ai.payload.large", "test_event"]);
    expect(resource["service.name"]).toBe("Agento-Module-1");
    expect(started).toBeGreaterThan(1_751_247_000_000_000_000n);
  }
  expect(exchangesOfSpans(spans)).toEqual([]);
});
