import { argumentsText } from "../../wire/arguments-text.ts";
import { partsOf, visibleText } from "../../wire/gemini/parts.ts";
import { asObject, asText, type JsonObject, objectsOf, parsed } from "../../wire/json/value.ts";
import type { Imported, SessionFile, SessionFormat } from "./imported.ts";
import type { SaidExchange } from "../declared/declared-exchange.ts";
import { countOf, knownMembers, nameIn, timeIn } from "../declared/plain-values.ts";
import { objectLines } from "./lines.ts";
import { type Speaker, Teller, type Telling } from "./teller.ts";

/** The session files of Gemini CLI (`~/.gemini/tmp/…/chats/session-*.json`, and `.jsonl` in later versions). */
export const geminiCli: SessionFormat = { id: "gemini-cli", claims, read };

const MODEL_TYPES: ReadonlySet<unknown> = new Set(["gemini", "model"]);

function claims(values: readonly unknown[]): boolean {
  return values.some((value) => {
    const object = asObject(value);
    const session = typeof object?.projectHash === "string" && typeof object.sessionId === "string";
    return session || (MODEL_TYPES.has(object?.type) && typeof object?.id === "string");
  });
}

function read({ text, name }: SessionFile): Imported {
  const whole = asObject(parsed(text));
  const { lines, problems } =
    whole === undefined || Array.isArray(whole.messages) === false
      ? objectLines(text)
      : { lines: objectsOf(whole.messages).map((value, index) => ({ line: index + 1, value })), problems: [] };
  const head = whole ?? lines.find(({ value }) => typeof value.projectHash === "string")?.value;
  const speaker: Speaker = { session: nameIn(head?.sessionId, 512) ?? name };
  const teller = new Teller();
  for (const { value } of lines) take(teller, speaker, value);
  return { exchanges: teller.exchanges, passedOver: teller.passedOver, problems, untimed: false, rewards: [] };
}

function take(teller: Teller, speaker: Speaker, line: JsonObject): void {
  const at = timeIn(line.timestamp);
  if (line.type === "user") {
    const said = textIn(line);
    if (said.trim() === "") teller.passes("user/not said");
    else teller.brings(speaker, { said, results: [] }, at);
  } else if (MODEL_TYPES.has(line.type)) answer(teller, speaker, line, at);
  else teller.passes(asText(line.type) ?? "session");
}

function answer(teller: Teller, speaker: Speaker, line: JsonObject, at: number | undefined): void {
  if (at === undefined) {
    teller.passes("answer without a time");
    return;
  }
  const calls = objectsOf(line.toolCalls);
  const told = teller.answered(speaker, telling(speaker, line, at));
  told.answer = {
    text: textIn(line),
    calls: calls.map(({ name, args }) => ({ name: asText(name) ?? "", arguments: argumentsText(args) })),
  };
  if (calls.length > 0)
    teller.brings(
      speaker,
      { said: "", results: calls.map(({ status }) => (status === undefined ? null : status === "error")) },
      calls.reduce<number | undefined>((latest, { timestamp }) => timeIn(timestamp) ?? latest, undefined),
    );
}

function telling({ session }: Speaker, line: JsonObject, at: number): Telling {
  const tokens = asObject(line.tokens);
  const [written, thoughts] = [countOf(tokens?.output), countOf(tokens?.thoughts)];
  const [prompt, ofTools] = [countOf(tokens?.input), countOf(tokens?.tool)];
  return {
    id: `${session}/${nameIn(line.id, 128) ?? at}`,
    source: "gemini-cli",
    at,
    ended_at: at,
    client: "gemini-cli",
    provider: "google",
    model_served: nameIn(line.model, 256),
    usage:
      tokens === undefined
        ? undefined
        : knownMembers<NonNullable<SaidExchange["usage"]>>({
            input: prompt === undefined ? undefined : prompt + (ofTools ?? 0),
            output: written === undefined ? undefined : written + (thoughts ?? 0),
            cache_read: countOf(tokens.cached),
            reasoning: thoughts,
          }),
  };
}

function textIn(line: JsonObject): string {
  if (typeof line.content === "string") return line.content;
  const parts = Array.isArray(line.content) ? { parts: line.content } : (line.content ?? line);
  return partsOf(parts).map(visibleText).join("");
}
