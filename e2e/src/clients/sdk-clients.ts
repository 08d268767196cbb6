import { join } from "node:path";
import { run } from "../harness.ts";
import { type Installed, installNpm, installPython } from "./install.ts";
import { type Case, type CaseResult, type Client, type Place, promptsFor } from "./matrix.ts";

interface Program {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly install: () => Promise<Installed>;
  /** What stands behind the address. */
  readonly base: string;
  readonly recordedAs: string;
  readonly session?: Client["session"];
  readonly env?: Readonly<Record<string, string>>;
  readonly onCut?: "retries" | "goes on";
  readonly asksAgainWhenRefused?: number;
  readonly servedUnnamed?: true;
  readonly skips?: NonNullable<Client["skips"]>;
}

function programClient({ name, version, file, install, base, recordedAs, env, ...rest }: Program): Client {
  return {
    ...rest,
    session: rest.session ?? "prefix",
    name,
    version,
    install,
    recordedAs,
    async run(what: Case, folder: string, { deployment, key, tag }: Place): Promise<CaseResult> {
      const refused = what === "refused";
      const python = file.endsWith(".py");
      const result = await run(python ? join(folder, "venv", "bin", "python") : "node", [join(folder, file)], {
        cwd: folder,
        env: {
          PATH: process.env["PATH"] ?? "",
          HOME: folder,
          BASE_URL: `${deployment.url}${base}`,
          KEY: key,
          CASE: refused ? "one-shot" : what,
          PROMPTS: JSON.stringify(promptsFor(tag, "look", { at: "it" })),
          ...env,
        },
        timeoutMs: 60_000,
      });
      if (refused && result.code !== 0) return { text: "refused", failed: result.stderr };
      if (result.code !== 0) throw new Error(`${name} ended with ${result.code}: ${result.stderr.slice(-2_000)}`);
      return JSON.parse(result.stdout.trim().split("\n").at(-1) ?? "") as CaseResult;
    },
  };
}

const OPENAI = { openai: "7.57.0" };
const ANTHROPIC = { "@anthropic-ai/sdk": "1.14.0" };
const GENAI = { "@google/genai": "3.3.0" };
const BEDROCK = { "@aws-sdk/client-bedrock-runtime": "3.1164.0" };
const BOTO3 = { boto3: "1.44.8" };
const AI_SDK = {
  ai: "7.0.173",
  "@ai-sdk/openai": "4.0.118",
  "@ai-sdk/anthropic": "4.0.105",
  "@ai-sdk/google": "4.0.121",
};
const LANGCHAIN = { langchain: "1.5.14", "@langchain/openai": "1.6.0", "@langchain/anthropic": "1.5.11" };
const OPENAI_PYTHON = { openai: "3.57.0" };
const ANTHROPIC_PYTHON = { anthropic: "2.13.0" };

const versionsOf = (packages: Readonly<Record<string, string>>): string =>
  Object.entries(packages)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");

/** The SDKs, each with nothing set but an address and a key. */
export const SDK_CLIENTS: readonly Client[] = [
  programClient({
    name: "openai for Node, Chat Completions",
    version: versionsOf(OPENAI),
    file: "openai-chat.mjs",
    install: () => installNpm("openai", OPENAI),
    base: "/v1",
    recordedAs: "openai-node",
  }),
  programClient({
    name: "openai for Node, Responses",
    version: versionsOf(OPENAI),
    file: "openai-responses.mjs",
    install: () => installNpm("openai", OPENAI),
    base: "/v1",
    recordedAs: "openai-node",
    session: "response",
  }),
  programClient({
    name: "openai for Python",
    version: versionsOf(OPENAI_PYTHON),
    file: "openai_chat.py",
    install: () => installPython("openai-python", OPENAI_PYTHON),
    base: "/v1",
    recordedAs: "openai-python",
  }),
  programClient({
    name: "@anthropic-ai/sdk for Node",
    version: versionsOf(ANTHROPIC),
    file: "anthropic.mjs",
    install: () => installNpm("anthropic", ANTHROPIC),
    base: "",
    recordedAs: "anthropic-node",
  }),
  programClient({
    name: "anthropic for Python",
    version: versionsOf(ANTHROPIC_PYTHON),
    file: "anthropic_messages.py",
    install: () => installPython("anthropic-python", ANTHROPIC_PYTHON),
    base: "",
    recordedAs: "anthropic-python",
  }),
  programClient({
    name: "@google/genai",
    version: versionsOf(GENAI),
    file: "google-genai.mjs",
    install: () => installNpm("google-genai", GENAI),
    base: "",
    recordedAs: "google-genai",
  }),
  ...(["key", "signature"] as const).map((auth) =>
    programClient({
      name: `@aws-sdk/client-bedrock-runtime, ${auth}`,
      version: versionsOf(BEDROCK),
      file: "bedrock.mjs",
      install: () => installNpm("bedrock", BEDROCK),
      base: "",
      recordedAs: "aws-sdk-js",
      servedUnnamed: true,
      env: { AUTH: auth },
    }),
  ),
  programClient({
    name: "boto3",
    version: versionsOf(BOTO3),
    file: "bedrock_converse.py",
    install: () => installPython("boto3", BOTO3),
    base: "",
    recordedAs: "boto3",
    servedUnnamed: true,
  }),
  ...(["openai", "anthropic", "google"] as const).map((provider) =>
    programClient({
      name: `Vercel AI SDK, ${provider}`,
      version: versionsOf(AI_SDK),
      file: "ai-sdk.mjs",
      install: () => installNpm("ai-sdk", AI_SDK),
      base: "",
      recordedAs: "ai-sdk",
      env: { PROVIDER: provider },
      asksAgainWhenRefused: 2,
      ...(provider === "openai" ? {} : { skips: { refused: "seven seconds of waiting, in the code that all share" } }),
      // It names the items that OpenAI keeps, and does not send them again.
      ...(provider === "openai" ? { session: "response" } : {}),
    }),
  ),
  ...(["openai", "anthropic"] as const).map((provider) =>
    programClient({
      name: `LangChain, ${provider}`,
      version: versionsOf(LANGCHAIN),
      file: "langchain.mjs",
      install: () => installNpm("langchain", LANGCHAIN),
      base: "",
      recordedAs: provider === "openai" ? "langchain" : "anthropic-node",
      env: { PROVIDER: provider },
      ...(provider === "openai" ? { onCut: "retries" } : {}),
    }),
  ),
];
