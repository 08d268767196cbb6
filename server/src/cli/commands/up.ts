import { buildCommand } from "@stricli/core";
import type { Config } from "../../config/config.ts";
import { askedToEnd } from "../../processes/lifetime.ts";
import { groupPaths } from "../../processes/paths.ts";
import { type Listening, requireFreePorts } from "../../processes/free-port.ts";
import { type Part, PARTS, requirePart } from "../../processes/parts.ts";
import { requireSecrets } from "../../processes/secrets-at-hand.ts";
import { startGroup } from "../../processes/supervisor.ts";
import { existsSync, readFileSync } from "node:fs";
import { type ApiClient, apiClient } from "../api-client.ts";
import { type CliContext, EXIT, guarded, requireConfig } from "../context.ts";
import { commonFlags, type CommonFlags } from "../flags.ts";
import { sendWelcomeTraffic, welcomeText } from "../welcome.ts";

interface UpFlags extends CommonFlags {
  readonly port?: string;
  readonly host?: string;
  readonly data?: string;
  readonly only?: Part;
  readonly welcome: boolean;
}

const PROBE_MS = 5_000;
/** Two seconds: a snapshot lands in far less. */
const HEARD_TRIES = 100;

const text = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: String, optional: true, brief, placeholder }) as const;

/** `bellwether up`: brings everything up as one group and keeps it up. */
export const upCommand = buildCommand<UpFlags, [], CliContext>({
  docs: {
    brief: "Bring everything up: gateway, control, stores, and the lab where no provider key is set",
    fullDescription: `Bring everything up on this machine, and keep it up until interrupted.

Examples
  bellwether up
  bellwether up --port 8080 --data /var/lib/bellwether
  bellwether up --welcome        also send a little traffic, and print lines to paste
  bellwether up --only gateway   gateways and their spool, where control runs on other machines
  bellwether up --only control   one replica of control, for gateways on other machines`,
  },
  parameters: {
    flags: {
      ...commonFlags,
      port: text("Port (default 4141, or BELLWETHER_PORT)", "PORT"),
      host: text("Address to listen on (default 127.0.0.1)", "HOST"),
      data: text("Data folder (default ./.bellwether, or BELLWETHER_DATA)", "DIR"),
      only: {
        kind: "enum",
        values: PARTS,
        optional: true,
        brief: "Run one part on this machine, where others run the rest",
      },
      welcome: { kind: "boolean", default: false, brief: "Send a little traffic and print lines to paste" },
    },
  },
  async func(flags) {
    await guarded(this, flags.json, async () => {
      // As its processes do: what is made here is nobody else's to read.
      process.umask(0o077);
      const config = requireConfig(flags, this.colour);
      const { only } = flags;
      if (only !== undefined) requirePart(config, only);
      requireSecrets(config, only);
      await requireFreePorts(placesOf(config, only), groupPaths(config).run);
      const group = startGroup(config, childFlags(flags), only);
      let ending = false;
      const end = askedToEnd(false).then(() => {
        ending = true;
      });
      const url = addressOf(config, only);
      try {
        const { operatorKey } = groupPaths(config);
        if (await untilReady(url, only === "gateway" ? undefined : operatorKey, () => ending)) {
          if (only === undefined) await introduce(this, flags, config, url);
          else introducePart(this, flags, config, only, url);
        }
        await end;
      } finally {
        await group.stop();
      }
      return EXIT.pass;
    });
  },
});

/** Says where everything is, with a key that the gateway knows; for a welcome, sends a little traffic with it. */
export async function introduce(context: CliContext, flags: UpFlags, config: Config, url: string): Promise<void> {
  // What was started here has a key of its own; one in the environment may be another's, or for traffic alone.
  const key = readFileSync(groupPaths(config).operatorKey, "utf8").trim();
  const client = apiClient({ ...flags, url, key }, context.colour);
  const { contracts } = (await client.call("GET", "/api/v1/contracts")) as {
    contracts: { surface: string; version: string; channels: string[] }[];
  };
  const first = await firstAppKey(client, flags.welcome);
  const facts = {
    url,
    host: config.listen.host,
    data: config.data,
    key: first,
    contracts,
    upstreams: config.upstreams,
    welcome: flags.welcome,
  };
  if (flags.json)
    context.process.stdout.write(
      `${JSON.stringify({ url, key: first, contracts, upstreams: config.upstreams.map(({ name, baseUrl, lab }) => ({ name, base_url: baseUrl, lab })) })}\n`,
    );
  const sent =
    flags.welcome && first !== undefined && contracts.length > 0 ? await sendWelcomeTraffic(url, first) : undefined;
  if (!flags.json) context.process.stdout.write(welcomeText(facts, sent));
}

/** Says where a part is. It makes no key: who runs parts on several machines makes those that are needed. */
function introducePart(context: CliContext, flags: UpFlags, config: Config, only: Part, url: string): void {
  const behind = only === "gateway" ? `, control at ${config.control.addresses.join(", ")}` : "";
  context.process.stdout.write(
    flags.json ? `${JSON.stringify({ url, only })}\n` : `Bellwether is up: ${only} at ${url}${behind}\n`,
  );
}

/** A key to call with: made where there is none yet, and for a welcome always, because a key is shown only once. */
async function firstAppKey(client: ApiClient, welcome: boolean): Promise<string | undefined> {
  const { keys } = (await client.call("GET", "/api/v1/keys")) as {
    keys: { id: string; kind: string; name: string; revokedAt?: number }[];
  };
  const live = keys.filter(({ revokedAt }) => revokedAt === undefined);
  if (!welcome && live.some(({ kind }) => kind !== "admin" && kind !== "operator")) return undefined;
  const name = welcome ? "welcome" : "first";
  for (const old of live.filter((key) => key.name === name)) await client.call("DELETE", `/api/v1/keys/${old.id}`);
  const made = (await client.call("POST", "/api/v1/keys", { kind: "app", name })) as { key: string };
  await untilHeard(client);
  return made.key;
}

/**
 * Waits until gateway and control answer; false where the group is to end before.
 *
 * @param operatorKey undefined where control runs elsewhere, and is not waited for.
 */
async function untilReady(url: string, operatorKey: string | undefined, ending: () => boolean): Promise<boolean> {
  while (!ending()) {
    const health = operatorKey === undefined || existsSync(operatorKey) ? await statusOf(`${url}/healthz`) : 0;
    if (health === 200 && (operatorKey === undefined || (await statusOf(`${url}/api/v1/contracts`)) === 401))
      return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

function statusOf(url: string): Promise<number> {
  return fetch(url, { signal: AbortSignal.timeout(PROBE_MS) }).then(
    ({ status }) => status,
    () => 0,
  );
}

/** Waits until the gateway serves from what control has now, so that a key that was just made is known. */
async function untilHeard(client: ApiClient): Promise<void> {
  const { revision } = (await client.call("GET", "/api/v1/status")) as { revision: number };
  for (let tries = 0; tries < HEARD_TRIES; tries++) {
    const { snapshot } = (await client.call("GET", "/healthz")) as { snapshot: number | null };
    if ((snapshot ?? -1) >= revision) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Where what runs on this machine answers. */
function addressOf({ listen }: Config, only: Part | undefined): string {
  const { host, port } = only === "control" && listen.control !== undefined ? listen.control : listen;
  const shown = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${shown.includes(":") ? `[${shown}]` : shown}:${port}`;
}

/** Where the processes of the group are going to listen. */
function placesOf({ listen, lab, needsLab }: Config, only: Part | undefined): Listening[] {
  const own = { host: listen.host, port: listen.port, changedBy: "BELLWETHER_PORT or --port" };
  const control =
    listen.control === undefined ? [] : [{ ...listen.control, changedBy: "`listen.control` in the configuration" }];
  const labs = needsLab ? [{ host: "127.0.0.1", port: lab.port, changedBy: "BELLWETHER_LAB_PORT" }] : [];
  if (only === "control") return control;
  return only === "gateway" ? [own, ...labs] : [own, ...control, ...labs];
}

/** What the children need to load the same configuration. */
function childFlags(flags: UpFlags): string[] {
  const given = { config: flags.config, port: flags.port, host: flags.host, data: flags.data };
  return Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
}
