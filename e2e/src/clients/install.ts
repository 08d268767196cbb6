import { cpSync, existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { run } from "../harness.ts";

/** A client that is at hand, or why it cannot be had. */
export type Installed = { readonly folder: string } | { readonly reason: string };

const INSTALL_MS = 300_000;
const PROGRAMS = join(import.meta.dirname, "programs");

/** Installs packages of npm into a folder of their own, once for a machine. */
export async function installNpm(name: string, packages: Readonly<Record<string, string>>): Promise<Installed> {
  const wanted = Object.entries(packages).map(([pkg, version]) => `${pkg}@${version}`);
  const folder = folderOf(name, wanted);
  const isThere = (): boolean => Object.keys(packages).every((pkg) => existsSync(join(folder, "node_modules", pkg)));
  if (!isThere()) {
    mkdirSync(folder, { recursive: true });
    const flags = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder];
    const { stderr } = await run("npm", ["install", ...flags, ...wanted], {
      cwd: folder,
      env: environment(),
      timeoutMs: INSTALL_MS,
    });
    if (!isThere()) return { reason: `${wanted.join(", ")} cannot be installed: ${lastLine(stderr)}` };
  }
  cpSync(PROGRAMS, folder, { recursive: true });
  return { folder };
}

/** Installs packages of PyPI into a virtual environment of their own, once for a machine. */
export async function installPython(name: string, packages: Readonly<Record<string, string>>): Promise<Installed> {
  const wanted = Object.entries(packages).map(([pkg, version]) => `${pkg}==${version}`);
  const folder = folderOf(name, wanted);
  const done = join(folder, "installed");
  if (!existsSync(done)) {
    mkdirSync(folder, { recursive: true });
    const script = `python3 -m venv venv && venv/bin/pip install -q ${wanted.join(" ")} && touch installed`;
    const { stderr } = await run("sh", ["-c", script], { cwd: folder, env: environment(), timeoutMs: INSTALL_MS });
    if (!existsSync(done)) return { reason: `${wanted.join(", ")} cannot be installed: ${lastLine(stderr)}` };
  }
  cpSync(PROGRAMS, folder, { recursive: true });
  return { folder };
}

function folderOf(name: string, wanted: readonly string[]): string {
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const versions = wanted.map((one) => one.replace(/^.*?[@=]+([\d.]+)$/, "$1")).join("-");
  return join(cache, "bellwether-e2e", `${name}-${versions}`);
}

/** npm and pip are configured by the environment on many machines: mirrors, proxies, certificates. */
function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function lastLine(text: string): string {
  return (text.trim().split("\n").at(-1) ?? "").slice(0, 200);
}
