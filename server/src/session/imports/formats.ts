import { parsed } from "../../wire/json/value.ts";
import { chat } from "./chat.ts";
import { claudeCode } from "./claude-code.ts";
import { codex } from "./codex.ts";
import { geminiCli } from "./gemini-cli.ts";
import type { SessionFormat } from "./imported.ts";
import { langfuse } from "./langfuse.ts";
import { sweAgent } from "./swe-agent.ts";

/** Every format of session files, the surest to be told first: a new one is a file beside this and a line here. */
export const SESSION_FORMATS: readonly SessionFormat[] = [langfuse, sweAgent, codex, geminiCli, claudeCode, chat];

/** Lines by which a file's format is told. */
const LOOKED_AT = 50;

/** The format of a file, by what stands in it; undefined for one that nobody knows. */
export function formatOf(text: string): SessionFormat | undefined {
  const values = firstValues(text);
  return SESSION_FORMATS.find(({ claims }) => claims(values));
}

function firstValues(text: string): readonly unknown[] {
  const whole = parsed(text);
  if (whole !== undefined) return Array.isArray(whole) ? whole.slice(0, LOOKED_AT) : [whole];
  return text
    .split("\n", LOOKED_AT)
    .map((line) => parsed(line))
    .filter((value) => value !== undefined);
}
