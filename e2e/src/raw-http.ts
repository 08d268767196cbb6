import { connect, createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";

/** What came back on a raw connection. */
export interface RawAnswer {
  readonly text: string;
  /** Statuses of the answers in it, in order. */
  readonly statuses: readonly number[];
  /** Whether the other side closed the connection. */
  readonly closed: boolean;
}

/** Sends bytes as they are, and takes what comes until the connection closes or is quiet for a while. */
export function sendRaw(url: string, bytes: string, quietMs = 400): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let text = "";
    let closed = false;
    let quiet: ReturnType<typeof setTimeout> | undefined;
    const finish = (): void => {
      clearTimeout(quiet);
      socket.destroy();
      const statuses = [...text.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status]) => Number(status));
      resolve({ text, statuses, closed });
    };
    const wait = (ms: number): void => {
      clearTimeout(quiet);
      quiet = setTimeout(finish, ms);
    };
    socket.on("connect", () => socket.write(Buffer.from(bytes, "latin1")));
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      wait(quietMs);
    });
    socket.on("error", () => {
      closed = true;
    });
    socket.on("close", () => {
      closed = true;
      finish();
    });
    wait(3_000);
  });
}

/** An upstream that notes every byte it gets and answers each connection's first request with given bytes. */
export class RawUpstream {
  readonly received: string[] = [];
  answer: (request: string) => string | Uint8Array = () => "HTTP/1.1 500 x\r\ncontent-length: 0\r\n\r\n";
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Starts one on a free port. */
  static start(): Promise<RawUpstream> {
    return new Promise((resolve) => {
      const server = createServer();
      const upstream = new RawUpstream(server);
      server.on("connection", (socket) => {
        let text = "";
        socket.on("error", () => undefined);
        socket.on("data", (chunk) => {
          text += chunk.toString("latin1");
          const head = text.indexOf("\r\n\r\n");
          const length = Number(/^content-length: (\d+)/im.exec(text)?.[1] ?? 0);
          if (head < 0 || text.length < head + 4 + length) return;
          upstream.received.push(text);
          socket.end(upstream.answer(text));
          text = "";
        });
      });
      server.listen(0, "127.0.0.1", () => resolve(upstream));
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
  }
}
