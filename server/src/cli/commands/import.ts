import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { buildCommand } from "@stricli/core";
import { sha256Short } from "../../core/digest.ts";
import { plainLine } from "../../core/plain-text.ts";
import type { SaidExchange } from "../../session/declared/declared-exchange.ts";
import { formatOf, SESSION_FORMATS } from "../../session/imports/formats.ts";
import type { Imported, SessionFormat } from "../../session/imports/imported.ts";
import { type ApiClient, apiClient } from "../api-client.ts";
import { type CliContext, EXIT, guarded, usageError } from "../context.ts";
import { apiFlags, type ApiFlags } from "../flags.ts";
import { batchesOf } from "../import-batches.ts";

interface ImportFlags extends ApiFlags {
  readonly format?: string;
  readonly surface?: string;
  readonly tenant?: string;
  readonly at?: number;
  readonly dry: boolean;
}

/** What came of one file. */
interface FileOutcome {
  readonly file: string;
  readonly format: string;
  readonly sessions: number;
  readonly exchanges: number;
  readonly taken: number;
  readonly known: number;
  readonly untimed: boolean;
  readonly passed_over: Readonly<Record<string, number>>;
  readonly problems: readonly { readonly line: number; readonly why: string }[];
  readonly refused: readonly { readonly exchange: string; readonly message: string }[];
}

const ENDINGS: ReadonlySet<string> = new Set([".jsonl", ".json", ".traj"]);

/** `bellwether import`: records sessions that did not go through the gateway. */
export const importCommand = buildCommand<ImportFlags, string[], CliContext>({
  docs: {
    brief: "Record sessions from clients' own files and exported traces",
    fullDescription: `Record sessions that did not go through the gateway: the session files of Claude Code, Codex, Gemini CLI and SWE-agent, traces that Langfuse exports, and lists of chat messages. Each becomes an exchange whose facts are \`declared\`: what its file says, and nothing that it does not say. Texts are read, and not kept.

The same file may be imported again: what is recorded already is not recorded twice, also where the gateway has seen it itself.

Examples
  bellwether import ~/.claude/projects --surface code-assistant
  bellwether import rollout-*.jsonl --dry
  bellwether import trace.json --format langfuse --tenant acme

Exit codes: 0 all was read, 2 some lines could not be, or there was nothing to import, 3 it could not run.`,
  },
  parameters: {
    flags: {
      ...apiFlags,
      format: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: `What the files are: ${SESSION_FORMATS.map(({ id }) => id).join(", ")} (default: told by what is in them)`,
      },
      surface: { kind: "parsed", parse: String, optional: true, brief: "The surface that the sessions are of" },
      tenant: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "The tenant that they are of (default: the key's)",
      },
      at: {
        kind: "parsed",
        parse: timeIn,
        optional: true,
        brief: "When it was, for formats without times (default: when the file was written)",
        placeholder: "TIME",
      },
      dry: { kind: "boolean", default: false, brief: "Only say what would be recorded" },
    },
    positional: {
      kind: "array",
      minimum: 1,
      parameter: { brief: "Files, or folders of them", parse: String, placeholder: "FILES" },
    },
  },
  async func(flags, ...paths) {
    await guarded(this, flags.json, async () => {
      const format = flags.format === undefined ? undefined : formatNamed(flags.format);
      const files = paths.flatMap((path) => filesAt(path));
      const client = flags.dry ? undefined : apiClient(flags, this.colour);
      const outcomes: FileOutcome[] = [];
      for (const file of files) {
        const outcome = await importFile(file, format, flags, client);
        outcomes.push(outcome);
        if (!flags.json) this.process.stdout.write(lineOf(outcome, flags.dry));
      }
      if (flags.json) this.process.stdout.write(`${JSON.stringify({ files: outcomes })}\n`);
      const whole = outcomes.every(({ problems, refused }) => problems.length + refused.length === 0);
      const any = outcomes.some(({ exchanges }) => exchanges > 0);
      if (!any && !flags.json) this.process.stdout.write("nothing in these files tells of an exchange\n");
      return whole && any ? EXIT.pass : EXIT.inconclusive;
    });
  },
});

function formatNamed(id: string): SessionFormat {
  const format = SESSION_FORMATS.find((one) => one.id === id);
  if (format !== undefined) return format;
  throw usageError(
    `--format is ${JSON.stringify(id)}; one of ${SESSION_FORMATS.map((one) => one.id).join(", ")} is expected`,
  );
}

/** A file, or all in a folder and those inside it that may be of sessions. */
function filesAt(path: string): readonly string[] {
  let found;
  try {
    found = statSync(path);
  } catch (cause) {
    throw usageError(`${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  if (!found.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ENDINGS.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function importFile(
  file: string,
  named: SessionFormat | undefined,
  flags: ImportFlags,
  client: ApiClient | undefined,
): Promise<FileOutcome> {
  const read = readFile(file, named, flags.at);
  if (typeof read === "string") return nothing(file, read);
  const { format, imported } = read;
  const sent = client === undefined ? NOTHING_SENT : await send(imported.exchanges, flags, client);
  return { ...toldOf(file, format, imported), ...sent };
}

/** A file's sessions, or why it has none: one odd file keeps no other from being read. */
function readFile(
  file: string,
  named: SessionFormat | undefined,
  at: number | undefined,
): { readonly format: SessionFormat; readonly imported: Imported } | string {
  try {
    const text = readFileSync(file, "utf8");
    const format = named ?? formatOf(text);
    if (format === undefined) return "is in no format that is known (--format names one)";
    // Files of one name in two folders are two: the same file in its place is always the same.
    const name = `${basename(file, extname(file))}~${sha256Short(resolve(file)).slice(0, 8)}`;
    return { format, imported: format.read({ text, name, at: at ?? Math.floor(statSync(file).mtimeMs) }) };
  } catch (error) {
    return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function toldOf(file: string, format: SessionFormat, { exchanges, untimed, passedOver, problems }: Imported) {
  return {
    file,
    format: format.id,
    sessions: new Set(exchanges.map(({ session }) => session)).size,
    exchanges: exchanges.length,
    untimed,
    passed_over: passedOver,
    problems,
  };
}

const NOTHING_SENT = { taken: 0, known: 0, refused: [] };

function nothing(file: string, why: string): FileOutcome {
  const problems = [{ line: 1, why }];
  const none = { sessions: 0, exchanges: 0, untimed: false, passed_over: {} };
  return { file, format: "unknown", ...none, problems, ...NOTHING_SENT };
}

async function send(
  exchanges: readonly SaidExchange[],
  { surface, tenant }: ImportFlags,
  client: ApiClient,
): Promise<Pick<FileOutcome, "taken" | "known" | "refused">> {
  const asked = new URLSearchParams(
    Object.entries({ surface, tenant }).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  let [taken, known] = [0, 0];
  const refused: { exchange: string; message: string }[] = [];
  for (const batch of batchesOf(exchanges)) {
    const answer = (await client.call("POST", `/api/v1/exchanges?${asked}`, { exchanges: batch })) as {
      readonly taken: number;
      readonly known: number;
      readonly refused: readonly { readonly index: number; readonly message: string }[];
    };
    taken += answer.taken;
    known += answer.known;
    refused.push(...answer.refused.map(({ index, message }) => ({ exchange: batch[index]?.id ?? "", message })));
  }
  return { taken, known, refused };
}

function lineOf(outcome: FileOutcome, dry: boolean): string {
  const { file, format, sessions, exchanges, taken, known, untimed, problems, refused } = outcome;
  const lines = [
    format === "unknown"
      ? `${file}: not imported`
      : `${file}: ${format}, ${count(exchanges, "exchange")} of ${count(sessions, "session")}${
          dry ? "" : `; ${taken} recorded, ${known} known already`
        }`,
  ];
  if (untimed && exchanges > 0)
    lines.push("  its messages have no times: all stand at the file's own, and no pauses are told");
  lines.push(...problems.slice(0, SHOWN).map(({ line, why }) => `  line ${line} ${why}`));
  if (problems.length > SHOWN) lines.push(`  and ${problems.length - SHOWN} more lines`);
  lines.push(...refused.slice(0, SHOWN).map(({ exchange, message }) => `  ${plainLine(exchange)}: ${message}`));
  if (refused.length > SHOWN) lines.push(`  and ${refused.length - SHOWN} more were refused`);
  return `${lines.join("\n")}\n`;
}

const SHOWN = 5;

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function timeIn(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new SyntaxError(`--at is ${JSON.stringify(text)}; a time such as 2026-04-01T12:00:00Z is expected`);
  return time;
}
