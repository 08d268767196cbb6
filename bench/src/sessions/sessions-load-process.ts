import { ANSWER_TEXT, MODEL } from "../gateway/bodies.ts";

/** One turn of many sessions, as it is asked for on a line of stdin. */
export interface TurnOrder {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly sessions: number;
  /** From 0 on. */
  readonly turn: number;
  readonly concurrency: number;
}

/** What became of it, as it is told on a line of stdout. */
export interface TurnResult {
  readonly failure: string | null;
  /** Sessions that were known again. */
  readonly recognised: number;
}

/** A request of a chat: all that was said, and something new. It names no session. */
function bodyOf(session: number, turn: number): string {
  const messages = [{ role: "system", content: "You are a helpful assistant. Answer in a few words." }];
  for (let said = 0; said <= turn; said++) {
    if (said > 0) messages.push({ role: "assistant", content: ANSWER_TEXT });
    messages.push({ role: "user", content: `Session ${session}: this is what I ask as number ${said}, please.` });
  }
  return JSON.stringify({ model: MODEL, messages });
}

async function run({ url, headers, sessions, turn, concurrency }: TurnOrder): Promise<TurnResult> {
  let next = 0;
  let recognised = 0;
  let failure: string | null = null;
  const lane = async (): Promise<void> => {
    while (next < sessions && failure === null) {
      const session = next++;
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: bodyOf(session, turn),
      });
      const text = await response.text();
      if (response.status !== 200) failure = `${response.status} ${text.slice(0, 300)}`;
      // A session that is known again keeps the contract that it began with.
      if (response.headers.get("bellwether-rollout")?.includes("pin=kept") === true) recognised++;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return { failure, recognised };
}

console.log(JSON.stringify({ port: 0 }));
for await (const line of console) {
  const result = await run(JSON.parse(line) as TurnOrder).catch((error: unknown) => ({
    failure: String(error),
    recognised: 0,
  }));
  console.log(JSON.stringify(result));
}
