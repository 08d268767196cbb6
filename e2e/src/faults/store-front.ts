/** What a store does with who calls: answers, refuses each statement, or says nothing at all. */
export type FrontMood = "well" | "failing" | "hanging" | "refusing";

/** Stands before a ClickHouse, and does what a test says instead of passing on. */
export class StoreFront {
  readonly #behind: string;
  readonly #port: number;
  #server: Bun.Server<undefined>;
  #mood: FrontMood = "well";
  #letGo: () => void = () => undefined;

  constructor(behind: string) {
    this.#behind = behind;
    this.#server = this.#serve(0);
    // One that has been stopped does not know its port any more.
    this.#port = this.#server.port ?? 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Changes what it does; whoever was left hanging is hung up on. */
  async become(mood: FrontMood): Promise<void> {
    const before = this.#mood;
    this.#mood = mood;
    this.#letGo();
    if (mood === "refusing") await this.#server.stop(true);
    else if (before === "refusing") this.#server = this.#serve(this.#port);
  }

  async stop(): Promise<void> {
    this.#letGo();
    await this.#server.stop(true);
  }

  #serve(port: number): Bun.Server<undefined> {
    return Bun.serve({ hostname: "127.0.0.1", port, idleTimeout: 0, fetch: (request) => this.#answer(request) });
  }

  async #answer(request: Request): Promise<Response> {
    if (this.#mood === "failing")
      return new Response("Code: 241. DB::Exception: Memory limit (total) exceeded. (MEMORY_LIMIT_EXCEEDED)", {
        status: 500,
        headers: { "x-clickhouse-exception-code": "241" },
      });
    if (this.#mood === "hanging") {
      await new Promise<void>((resolve) => {
        const before = this.#letGo;
        this.#letGo = () => {
          before();
          resolve();
        };
      });
      return new Response("it has been away", { status: 503 });
    }
    const url = new URL(request.url);
    const body = request.method === "GET" ? undefined : await request.arrayBuffer();
    const headers = new Headers(request.headers);
    headers.set("connection", "close");
    return fetch(`${this.#behind}${url.pathname}${url.search}`, {
      method: request.method,
      headers,
      ...(body === undefined ? {} : { body }),
      decompress: false,
    });
  }
}
