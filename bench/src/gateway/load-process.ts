import { type BodyKind, GrowingSession, MODEL, smallBody } from "./bodies.ts";

/** One run of requests, as it is asked for on a line of stdin. */
export interface LoadOrder {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly kind: BodyKind;
  readonly requests: number;
  readonly concurrency: number;
  /** Names the sessions of this run: the same name goes on where it was. */
  readonly name: string;
  /** The model to ask for in place of the usual one. */
  readonly model?: string;
}

/** What became of a run, as it is told on a line of stdout. */
export interface LoadResult {
  readonly answered: number;
  /** The first answer that was none, where there was one. */
  readonly failure: string | null;
  readonly seconds: number;
}

const sessions = new Map<string, GrowingSession>();
let made = 0;

function nextBody({ kind, name }: LoadOrder, lane: number): string {
  if (kind === "0.6 KB") return smallBody(`${name}/${made++}`);
  const key = `${name}/${lane}`;
  const session = sessions.get(key) ?? new GrowingSession(key, kind);
  sessions.set(key, session);
  return session.next();
}

/** The same body for another model. */
function asking({ model }: LoadOrder, body: string): string {
  return model === undefined ? body : body.replace(`"model":"${MODEL}"`, `"model":${JSON.stringify(model)}`);
}

async function run(order: LoadOrder): Promise<LoadResult> {
  let left = order.requests;
  let answered = 0;
  let failure: string | null = null;
  const began = performance.now();
  const lane = async (index: number): Promise<void> => {
    while (left-- > 0 && failure === null) {
      const response = await fetch(order.url, {
        method: "POST",
        headers: { "content-type": "application/json", ...order.headers },
        body: asking(order, nextBody(order, index)),
      });
      const text = await response.text();
      if (response.status === 200 && text.includes("Understood.")) answered++;
      else failure = `${response.status} ${text.slice(0, 300)}`;
    }
  };
  await Promise.all(Array.from({ length: order.concurrency }, (_, index) => lane(index)));
  return { answered, failure, seconds: (performance.now() - began) / 1000 };
}

console.log(JSON.stringify({ port: 0 }));
for await (const line of console) {
  const order = JSON.parse(line) as LoadOrder | { readonly forget: true };
  if ("forget" in order) {
    sessions.clear();
    continue;
  }
  const result = await run(order).catch((error: unknown) => ({ answered: 0, failure: String(error), seconds: 0 }));
  console.log(JSON.stringify(result));
}
