import { describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parsePostgresAddress } from "../server/src/adapters/postgres/address.ts";
import { type Config, parseConfig } from "../server/src/config/config.ts";
import { parseDuration } from "../server/src/config/units.ts";
import { parseContract } from "../server/src/contract/load.ts";

const HERE = join(import.meta.dirname, "compose");
const ROOT = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(path, "utf8");

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly hostname?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly stop_grace_period?: string;
  readonly healthcheck?: { readonly test: readonly string[] };
}

const compose = parse(read(join(HERE, "compose.yaml")), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
};
const services = Object.entries(compose.services);
const running = (part: string): [string, Service][] => services.filter(([, { command }]) => command?.at(-1) === part);
const config = ((): Config => {
  const file = join(HERE, "bellwether.config.yaml");
  const result = parseConfig(file, read(file), HERE, {}, { env: () => undefined, file: () => undefined });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.config;
})();

describe("the compose file", () => {
  test("runs two gateways and two replicas of control, each by the name that it is known by", () => {
    expect(running("gateway").map(([name]) => name)).toEqual(["gateway-0", "gateway-1"]);
    expect(running("control").map(([name]) => name)).toEqual(["control-0", "control-1"]);
    for (const [name, { hostname }] of [...running("gateway"), ...running("control")]) expect(hostname).toBe(name);
  });

  test("lets gateways find every replica of control where it listens", () => {
    const { port } = config.listen.control ?? { port: 0 };
    expect(config.control.addresses).toEqual(running("control").map(([name]) => `http://${name}:${port}`));
  });

  test("gives every part the secrets that its configuration names", () => {
    const named = [...read(join(HERE, "bellwether.config.yaml")).matchAll(/env:([A-Z_]+)/g)].map((match) => match[1]);
    expect(named.length).toBe(4);
    for (const [, { environment }] of [...running("gateway"), ...running("control")])
      expect(Object.keys(environment ?? {})).toEqual(expect.arrayContaining(named));
    const example = read(join(HERE, ".env.example"));
    for (const [, name] of read(join(HERE, "compose.yaml")).matchAll(/\$\{([A-Z_]+)/g))
      expect(example).toContain(`\n${name}=`);
  });

  test("names stores that are there, by addresses that can be used", () => {
    const { CONTROL_STORE = "", EXCHANGE_STORE = "" } = running("control")[0]?.[1].environment ?? {};
    const filled = (text: string): string => text.replace(/\$\{\w+:\?[^}]*\}/g, "secret");
    const address = parsePostgresAddress(filled(CONTROL_STORE));
    expect(address).toMatchObject({ user: "bellwether", password: "secret", tls: "off" });
    expect(compose.services[address.host]?.environment).toMatchObject({
      POSTGRES_USER: address.user,
      POSTGRES_DB: address.database,
    });
    const { hostname, username, pathname } = new URL(filled(EXCHANGE_STORE));
    expect(compose.services[hostname]?.environment).toMatchObject({
      CLICKHOUSE_USER: username,
      CLICKHOUSE_DB: pathname.slice(1),
    });
  });

  test("asks each part for its health where it answers", () => {
    const asked = ([, { healthcheck }]: [string, Service]): string | undefined =>
      /http:\/\/127\.0\.0\.1(:\d+\/\w+)/.exec(healthcheck?.test.at(-1) ?? "")?.[1];
    expect(new Set(running("gateway").map(asked))).toEqual(new Set([`:${config.listen.port}/healthz`]));
    expect(new Set(running("control").map(asked))).toEqual(new Set([`:${config.listen.control?.port}/readyz`]));
  });

  test("keeps each spool on a volume of its own, and leaves a gateway the time that it takes to end", () => {
    const data = running("gateway").map(([, { volumes }]) => volumes?.find((volume) => volume.endsWith(":/data")));
    expect(new Set(data).size).toBe(2);
    for (const volume of data) expect(Object.keys(compose.volumes)).toContain(volume?.split(":")[0] ?? "");
    for (const [, { stop_grace_period }] of running("gateway"))
      expect(parseDuration(stop_grace_period ?? "")).toBeGreaterThan(config.limits.leave + config.limits.drain);
  });

  test("mounts files that are there, and contracts that are good", () => {
    for (const [, { volumes }] of services) {
      for (const [path = ""] of (volumes ?? []).map((volume) => volume.split(":")))
        if (path.startsWith("./")) expect([path, existsSync(join(HERE, path))]).toEqual([path, true]);
    }
    const contract = read(join(HERE, "contracts", "assistant.yaml"));
    expect(parseContract("assistant.yaml", contract, () => undefined)).toMatchObject({ ok: true });
  });

  test("builds from a Dockerfile that is there", () => {
    const { build } = running("gateway")[0]?.[1] ?? {};
    const context = join(HERE, build?.context ?? "");
    expect(context.replace(/\/$/, "")).toBe(ROOT);
    expect(existsSync(join(context, build?.dockerfile ?? ""))).toBe(true);
  });
});

describe("the load balancer", () => {
  const text = read(join(HERE, "haproxy.cfg"));

  test("sends to every gateway where it listens, and asks for its health there", () => {
    const servers = [...text.matchAll(/^\s+server (\S+) (\S+)/gm)].map((match) => [match[1], match[2]]);
    expect(servers).toEqual(running("gateway").map(([name]) => [name, `${name}:${config.listen.port}`]));
    expect(text).toContain("option httpchk GET /healthz");
    expect(compose.services["balancer"]?.ports).toEqual([`4141:${/bind :(\d+)/.exec(text)?.[1]}`]);
  });

  test("sees that a gateway is leaving before it has left", () => {
    const [, seconds, times] = /check inter (\d+)s fall (\d+)/.exec(text) ?? [];
    expect(Number(seconds) * (Number(times) + 1) * 1_000).toBeLessThan(config.limits.leave);
  });

  test("never sends again what may have arrived", () => {
    expect(text).toContain("retry-on conn-failure\n");
  });

  test.skipIf(Bun.which("haproxy") === null)(
    "is configured as HAProxy understands (skipped where it is not installed)",
    () => {
      const checked = spawnSync("haproxy", ["-c", "-f", join(HERE, "haproxy.cfg")]);
      expect([checked.status, checked.stderr.toString()]).toEqual([0, expect.not.stringContaining("ALERT")]);
    },
  );
});

describe("the image", () => {
  const text = read(join(import.meta.dirname, "Dockerfile"));
  const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) => (match[1] ?? "").split(" "));

  test("is made of files that are there, and of the manifest of every workspace, without which npm installs nothing", () => {
    for (const path of copied) expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
    const { workspaces } = JSON.parse(read(join(ROOT, "package.json"))) as { workspaces: string[] };
    expect(copied).toEqual(expect.arrayContaining(workspaces.map((name) => `${name}/package.json`)));
  });

  test("runs the binary, as somebody who is not root, and says the ports of its configuration", () => {
    expect(text).toMatch(/^USER node$/m);
    const entry = /ENTRYPOINT \["node", "\/app\/([^"]+)"\]/.exec(text)?.[1] ?? "";
    expect(existsSync(join(ROOT, entry))).toBe(true);
    expect(text).toContain(`EXPOSE ${config.listen.port} ${config.listen.control?.port}\n`);
  });
});
