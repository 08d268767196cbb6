import { buildCommand } from "@stricli/core";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { contractTemplate } from "../../contract/template.ts";
import { type CliContext, EXIT, guarded, usageError } from "../context.ts";

interface InitFlags {
  readonly json: boolean;
  readonly surface: string;
  readonly provider: "anthropic" | "openai";
  readonly model?: string;
}

const MODELS = { anthropic: "claude-opus-4-6", openai: "gpt-5.5" } as const;

/** `bellwether init`: writes a commented contract and says the next step. */
export const initCommand = buildCommand<InitFlags, [string?], CliContext>({
  docs: {
    brief: "Write a commented contract to begin with",
    fullDescription: `Write a commented contract, which observes and refuses nothing yet. Nothing that exists is overwritten.

Examples
  bellwether init
  bellwether init contracts/search.yaml --surface search --provider openai --model gpt-5.5`,
  },
  parameters: {
    flags: {
      json: { kind: "boolean", default: false, brief: "Answer in JSON" },
      surface: {
        kind: "parsed",
        parse: String,
        default: "assistant",
        brief: "Name of the product or feature that speaks to a model",
      },
      provider: { kind: "enum", values: ["anthropic", "openai"], default: "anthropic", brief: "Provider of its model" },
      model: { kind: "parsed", parse: String, optional: true, brief: "Its model", placeholder: "ID" },
    },
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "File to write (default: contracts/SURFACE.yaml)",
          parse: String,
          optional: true,
          placeholder: "FILE",
        },
      ],
    },
  },
  async func(flags, file) {
    await guarded(this, flags.json, () => {
      if (!/^[a-z0-9][a-z0-9-]*$/.test(flags.surface))
        throw usageError(
          `--surface ${JSON.stringify(flags.surface)}: lower-case letters, digits and dashes are expected`,
        );
      const path = resolve(file ?? `contracts/${flags.surface}.yaml`);
      const shown = relative(process.cwd(), path) || path;
      if (existsSync(path)) throw usageError(`${shown} is there already and is left as it is; name another file`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(
        path,
        contractTemplate({
          surface: flags.surface,
          provider: flags.provider,
          model: flags.model ?? MODELS[flags.provider],
        }),
        { flag: "wx" },
      );
      const next = [`bellwether contract check ${shown}`, "bellwether up"];
      this.process.stdout.write(
        flags.json
          ? `${JSON.stringify({ file: path, next })}\n`
          : `wrote ${shown}\n\nNext: read it, make it say what ${flags.surface} does, then\n  ${next.join("\n  ")}\n`,
      );
      return Promise.resolve(EXIT.pass);
    });
  },
});
