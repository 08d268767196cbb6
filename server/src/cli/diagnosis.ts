import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";
import type { Config } from "../config/config.ts";
import { processSecrets } from "../config/load.ts";
import { readSecret } from "../config/secret.ts";
import { findContracts } from "../processes/contract-files.ts";
import type { ApiClient } from "./api-client.ts";

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly state: "ok" | "note" | "wrong";
  readonly found: string;
  /** What to do about it. */
  readonly remedy?: string;
}

const MIN_FREE_BYTES = 2 * 1024 ** 3;
const MAX_SKEW_MS = 5_000;
const PROBE_MS = 5_000;

/** Whether the contracts of the configuration are good. */
export function checkContracts(config: Config): readonly Check[] {
  const { contracts, broken } = findContracts(config.contracts);
  if (contracts.length + broken.length === 0) {
    return [
      {
        name: "contracts",
        state: "wrong",
        found: `none at ${config.contracts.join(", ")}`,
        remedy: "write one with bellwether init; without a contract every call is refused",
      },
    ];
  }
  return [
    ...contracts.map(
      ({ surface, version, mode }) =>
        ({ name: "contract", state: "ok", found: `${surface}@${version} (${mode})` }) as const,
    ),
    ...broken.map(
      ({ file, problems }) =>
        ({
          name: "contract",
          state: "wrong",
          found: `${file} has ${problems.length} problems`,
          remedy: `bellwether contract check ${file}`,
        }) as const,
    ),
  ];
}

/** Whether the data folder can be written and has room. */
export function checkDisk(config: Config): readonly Check[] {
  let folder = config.data;
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    return [
      {
        name: "data folder",
        state: "wrong",
        found: `${folder} cannot be written`,
        remedy: "give this user the folder, or name another with BELLWETHER_DATA",
      },
    ];
  }
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const found = `${config.data}, ${(free / 1024 ** 3).toFixed(1)} GiB free`;
  const need = Math.max(MIN_FREE_BYTES, config.limits.spool);
  if (free >= need) return [{ name: "data folder", state: "ok", found }];
  const state = free < MIN_FREE_BYTES ? "wrong" : "note";
  return [
    {
      name: "data folder",
      state,
      found,
      remedy: `the spool alone may take ${(config.limits.spool / 1024 ** 3).toFixed(0)} GiB (limits.spool): make room, or lower it`,
    },
  ];
}

/** Whether each upstream has its key and answers, and whether its clock agrees with ours. */
export async function checkUpstreams(config: Config): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const { name, baseUrl, key, lab, aws } of config.upstreams) {
    const own = key === "passthrough" || key === "none" ? [] : [{ reference: key, at: "key" }];
    const signing = Object.values(aws ?? {}).map((reference: string) => ({ reference, at: "aws" }));
    for (const { reference, at } of [...own, ...signing]) {
      try {
        readSecret(reference, processSecrets);
        checks.push({ name: `key of ${name}`, state: "ok", found: `${reference} is set` });
      } catch (error) {
        checks.push({
          name: `key of ${name}`,
          state: "wrong",
          found: error instanceof Error ? error.message : String(error),
          remedy: `set ${reference}, or change upstreams.${name}.${at}`,
        });
      }
    }
    const probe = await reachUpstream(baseUrl);
    if (probe === undefined) {
      checks.push({
        name: `upstream ${name}`,
        state: lab ? "note" : "wrong",
        found: `${baseUrl} does not answer`,
        remedy: lab
          ? "the lab is started by bellwether up"
          : "look at the network, and at upstreams in the configuration",
      });
      continue;
    }
    checks.push({ name: `upstream ${name}`, state: "ok", found: `${baseUrl} answers` });
    if (probe.skewMs === undefined) continue;
    const skew = Math.abs(probe.skewMs);
    if (skew > MAX_SKEW_MS)
      checks.push({
        name: "clock",
        state: "wrong",
        found: `${Math.round(skew / 1000)} s apart from ${name}`,
        remedy: "let the system keep time by NTP: records are ordered by it",
      });
    else checks.push({ name: "clock", state: "ok", found: `agrees with ${name}` });
  }
  return checks;
}

/** Whether the port is free, or held by a Bellwether. */
export async function checkPort({ host, port }: Pick<Config["listen"], "host" | "port">): Promise<readonly Check[]> {
  if (port === 0) return [];
  const free = await new Promise<boolean>((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
  if (free)
    return [
      { name: "port", state: "note", found: `${host}:${port} is free: Bellwether is not up`, remedy: "bellwether up" },
    ];
  const status = await statusOf(`http://${host}:${port}/healthz`);
  if (status !== undefined)
    return [
      {
        name: "port",
        state: status === "ok" ? "ok" : "wrong",
        found: `${host}:${port} is Bellwether's, ${status}`,
      },
    ];
  return [
    {
      name: "port",
      state: "wrong",
      found: `${host}:${port} is held by something else`,
      remedy: "stop it, or choose another port with BELLWETHER_PORT",
    },
  ];
}

/** Whether what runs is well: the stores, the shipping of records. */
export async function checkRunning(client: () => ApiClient): Promise<readonly Check[]> {
  let status: Record<string, unknown>;
  try {
    status = (await client().call("GET", "/api/v1/status")) as Record<string, unknown>;
  } catch (error) {
    return [{ name: "control", state: "note", found: error instanceof Error ? error.message : String(error) }];
  }
  const well = (name: string, key: string, remedy: string): Check => {
    const found = String(status[key]);
    return found === "ok" ? { name, state: "ok", found: "answers" } : { name, state: "wrong", found, remedy };
  };
  return [
    { name: "control", state: "ok", found: `answers, revision ${String(status["revision"])}` },
    well("exchange store", "exchanges", "look at stores.exchanges, and at the log of control"),
    well("shipping", "shipping", "records wait in the spool and are not lost; mend the exchange store"),
    ...(status["webhook"] === "none" || status["webhook"] === undefined
      ? []
      : [well("webhook", "webhook", "notices wait and are not lost; look at the receiver, and at notices.webhook")]),
  ];
}

async function statusOf(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_MS) });
    const health = (await response.json()) as { readonly status?: string };
    return health.status;
  } catch {
    // Something else answers there, or nothing in time: the caller words it.
    return undefined;
  }
}

async function reachUpstream(baseUrl: string): Promise<{ readonly skewMs: number | undefined } | undefined> {
  try {
    const before = Date.now();
    const response = await fetch(baseUrl, {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.timeout(PROBE_MS),
    });
    const date = Date.parse(response.headers.get("date") ?? "");
    return { skewMs: Number.isNaN(date) ? undefined : date - (before + Date.now()) / 2 };
  } catch {
    // No answer is the finding; the caller words it.
    return undefined;
  }
}
