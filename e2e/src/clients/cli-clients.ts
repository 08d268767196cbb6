import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLAUDE_CODE_VERSION, installClaudeCode } from "../claude-code.ts";
import { type CommandResult, eventually, run } from "../harness.ts";
import { type Installed, installNpm } from "./install.ts";
import { type Case, type CaseResult, type Client, type Place, promptsFor } from "./matrix.ts";

/** The releases that are driven. */
export const CODEX_VERSION = "0.169.0";
export const GEMINI_CLI_VERSION = "0.61.0";

/** How a command line is started for one prompt, and for one that goes on with the last conversation. */
interface CommandLine {
  readonly binary: string;
  readonly env: Readonly<Record<string, string>>;
  first(prompt: string): readonly string[];
  next(prompt: string): readonly string[];
}

type Setup = (folder: string, home: string, place: Pick<Place, "deployment" | "key">) => CommandLine;

function cliClient(
  parts: Omit<Client, "run"> & { readonly setup: Setup; readonly tool: string; readonly input: object },
): Client {
  const { setup, tool, input, ...client } = parts;
  return {
    ...client,
    async run(what: Case, folder: string, place: Place): Promise<CaseResult> {
      const prompts = promptsFor(place.tag, tool, input);
      const said = (name: string): string => prompts[name] ?? "";
      const home = mkdtempSync(join(tmpdir(), "bellwether-home-"));
      const project = join(home, "project");
      mkdirSync(project);
      const line = setup(folder, home, place);
      const options = { cwd: project, env: { PATH: process.env["PATH"] ?? "", HOME: home, ...line.env } };
      const start = (args: readonly string[]): Promise<CommandResult> => run(line.binary, args, options);
      switch (what) {
        case "one-shot":
        case "streamed":
          return printed(await start(line.first(said("hi"))));
        case "tool-loop":
          return printed(await start(line.first(said("tool"))));
        case "multi-turn":
          printed(await start(line.first(said("hi"))));
          return printed(await start(line.next(said("ho"))));
        case "busy":
          return printed(await start(line.first(said("busy"))));
        case "cut": {
          const first = await start(line.first(said("cut")));
          return first.code === 0
            ? printed(first)
            : { ...printed(await start(line.first(said("cut")))), failed: first.stderr };
        }
        case "refused": {
          const { code, stdout, stderr } = await start(line.first(said("hi")));
          return code === 0 ? { text: stdout } : { text: "refused", failed: stderr };
        }
        case "cancel":
          return leave(line.binary, line.first(said("slow")), options, place);
      }
    },
  };
}

function printed({ code, stdout, stderr }: CommandResult): CaseResult {
  if (code !== 0) throw new Error(`it ended with ${code}: ${stdout.slice(-1_000)}${stderr.slice(-2_000)}`);
  return { text: stdout.trim() };
}

/** Interrupts a client as Ctrl-C does, once its answer is under way. */
async function leave(
  binary: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Record<string, string> },
  { deployment }: Place,
): Promise<CaseResult> {
  const ledger = `${deployment.labUrl}/lab/ledger`;
  const { last } = (await (await fetch(ledger)).json()) as { last: number };
  const child = spawn(binary, args, { ...options, stdio: ["ignore", "ignore", "ignore"], detached: true });
  const over = new Promise<void>((resolve) => void child.once("close", () => resolve()));
  const isOpen = async (): Promise<true | undefined> => {
    const { entries } = (await (await fetch(`${ledger}?since=${last}`)).json()) as {
      entries: { outcome: string; bytes_sent: number; faults: string[] }[];
    };
    const slow = entries.some(({ outcome, faults }) => outcome === "open" && faults.length > 0);
    return slow ? true : undefined;
  };
  await eventually(isOpen, 30_000, () => "it asked for nothing");
  // As a terminal does: to all of them.
  const signal = (name: NodeJS.Signals): boolean => process.kill(-(child.pid ?? 0), name);
  signal("SIGINT");
  const limit = setTimeout(() => signal("SIGKILL"), 10_000);
  await over;
  clearTimeout(limit);
  return { text: "gone" };
}

/** Codex, as it is started for one prompt. */
export const codex: Setup = (folder, home, { deployment, key }) => {
  const provider = [
    `model_provider = "bellwether"`,
    `[model_providers.bellwether]`,
    `name = "Bellwether"`,
    `base_url = "${deployment.url}/v1"`,
    `env_key = "BELLWETHER_KEY"`,
    `wire_api = "responses"`,
  ];
  writeFileSync(join(home, "config.toml"), `${provider.join("\n")}\n`);
  const target = process.arch === "arm64" ? "aarch64" : "x86_64";
  const platform = process.platform === "darwin" ? "apple-darwin" : "unknown-linux-musl";
  const native = `codex-${process.platform}-${process.arch}`;
  const vendor = join(folder, "node_modules", "@openai", native, "vendor", `${target}-${platform}`);
  const exec = ["exec", "--skip-git-repo-check", "-m", "gpt-5.5"];
  return {
    binary: join(vendor, "bin", "codex"),
    env: { CODEX_HOME: home, BELLWETHER_KEY: key },
    first: (prompt) => [...exec, prompt],
    next: (prompt) => [...exec, "resume", "--last", prompt],
  };
};

const gemini: Setup = (folder, home, { deployment, key }) => {
  mkdirSync(join(home, ".gemini"));
  const settings = { security: { auth: { selectedType: "gemini-api-key" } } };
  writeFileSync(join(home, ".gemini", "settings.json"), JSON.stringify(settings));
  const flags = ["--skip-trust", "-m", "gemini-2.5-pro", "--yolo"];
  return {
    binary: join(folder, "node_modules", ".bin", "gemini"),
    env: { GEMINI_API_KEY: key, GOOGLE_GEMINI_BASE_URL: deployment.url },
    first: (prompt) => [...flags, "-p", prompt],
    next: (prompt) => [...flags, "--resume", "latest", "-p", prompt],
  };
};

const claude: Setup = (folder, home, { deployment, key }) => ({
  binary: folder,
  env: {
    TMPDIR: home,
    CLAUDE_CODE_TMPDIR: home,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_TELEMETRY: "1",
    DISABLE_AUTOUPDATER: "1",
    ANTHROPIC_BASE_URL: deployment.url,
    ANTHROPIC_API_KEY: key,
  },
  first: (prompt) => ["-p", prompt, "--model", "claude-opus-4-6", "--allowedTools", "Bash"],
  next: (prompt) => ["-p", "--continue", prompt, "--model", "claude-opus-4-6"],
});

async function claudeBinary(): Promise<Installed> {
  const installed = await installClaudeCode();
  return "command" in installed ? { folder: installed.command[0] ?? "" } : installed;
}

/** Installs Codex into a cache, once; the reason where it cannot be had. */
export async function installCodex(): Promise<Installed> {
  const installed = await installNpm("codex", { "@openai/codex": CODEX_VERSION });
  if ("reason" in installed) return installed;
  const native = join(installed.folder, "node_modules", "@openai", `codex-${process.platform}-${process.arch}`);
  return existsSync(native) ? installed : { reason: `Codex ${CODEX_VERSION} has no build for this machine` };
}

/** The command line clients, each with an empty home. */
export const CLI_CLIENTS: readonly Client[] = [
  cliClient({
    name: "Claude Code",
    version: CLAUDE_CODE_VERSION,
    install: claudeBinary,
    recordedAs: "claude-code",
    session: "client",
    setup: claude,
    tool: "Bash",
    input: { command: "echo nothing", description: "looks" },
    onCut: "goes on",
  }),
  cliClient({
    name: "Codex CLI",
    version: CODEX_VERSION,
    install: installCodex,
    recordedAs: "codex",
    session: "client",
    setup: codex,
    tool: "exec_command",
    input: { cmd: "echo nothing" },
    onCut: "retries",
    asksAgainWhenRefused: 5,
  }),
  cliClient({
    name: "Gemini CLI",
    version: GEMINI_CLI_VERSION,
    install: () => installNpm("gemini-cli", { "@google/gemini-cli": GEMINI_CLI_VERSION }),
    recordedAs: "gemini-cli",
    session: "prefix",
    setup: gemini,
    tool: "run_shell_command",
    input: { command: "echo nothing" },
  }),
];
