import { cpus } from "node:os";
import { VERSION } from "../../server/src/core/version.ts";

/** Where something was measured, and with what. */
export interface Measured {
  readonly machine: { readonly cores: number; readonly cpu: string; readonly platform: string };
  readonly versions: Readonly<Record<string, string>>;
}

/** This machine, and the versions of what runs on it. */
export function thisMachine(versions: Readonly<Record<string, string>> = {}): Measured {
  return {
    machine: {
      cores: cpus().length,
      cpu: cpus()[0]?.model ?? "unknown",
      platform: `${process.platform} ${process.arch}`,
    },
    versions: { Bun: process.versions["bun"] ?? "", Bellwether: VERSION, ...versions },
  };
}

/** The same as one line. */
export function renderMachine({ machine, versions }: Measured): string {
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${machine.cores} cores, ${machine.cpu}, ${machine.platform}; ${named.join(", ")}`;
}
