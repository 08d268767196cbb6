import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type CommandResult, Deployment, ROOT, run } from "../harness.ts";
import { CLI_CLIENTS } from "./cli-clients.ts";
import { SDK_CLIENTS } from "./sdk-clients.ts";

const CONTRACT = `
bellwether: 1
surface: assistant
version: 1.0.0
mode: observe
`;

/** Pages, the client of the matrix that brings what they need, and where its programs are. */
const PAGES: readonly (readonly [page: string, client: string, path?: (folder: string) => string])[] = [
  ["openai-node", "openai for Node, Responses"],
  ["openai-python", "openai for Python"],
  ["anthropic-node", "@anthropic-ai/sdk for Node"],
  ["anthropic-python", "anthropic for Python"],
  ["google-genai", "@google/genai"],
  ["bedrock", "@aws-sdk/client-bedrock-runtime, key"],
  ["boto3", "boto3"],
  ["ai-sdk", "Vercel AI SDK, openai"],
  ["langchain", "LangChain, openai"],
  ["claude-code", "Claude Code", dirname],
  ["codex", "Codex CLI", (folder) => join(folder, "node_modules", ".bin")],
  ["gemini-cli", "Gemini CLI", (folder) => join(folder, "node_modules", ".bin")],
];

interface Block {
  readonly language: string;
  readonly text: string;
  /** The file that the line in front of it says it is. */
  readonly file: string | undefined;
}

function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(join(ROOT, "docs", "clients", `${page}.md`), "utf8");
  return [...text.matchAll(/(?:^Into `~\/(?<file>[^`]+)`:\n\n)?^```(?<language>\w+)\n(?<text>[\s\S]*?)^```/gm)].map(
    ({ groups }) => ({ language: groups?.["language"] ?? "", text: groups?.["text"] ?? "", file: groups?.["file"] }),
  );
}

describe("the page of", () => {
  let deployment: Deployment;
  let key: string;
  let home: string;
  beforeAll(async () => {
    deployment = await Deployment.start({ contracts: { assistant: CONTRACT } });
    key = await deployment.key();
    home = mkdtempSync(join(tmpdir(), "bellwether-pages-"));
  });
  afterAll(async () => {
    await deployment.stop();
    rmSync(home, { recursive: true, force: true });
  });

  for (const [page, name, pathOf] of PAGES) {
    const client = [...SDK_CLIENTS, ...CLI_CLIENTS].find((one) => one.name === name);
    test(`${page} works as it is written`, async () => {
      const installed = await client?.install();
      if (installed === undefined || "reason" in installed) {
        console.log(`skipped: ${page}: ${installed?.reason ?? "no such client"}`);
        return;
      }
      const { folder } = installed;
      const filled = (text: string): string =>
        text.replaceAll("http://127.0.0.1:4141", deployment.url).replaceAll("bw_app_...", key);
      const env = {
        PATH: `${pathOf === undefined ? "" : `${pathOf(folder)}:`}${process.env["PATH"] ?? ""}`,
        HOME: home,
        TMPDIR: home,
        BELLWETHER_KEY: key,
      };
      let ran = 0;
      for (const [index, { language, text, file }] of blocksOf(page).entries()) {
        if (file !== undefined) {
          mkdirSync(dirname(join(home, file)), { recursive: true });
          writeFileSync(join(home, file), filled(text));
          continue;
        }
        const result = await runBlock(language, filled(text), { folder, env, name: `block${index}` });
        if (result === undefined) continue;
        expect([page, result.code, result.stderr.slice(-1_500)]).toEqual([page, 0, expect.any(String)]);
        expect(result.stdout).toMatch(/\bhi\b/i);
        ran++;
      }
      expect(ran).toBeGreaterThan(0);
    });
  }
});

async function runBlock(
  language: string,
  text: string,
  { folder, env, name }: { folder: string; env: Record<string, string>; name: string },
): Promise<CommandResult | undefined> {
  const program = (ending: string): string => {
    const file = join(folder, `${name}.${ending}`);
    writeFileSync(file, text);
    return file;
  };
  const options = { cwd: folder, env, timeoutMs: 90_000 };
  switch (language) {
    case "js":
      return run("node", [program("mjs")], options);
    case "python":
      return run(join(folder, "venv", "bin", "python"), [program("py")], options);
    case "sh": {
      // What is installed is installed already, in the version that the page names.
      const lines = text.split("\n").filter((line) => !/^(?:npm|pip) install /.test(line));
      const says = lines.some((line) => line !== "" && !line.startsWith("export "));
      return says ? run("sh", ["-c", lines.join("\n")], { ...options, cwd: env["HOME"] ?? folder }) : undefined;
    }
    default:
      return undefined;
  }
}
