import { argumentsText } from "../../wire/arguments-text.ts";
import { callOf, spokenText } from "../../wire/openai-responses/spoken.ts";
import { asObject, asText, type JsonObject } from "../../wire/json/value.ts";
import type { Imported, SessionFile, SessionFormat } from "./imported.ts";
import type { SaidExchange } from "../declared/declared-exchange.ts";
import { countOf, knownMembers, nameIn, timeIn } from "../declared/plain-values.ts";
import { type ObjectLine, objectLines } from "./lines.ts";
import { type Speaker, Teller, type Telling, type Told } from "./teller.ts";

/** The session files of Codex (`~/.codex/sessions/…/rollout-*.jsonl`). */
export const codex: SessionFormat = { id: "codex", claims, read };

/** What the program puts into the user's mouth. */
const OF_PROGRAM =
  /^\s*(?:<(?:environment_context|user_instructions|permissions|user_shell_command|skill|INSTRUCTIONS)\b|# AGENTS\.md instructions)/;

function claims(values: readonly unknown[]): boolean {
  return values.some((value) => {
    const { type, payload } = asObject(value) ?? {};
    const known =
      type === "session_meta" || type === "response_item" || type === "turn_context" || type === "event_msg";
    return known && asObject(payload) !== undefined;
  });
}

function read({ text, name }: SessionFile): Imported {
  const { lines, problems } = objectLines(text);
  const reader = new CodexReader(name);
  for (const line of lines) reader.take(line);
  const { exchanges, passedOver } = reader.teller;
  return { exchanges, passedOver, problems, untimed: false, rewards: [] };
}

/** Goes along a session: an answer is a run of items of the model, and ends where something else comes. */
class CodexReader {
  readonly teller = new Teller();
  #speaker: Speaker;
  #version: string | undefined;
  #provider: string | undefined;
  #model: string | undefined;
  #effort: string | undefined;
  #open: Told | undefined;
  /** The last total of tokens: the same again is news of limits, and not of an answer. */
  #total = -1;
  #answers = 0;

  constructor(file: string) {
    this.#speaker = { session: file };
  }

  take({ value, line }: ObjectLine): void {
    const payload = asObject(value.payload);
    if (payload === undefined) {
      this.teller.passes(asText(value.type) ?? "unknown");
      return;
    }
    const at = timeIn(value.timestamp);
    switch (value.type) {
      case "session_meta":
        this.#begins(payload);
        break;
      case "turn_context":
        this.#model = nameIn(payload.model, 256) ?? this.#model;
        this.#effort = nameIn(payload.effort, 32);
        break;
      case "compacted":
        this.#open = undefined;
        this.teller.compacts(this.#speaker);
        break;
      case "response_item":
        this.#item(payload, at, line);
        break;
      case "event_msg":
        this.#event(payload, at, line);
        break;
      default:
        this.teller.passes(asText(value.type) ?? "unknown");
    }
  }

  /** A file may hold the beginning of the session that it was forked from: the first name is its own. */
  #begins(meta: JsonObject): void {
    if (this.#version !== undefined) {
      this.teller.passes("session_meta again");
      return;
    }
    this.#speaker = { session: nameIn(meta.id, 512) ?? this.#speaker.session };
    this.#version = nameIn(meta.cli_version, 64) ?? "";
    this.#provider = nameIn(meta.model_provider, 64);
  }

  #item(item: JsonObject, at: number | undefined, line: number): void {
    const type = asText(item.type) ?? "";
    if (item.role === "user") {
      this.#open = undefined;
      const said = spokenText(item);
      if (said.trim() === "" || OF_PROGRAM.test(said)) this.teller.passes("user/not said");
      else this.teller.brings(this.#speaker, { said, results: [] }, at);
    } else if (/_output$|^tool_result$/.test(type)) {
      this.#open = undefined;
      this.teller.brings(this.#speaker, { said: "", results: [failedIn(item) ?? null] }, at);
    } else if (type === "reasoning" || item.role === "assistant" || callIn(item) !== undefined) {
      this.#answer(item, at, line);
    } else this.teller.passes(`response_item/${type}`);
  }

  #answer(item: JsonObject, at: number | undefined, line: number): void {
    if (at === undefined) {
      this.teller.passes("response_item without a time");
      return;
    }
    this.#open ??= this.teller.answered(this.#speaker, this.#telling(at, line));
    const told = this.#open;
    told.ended_at = Math.max(told.ended_at ?? at, at);
    const call = callIn(item);
    const before = told.answer ?? {};
    const said = item.role === "assistant" ? spokenText(item) : "";
    told.answer = {
      text: `${before.text ?? ""}${said}`,
      calls: call === undefined ? (before.calls ?? []) : [...(before.calls ?? []), call],
    };
  }

  #telling(at: number, line: number): Telling {
    this.#answers++;
    return {
      // Items have ids of their own, answers have none: what stands at the same place is the same answer.
      id: `${this.#speaker.session}/${this.#answers}/${line}`,
      source: "codex",
      at,
      ended_at: at,
      client: "codex",
      client_version: this.#version === "" ? undefined : this.#version,
      provider: this.#provider,
      model_requested: this.#model,
      effort: this.#effort,
    };
  }

  #event(event: JsonObject, at: number | undefined, line: number): void {
    switch (event.type) {
      case "token_count":
        this.#counted(asObject(event.info));
        break;
      case "turn_aborted":
        this.#aborted();
        break;
      case "error":
      case "stream_error":
        this.#failed(event, at, line);
        break;
      default:
        this.teller.passes(`event_msg/${asText(event.type) ?? ""}`);
    }
  }

  #counted(info: JsonObject | undefined): void {
    const last = asObject(info?.last_token_usage);
    const total = countOf(asObject(info?.total_token_usage)?.total_tokens) ?? -1;
    const told = this.teller.last(this.#speaker);
    if (last === undefined || total === this.#total || told === undefined || told.usage !== undefined) {
      this.teller.passes("event_msg/token_count of no answer");
      return;
    }
    this.#total = total;
    told.usage = knownMembers<NonNullable<SaidExchange["usage"]>>({
      input: countOf(last.input_tokens),
      output: countOf(last.output_tokens),
      cache_read: countOf(last.cached_input_tokens),
      cache_write: countOf(last.cache_write_input_tokens),
      reasoning: countOf(last.reasoning_output_tokens),
    });
  }

  #aborted(): void {
    const told = this.#open;
    this.#open = undefined;
    if (told === undefined) this.teller.brings(this.#speaker, { said: "<turn_aborted>", results: [] }, undefined);
    else told.outcome = "cancelled";
  }

  #failed(event: JsonObject, at: number | undefined, line: number): void {
    this.#open = undefined;
    if (at === undefined) {
      this.teller.passes("event_msg/error without a time");
      return;
    }
    const code = nameIn(event.codex_error_info, 128) ?? nameIn(asObject(event.error)?.kind, 128);
    this.teller.answered(this.#speaker, { ...this.#telling(at, line), outcome: "failed", error_code: code ?? "error" });
  }
}

/** Whether a result says that it is an error: its exit code does, where it has one. */
function failedIn(item: JsonObject): boolean | undefined {
  const output = item.output ?? item.result;
  const object = asObject(output) ?? asObject(parsedText(output));
  if (typeof object?.success === "boolean") return !object.success;
  const code = object?.exitCode ?? object?.exit_code ?? asObject(object?.metadata)?.exit_code;
  if (typeof code === "number") return code !== 0;
  const said =
    typeof output === "string" ? /^(?:Exit code:|Process exited with code) (\d+)/m.exec(output)?.[1] : undefined;
  return said === undefined ? undefined : said !== "0";
}

function parsedText(value: unknown): unknown {
  if (typeof value !== "string" || !value.startsWith("{")) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    // A text that only begins as an object does: it is what the tool wrote.
    return undefined;
  }
}

/** The call that an item makes. `tool_call` is what the first versions wrote. */
function callIn(item: JsonObject): { readonly name: string; readonly arguments: string } | undefined {
  if (item.type === "tool_call")
    return { name: asText(asObject(item.function)?.name) ?? "", arguments: argumentsText(item.arguments) };
  const call = callOf(item);
  if (call === undefined) return undefined;
  return { name: call.name, arguments: argumentsText(item.arguments ?? item.input ?? item.action) };
}
