/** One run of streams, as it is asked for on a line of stdin. */
export interface StreamOrder {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly streams: number;
  readonly concurrency: number;
}

/** What became of it, as it is told on a line of stdout. */
export interface StreamResult {
  readonly ended: number;
  /** Pieces in which they came: fewer than were written where some were put together on the way. */
  readonly pieces: number;
  readonly failure: string | null;
}

let made = 0;

async function run({ url, headers, streams, concurrency }: StreamOrder): Promise<StreamResult> {
  let left = streams;
  let ended = 0;
  let pieces = 0;
  let failure: string | null = null;
  const lane = async (): Promise<void> => {
    while (left-- > 0 && failure === null) {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({
          model: "gpt-5.5",
          stream: true,
          messages: [{ role: "user", content: `a question of its own, number ${made++}` }],
        }),
      });
      const decoder = new TextDecoder();
      let tail = "";
      for await (const piece of response.body ?? []) {
        pieces++;
        tail = (tail + decoder.decode(piece, { stream: true })).slice(-40);
      }
      if (response.status === 200 && tail.endsWith("data: [DONE]\n\n")) ended++;
      else failure = `${response.status} ${tail}`;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return { ended, pieces, failure };
}

console.log(JSON.stringify({ port: 0 }));
for await (const line of console) console.log(JSON.stringify(await run(JSON.parse(line) as StreamOrder)));
