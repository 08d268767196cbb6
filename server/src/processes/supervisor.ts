import { beginGeneration } from "../adapters/spool/file-source.ts";
import { laterRunId } from "../adapters/spool/run-id.ts";
import type { Config } from "../config/config.ts";
import { type Environment, environmentUnless } from "../config/load.ts";
import { systemClock } from "../core/clock.ts";
import { lockGroup } from "./group-lock.ts";
import { report } from "./lifetime.ts";
import type { Part } from "./parts.ts";
import { groupPaths } from "./paths.ts";
import { ensureSkeletonKey } from "./skeleton-key.ts";

/** A child that crashes again and again is started again ever more slowly, up to this. */
const MAX_RESTART_MS = 1_000;
const FIRST_RESTART_MS = 50;
/** A child that has lived so long is taken to be sound again. */
const SOUND_AFTER_MS = 10_000;

/**
 * What the runtime takes for the memory of the machine when it decides how far a worker's heap may
 * grow before it is collected. It would go by all of it, let the heap double between collections,
 * and leave gaps that are never given back (ADR 14). An operator's own setting holds.
 */
const WORKER_MEMORY = { BUN_JSC_forceRAMSize: String(256 * 1024 * 1024) };

/** A group of processes that is up. */
export interface Group {
  /** Ends all of them, gateways first, so that what they wrote is still shipped. */
  stop(): Promise<void>;
}

interface Child {
  readonly name: string;
  stop(): Promise<void>;
}

/**
 * Starts the lab (where it is an upstream), control and the gateway workers, and starts again
 * whichever dies. With gateways alone, a shipper takes control's place at the spool.
 *
 * @param flags what the children need to load the same configuration.
 * @param only the part that this machine runs; undefined for all.
 */
export function startGroup(config: Config, flags: readonly string[], only?: Part): Group {
  const paths = groupPaths(config);
  const unlock = lockGroup(paths.run);
  const say = report("bellwether");
  const start = (name: string, ...args: readonly string[]): Child =>
    supervise(name, [...args, ...flags, ...(only === undefined ? [] : ["--only", only])], say, envOf(args));
  const behind: Child[] = [];
  const gateways: Child[] = [];
  if (only !== "control") {
    ensureSkeletonKey(paths);
    const random = (into: Uint8Array): Uint8Array => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>);
    beginGeneration(paths.spool, laterRunId(paths.spool, systemClock.now, random));
    if (config.needsLab) behind.push(start("lab", "__lab"));
  }
  behind.push(only === "gateway" ? start("shipper", "__shipper") : start("control", "__control"));
  if (only !== "control") {
    for (let worker = 0; worker < config.listen.workers; worker++)
      gateways.push(start(`gateway-${worker}`, "__gateway", "--worker", String(worker)));
  }
  return {
    stop: async () => {
      await Promise.all(gateways.map((child) => child.stop()));
      await Promise.all(behind.map((child) => child.stop()));
      unlock();
    },
  };
}

function envOf([part]: readonly string[]): Environment {
  return environmentUnless(part === "__gateway" ? WORKER_MEMORY : {});
}

function supervise(name: string, args: readonly string[], say: (what: string) => void, env: Environment): Child {
  let stopping = false;
  let wait = FIRST_RESTART_MS;
  let current = spawn(args, env);
  const run = async (): Promise<void> => {
    for (;;) {
      const startedAt = systemClock.steady();
      const code = await current.exited;
      if (stopping) return;
      if (systemClock.steady() - startedAt > SOUND_AFTER_MS) wait = FIRST_RESTART_MS;
      say(`${name} ended (${current.signalCode ?? `exit ${code}`}) and is started again`);
      await new Promise((resolve) => setTimeout(resolve, wait));
      wait = Math.min(MAX_RESTART_MS, wait * 2);
      if (stopping) return;
      current = spawn(args, env);
    }
  };
  const over = run();
  return {
    name,
    stop: async () => {
      stopping = true;
      // Closing its standard input asks a child to end.
      await current.stdin.end();
      await over;
    },
  };
}

function spawn(args: readonly string[], env: Environment): Bun.Subprocess<"pipe", "inherit", "inherit"> {
  const stdio = { stdin: "pipe", stdout: "inherit", stderr: "inherit" } as const;
  return Bun.spawn([process.execPath, Bun.main, ...args], { ...stdio, env });
}
