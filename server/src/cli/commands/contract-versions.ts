import { buildCommand, buildRouteMap } from "@stricli/core";
import { stringify } from "yaml";
import { isBellwetherError } from "../../core/error.ts";
import { plainLine } from "../../core/plain-text.ts";
import { type CliContext, EXIT, guarded, usageError } from "../context.ts";
import { noticeBody, type NoticeFlags, noticeFlags } from "../notice-flags.ts";
import { registryCaller, type RegistryFlags, registryFlags } from "../registry-caller.ts";
import { renderRows } from "../render-rows.ts";
import { pointAt, type SurfacePoint } from "../surface-point.ts";

/** `bellwether contract list`: what is registered, and where channels point. */
export const list = buildCommand<RegistryFlags, [string?], CliContext>({
  docs: {
    brief: "List the registered versions, and the channels that point at them",
    fullDescription: `List the registered versions of a surface, or of all.

Examples
  bellwether contract list
  bellwether contract list code-assistant --registry bellwether.registry.jsonl`,
  },
  parameters: {
    flags: registryFlags,
    positional: {
      kind: "tuple",
      parameters: [{ brief: "The surface", parse: String, placeholder: "surface", optional: true }],
    },
  },
  async func(flags, surface) {
    await guarded(this, flags.json, async () => {
      const { contracts } = (await registryCaller(flags, this.colour).call("GET", "/api/v1/contracts")) as {
        contracts: Record<string, unknown>[];
      };
      const chosen = contracts.filter((one) => surface === undefined || one["surface"] === surface);
      const rows = chosen.map((one) => ({ ...one, channels: (one["channels"] as string[]).join(", ") }));
      const columns = ["surface", "version", "channels", "registered_at", "digest"];
      const none = surface === undefined ? "nothing is registered\n" : `no version of ${surface} is registered\n`;
      const text = rows.length === 0 ? none : renderRows({ columns, rows, truncated: false }, "text");
      this.process.stdout.write(flags.json ? `${JSON.stringify({ contracts: chosen })}\n` : text);
      return EXIT.pass;
    });
  },
});

/** `bellwether contract show`: a version as it was registered. */
export const show = buildCommand<RegistryFlags, [string], CliContext>({
  docs: {
    brief: "Show a registered version whole, checked against its digest",
    fullDescription: `Show a registered version as a document that gives the same digest when it is loaded, prompts and schemas read in.

Examples
  bellwether contract show code-assistant@stable
  bellwether contract show code-assistant@1.0.0 > as-registered.yaml`,
  },
  parameters: { flags: registryFlags, positional: versionOrChannel() },
  async func(flags, target) {
    await guarded(this, flags.json, async () => {
      const shown = (await registryCaller(flags, this.colour).call(
        "GET",
        `/api/v1/contracts/${requirePoint(target).path}`,
      )) as {
        surface: string;
        version: string;
        digest: string;
        registered_at: string;
        channels: string[];
        gates: { gate: string; verdict: string; at: string; run: string }[];
        document: unknown;
      };
      const gates = shown.gates.map(({ gate, verdict, at, run }) =>
        `# gate ${gate}: ${verdict}, ${at} ${run}`.trimEnd(),
      );
      const head = [
        `# ${shown.surface}@${shown.version}, registered ${shown.registered_at}`,
        `# ${shown.digest}`,
        `# channels: ${shown.channels.join(", ") || "none"}`,
        ...gates,
      ];
      this.process.stdout.write(
        flags.json
          ? `${JSON.stringify(shown)}\n`
          : `${head.join("\n")}\n${stringify(shown.document, { aliasDuplicateObjects: false, lineWidth: 0 })}`,
      );
      return EXIT.pass;
    });
  },
});

interface LogEntry {
  readonly number: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** `bellwether contract log`: what was done to a surface, and by whom. */
export const log = buildCommand<RegistryFlags, [string], CliContext>({
  docs: {
    brief: "What was done to a surface: versions, channels, gates, and by whom",
    fullDescription: `Show the entries of the audit log about a surface, newest first.

Example
  bellwether contract log code-assistant`,
  },
  parameters: {
    flags: registryFlags,
    positional: { kind: "tuple", parameters: [{ brief: "The surface", parse: String, placeholder: "surface" }] },
  },
  async func(flags, surface) {
    await guarded(this, flags.json, async () => {
      const { entries } = (await registryCaller(flags, this.colour).call(
        "GET",
        `/api/v1/contracts/${encodeURIComponent(surface)}/log`,
      )) as { entries: LogEntry[] };
      const told = entries.map(
        ({ number, at, actor, action, subject, detail }) =>
          `${String(number).padStart(5)}  ${at}  ${action}  ${plainLine(subject)}  by ${plainLine(actor)}\n${wordsOf(detail)}`,
      );
      this.process.stdout.write(flags.json ? `${JSON.stringify({ entries })}\n` : told.join(""));
      return EXIT.pass;
    });
  },
});

const set = buildCommand<RegistryFlags & NoticeFlags, [string, string], CliContext>({
  docs: {
    brief: "Point a channel at a registered version",
    fullDescription: `Point a channel at a registered version. It is in force everywhere within a second; conversations under way keep the version that they began with, unless their contract says otherwise. Who did it is kept (bellwether contract log).

Where something changes that is not purely safe a notice tells of it. --why, --note, --margin, --opt and --sunset say in it what the contract cannot; without them what was said when the version was registered over the same one holds.

Examples
  bellwether contract channel set code-assistant@1.3.0 stable
  bellwether contract channel set code-assistant@1.4.0-rc.1 beta
  bellwether contract channel set code-assistant@2.0.0 stable --why latency --note "Answers come sooner." --opt out

Exit codes: 0 it points there, 1 what was said of the change is not enough, 3 it could not be moved.`,
  },
  parameters: {
    flags: { ...registryFlags, ...noticeFlags },
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "What it is to point at", parse: String, placeholder: "surface@version" },
        { brief: "The channel", parse: String, placeholder: "channel" },
      ],
    },
  },
  async func(flags, target, name) {
    await guarded(this, flags.json, async () => {
      const { surface, point: version } = requirePoint(target);
      const path = `/api/v1/channels/${encodeURIComponent(surface)}/${encodeURIComponent(name)}`;
      const body = { version, ...noticeBody(flags) };
      const moved = await registryCaller(flags, this.colour)
        .call("PUT", path, body)
        .catch((error: unknown) => {
          // A refusal is an answer, not a failure to get one.
          if (!isBellwetherError(error) || error.code !== "contract_refused") throw error;
          return { refused: error.message };
        });
      if (typeof moved === "object" && moved !== null && "refused" in moved) {
        this.process.stdout.write(
          flags.json
            ? `${JSON.stringify({ error: { code: "contract_refused", message: moved.refused } })}\n`
            : `${plainLine(String(moved.refused))}\n`,
        );
        return EXIT.fail;
      }
      const { notice } = moved as { notice?: string | null };
      const told = notice == null ? "" : `  told in the notice ${notice}\n`;
      this.process.stdout.write(
        flags.json ? `${JSON.stringify(moved)}\n` : `${surface}@${name} is ${version} from now on\n${told}`,
      );
      return EXIT.pass;
    });
  },
});

/** `bellwether contract channel`: moves channels. */
export const channel = buildRouteMap({ routes: { set }, docs: { brief: "Say which version a channel points at" } });

function versionOrChannel() {
  return {
    kind: "tuple",
    parameters: [{ brief: "The version", parse: String, placeholder: "surface@version|channel" }],
  } as const;
}

function requirePoint(target: string): SurfacePoint {
  const point = pointAt(target);
  if (point !== undefined) return point;
  throw usageError(`"${target}" names no version: surface@version is expected, such as code-assistant@1.3.0`);
}

/** What an entry says beside what was done to what: a line each. */
function wordsOf(detail: Readonly<Record<string, unknown>>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== "")
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [name, String(one)] as const))
    .map(([name, value]) => `       ${name}: ${plainLine(value)}\n`)
    .join("");
}
