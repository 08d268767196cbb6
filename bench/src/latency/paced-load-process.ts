/** One run at a pace, as it is asked for on a line of stdin. */
export interface PacedOrder {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Requests a second. */
  readonly rate: number;
  readonly requests: number;
  /** Whether the time of each is told. */
  readonly times: boolean;
}

/** What became of it, as it is told on a line of stdout. */
export interface PacedResult {
  readonly failure: string | null;
  /** Milliseconds from when each was due to the end of its answer: who comes late pays for it. */
  readonly ms: readonly number[];
}

const WORDS = "the quick brown fox jumps over the lazy dog while nobody looks ";
let made = 0;

function body(): string {
  const content = `question ${made++}: ${WORDS.repeat(8)}`;
  return JSON.stringify({ model: "gpt-5.5", messages: [{ role: "user", content }] });
}

async function run({ url, headers, rate, requests, times }: PacedOrder): Promise<PacedResult> {
  const ms: number[] = [];
  let failure: string | null = null;
  const begin = performance.now();
  const one = async (due: number): Promise<void> => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: body(),
    });
    const text = await response.text();
    if (response.status !== 200) failure = `${response.status} ${text.slice(0, 300)}`;
    if (times) ms.push(performance.now() - due);
  };
  const under: Promise<void>[] = [];
  for (let index = 0; index < requests && failure === null; index++) {
    const due = begin + (index * 1000) / rate;
    // A timer is late by a millisecond; what is shorter than that is waited for by turning.
    while (due - performance.now() > 1.5) await new Promise((resolve) => setTimeout(resolve, 1));
    while (performance.now() < due) await new Promise((resolve) => setImmediate(resolve));
    under.push(
      one(due).catch((error: unknown) => {
        failure = String(error);
      }),
    );
    if (under.length > 2_000) await Promise.all(under.splice(0, 1_000));
  }
  await Promise.all(under);
  return { failure, ms };
}

console.log(JSON.stringify({ port: 0 }));
for await (const line of console) console.log(JSON.stringify(await run(JSON.parse(line) as PacedOrder)));
