import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { freePorts } from "../../server/src/adapters/fixtures/free-ports.ts";
import { PrivateClickHouse } from "../../server/src/adapters/clickhouse/fixtures/private-clickhouse.ts";
import { PrivatePostgres } from "../../server/src/adapters/postgres/fixtures/private-server.ts";
import { eventually, RECORD_PATIENCE_MS } from "./harness.ts";
import type { ClientEntry, Ledgers } from "./ledgers.ts";
import { Machine } from "./machine.ts";

/** How often the balancer looks at a gateway's health, in milliseconds. */
const LOOK_MS = 100;

/** How the runtime says that there was no connection, and nothing was sent. */
const REFUSED = new Set(["ConnectionRefused", "ECONNREFUSED"]);

/** Several machines: two gateways, two replicas of control, PostgreSQL, a ClickHouse, and the lab. */
export class Cluster implements Ledgers {
  readonly postgres: PrivatePostgres;
  readonly clickhouse: PrivateClickHouse;
  readonly lab: Machine;
  readonly controls: readonly Machine[];
  readonly gateways: readonly Machine[];
  /** What `call` was answered. */
  readonly calls: ClientEntry[] = [];
  /** Gateways that the balancer sends to. */
  readonly #healthy = new Set<Machine>();
  #looking: ReturnType<typeof setInterval> | undefined;
  #turn = 0;

  private constructor(
    postgres: PrivatePostgres,
    clickhouse: PrivateClickHouse,
    lab: Machine,
    machines: { controls: readonly Machine[]; gateways: readonly Machine[] },
  ) {
    this.postgres = postgres;
    this.clickhouse = clickhouse;
    this.lab = lab;
    this.controls = machines.controls;
    this.gateways = machines.gateways;
  }

  /**
   * Starts everything; replicas of control together.
   *
   * @param contracts texts by name.
   * @param leave how long a gateway still takes what comes when it is asked to end.
   */
  static async start(contracts: Readonly<Record<string, string>>, leave = "500ms"): Promise<Cluster> {
    const [postgres, clickhouse] = await Promise.all([PrivatePostgres.start(), PrivateClickHouse.start()]);
    const [lab = 0, c0 = 0, c1 = 0, g0 = 0, g1 = 0] = await freePorts(5);
    const env = {
      CONTROL_STORE: postgres.address(await postgres.database()),
      NODE_TOKEN: "a-token-that-all-nodes-share",
      SKELETON_KEY: "a-key-that-all-nodes-share",
    };
    const at = (port: number): string => `http://127.0.0.1:${port}`;
    const stores = `stores: { exchanges: "${clickhouse.url}", control: env:CONTROL_STORE }\n`;
    const files = Object.fromEntries(Object.entries(contracts).map(([name, text]) => [`contracts/${name}.yaml`, text]));
    const control = (name: string, port: number): Machine => {
      const config = `${stores}node: ${name}\nlisten: { control: { port: ${port} } }\ncontrol: { token: env:NODE_TOKEN }\n`;
      const all = { ...files, "bellwether.config.yaml": config };
      return new Machine({ name, url: at(port), args: ["up", "--only", "control"], env, files: all });
    };
    const gateway = (name: string, port: number): Machine => {
      const config = [
        stores,
        `node: ${name}`,
        `listen: { port: ${port} }`,
        `control: { addresses: ["${at(c0)}", "${at(c1)}"], token: env:NODE_TOKEN }`,
        "skeleton_key: env:SKELETON_KEY",
        `limits: { leave: ${leave} }`,
        "upstreams:",
        `  anthropic: { base_url: "${at(lab)}", key: none, lab: true }`,
        `  openai: { base_url: "${at(lab)}/v1", key: none, lab: true }`,
      ].join("\n");
      const all = { "bellwether.config.yaml": config };
      return new Machine({ name, url: at(port), args: ["up", "--only", "gateway"], env, files: all });
    };
    const cluster = new Cluster(
      postgres,
      clickhouse,
      new Machine({ name: "lab", url: at(lab), args: ["lab", "serve", "--port", String(lab)], env: {}, files: {} }),
      {
        controls: [control("control-0", c0), control("control-1", c1)],
        gateways: [gateway("gateway-0", g0), gateway("gateway-1", g1)],
      },
    );
    await Promise.all([cluster.lab, ...cluster.controls, ...cluster.gateways].map((machine) => machine.up()));
    cluster.#looking = setInterval(() => cluster.#look(), LOOK_MS);
    return cluster;
  }

  get labUrl(): string {
    return this.lab.url;
  }

  /** The key of commands on a replica's machine. */
  adminKey(replica = 0): string {
    const machine = this.controls[replica];
    return readFileSync(join(machine?.folder ?? "", ".bellwether", "secrets", "operator.key"), "utf8").trim();
  }

  /** Calls the API of one replica. */
  async api(replica: number, method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.controls[replica]?.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.adminKey(replica)}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** Makes a key at a replica, and waits until every gateway knows it. */
  async key(replica = 0): Promise<{ id: string; key: string }> {
    const made = (await (await this.api(replica, "POST", "/api/v1/keys", { kind: "app", name: "test" })).json()) as {
      id: string;
      key: string;
    };
    for (const gateway of this.gateways) {
      await eventually(
        async () => ((await this.call(gateway, made.key)).status === 200 ? true : undefined),
        5_000,
        () => `${gateway.name} does not know a new key`,
      );
    }
    return made;
  }

  /** One small request to one gateway; what was answered is kept for the ledgers. */
  async call(gateway: Machine, key: string, headers: Record<string, string> = {}, turns = 1): Promise<Response> {
    const messages = Array.from({ length: turns * 2 - 1 }, (_, at) => ({
      role: at % 2 === 0 ? "user" : "assistant",
      content: at % 2 === 0 ? `question ${at}` : `answer ${at}`,
    }));
    const body = JSON.stringify({ model: "gpt-5.5", messages, user: crypto.randomUUID() });
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, connection: "close", ...headers },
      body,
    });
    await response.arrayBuffer();
    if (response.status === 200) {
      const exchange = response.headers.get("bellwether-exchange") ?? undefined;
      const at = { sentTo: gateway.name, startedAt: 0, endedAt: 0 };
      const digest = `sha256:${createHash("sha256").update(body).digest("hex")}`;
      this.calls.push({ digest, streamed: false, acknowledged: true, exchange, status: 200, ...at });
    }
    return response;
  }

  /** The record of an exchange, as soon as a replica has it. */
  async record(exchange: string | null, replica = 1): Promise<Record<string, unknown>> {
    return eventually(
      async () => {
        const found = await this.api(replica, "GET", `/api/v1/exchanges/${exchange}`);
        return found.status === 200 ? ((await found.json()) as Record<string, unknown>) : undefined;
      },
      RECORD_PATIENCE_MS,
      () => `there is no record of ${exchange}`,
    );
  }

  /** Rows of a query over all exchanges, from whichever replica answers. */
  async rows(params: Record<string, string>): Promise<Record<string, unknown>[]> {
    const query = new URLSearchParams({ synthetic: "true", limit: "10000", ...params });
    const response = await this.api(0, "GET", `/api/v1/query?${query}`);
    const body = (await response.json()) as { rows?: Record<string, unknown>[]; error?: unknown };
    if (body.rows === undefined) throw new Error(`the query failed: ${JSON.stringify(body)}`);
    return body.rows;
  }

  /**
   * What a load balancer does: turns over the gateways that are healthy, and tries another only
   * where a connection was refused, so that nothing is ever sent twice.
   */
  readonly post = async (path: string, init: RequestInit, entry: ClientEntry): Promise<Response> => {
    const tried = new Set<Machine>();
    for (;;) {
      const left = this.gateways.filter((gateway) => !tried.has(gateway));
      const healthy = left.filter((gateway) => this.#healthy.has(gateway));
      const among = healthy.length > 0 ? healthy : left;
      const gateway = among[this.#turn++ % among.length];
      if (gateway === undefined) throw new Error("no gateway takes a connection");
      tried.add(gateway);
      entry.sentTo = gateway.name;
      try {
        const headers = { ...(init.headers as Record<string, string>), connection: "close" };
        return await fetch(`${gateway.url}${path}`, { ...init, headers });
      } catch (error) {
        if (!REFUSED.has(String((error as { code?: string }).code))) throw error;
      }
    }
  };

  /** Ends everything and removes it. */
  async stop(): Promise<void> {
    clearInterval(this.#looking);
    await Promise.all(this.gateways.map((machine) => machine.remove()));
    await Promise.all(this.controls.map((machine) => machine.remove()));
    await this.lab.remove();
    await Promise.all([this.postgres.stop(), this.clickhouse.stop()]);
  }

  #look(): void {
    for (const gateway of this.gateways) {
      fetch(`${gateway.url}/healthz`, { headers: { connection: "close" }, signal: AbortSignal.timeout(1_000) }).then(
        ({ status }) => (status === 200 ? this.#healthy.add(gateway) : this.#healthy.delete(gateway)),
        () => this.#healthy.delete(gateway),
      );
    }
  }
}
