import { asObject, type JsonObject, objectsOf, parsed } from "../../wire/json/value.ts";
import { readMessages } from "../declared/messages.ts";
import { countOf, nameIn, timeIn } from "../declared/plain-values.ts";
import type { Imported, SessionFile, SessionFormat } from "./imported.ts";
import { objectLines } from "./lines.ts";
import { Teller } from "./teller.ts";

/** Conversations as lists of messages: one, a list of them, or one a line; benchmarks add how well each went. */
export const chat: SessionFormat = { id: "chat", claims, read };

/** Where a conversation has its messages. */
const LISTS = ["messages", "traj", "trajectory", "conversation"] as const;

function claims(values: readonly unknown[]): boolean {
  return values.some((value) => listIn(asObject(value)) !== undefined);
}

function listIn(conversation: JsonObject | undefined): readonly JsonObject[] | undefined {
  for (const key of LISTS) {
    const list = objectsOf(conversation?.[key]);
    if (list.some(({ role }) => typeof role === "string")) return list;
  }
  return undefined;
}

function read({ text, name, at }: SessionFile): Imported {
  const whole = parsed(text);
  const { lines, problems } =
    whole === undefined
      ? objectLines(text)
      : {
          lines: (Array.isArray(whole) ? objectsOf(whole) : objectsOf([whole])).map((value) => ({ value })),
          problems: [],
        };
  const teller = new Teller();
  const rewards: { session: string; value: number }[] = [];
  let untimed = false;
  for (const [index, { value }] of lines.entries()) {
    const messages = listIn(value);
    if (messages === undefined) {
      teller.passes("object without messages");
      continue;
    }
    const session = sessionOf(value, name, `${name}/${index + 1}`);
    untimed = tell(teller, session, messages, at) || untimed;
    const reward = countOf(value.reward);
    if (reward !== undefined) rewards.push({ session, value: reward });
  }
  return { exchanges: teller.exchanges, passedOver: teller.passedOver, problems, untimed, rewards };
}

function sessionOf(conversation: JsonObject, file: string, usual: string): string {
  const said = conversation.id ?? conversation.session_id ?? conversation.conversation_id;
  // A number is one only among its file's own.
  if (typeof said === "number") return `${file}/id-${said}`;
  return nameIn(said, 512) ?? usual;
}

/** @returns whether messages have no times of their own. */
function tell(teller: Teller, session: string, messages: readonly JsonObject[], at: number): boolean {
  const speaker = { session };
  let timed = 0;
  for (const [index, message] of messages.entries()) {
    const when = timeIn(message.timestamp ?? message.created_at);
    if (when !== undefined) timed++;
    for (const said of readMessages(message, "user")) {
      if (said.role === "system") continue;
      if (said.role !== "assistant") {
        teller.brings(speaker, { said: said.text, results: said.results.map((failed) => failed ?? null) }, when);
        continue;
      }
      const told = teller.answered(speaker, {
        id: `${session}/${index}`,
        source: "chat",
        // A millisecond each keeps their order.
        at: when ?? at + index,
        model_served: nameIn(message.model, 256),
        ...(when === undefined ? { untimed: true } : {}),
      });
      told.answer = { text: said.text, calls: [...said.calls] };
    }
  }
  return timed < messages.length;
}
