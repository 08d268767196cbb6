import { buildCommand, buildRouteMap } from "@stricli/core";
import { startLab } from "../../processes/lab-process.ts";
import { askedToEnd } from "../../processes/lifetime.ts";
import { type CliContext, EXIT, guarded, usageError } from "../context.ts";
import { labProductCommand } from "./lab-product.ts";
import { labReplayCommand } from "./lab-replay.ts";

interface ServeFlags {
  readonly json: boolean;
  readonly port: number;
  readonly host: string;
  readonly seed?: string;
  readonly streams?: string;
  readonly ledger?: string;
}

const text = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: String, optional: true, brief, placeholder }) as const;

const serve = buildCommand<ServeFlags, [], CliContext>({
  docs: {
    brief: "Serve the simulated provider by itself",
    fullDescription: `Serve the simulated provider: Anthropic Messages and OpenAI Chat, the same answers for the same requests.

Examples
  bellwether lab serve --port 4142
  bellwether lab serve --streams recordings/ --ledger calls.jsonl

docs/lab.md has the directives and faults.`,
  },
  parameters: {
    flags: {
      json: { kind: "boolean", default: false, brief: "Answer in JSON" },
      port: { kind: "parsed", parse: Number, default: "4142", brief: "Port; 0 for one that is free" },
      host: { kind: "parsed", parse: String, default: "127.0.0.1", brief: "Address to listen on" },
      seed: text("Everything that looks random is drawn from it", "TEXT"),
      streams: text("Folder of recorded streams that x-lab-replay can name", "DIR"),
      ledger: text("File to which every request is written, a line of JSON each", "FILE"),
    },
  },
  async func(flags) {
    await guarded(this, flags.json, async () => {
      if (!Number.isInteger(flags.port) || flags.port < 0 || flags.port > 65_535)
        throw usageError("--port: a port from 0 to 65535 is expected");
      const end = askedToEnd(false);
      const server = startLab(flags);
      this.process.stdout.write(
        flags.json
          ? `${JSON.stringify({ url: server.url })}\n`
          : `The lab is at ${server.url} (Anthropic) and ${server.url}/v1 (OpenAI). Stop it with Ctrl-C.\n`,
      );
      await end;
      await server.stop(true);
      return EXIT.pass;
    });
  },
});

/** `bellwether lab`: the simulated provider. */
export const labCommands = buildRouteMap({
  routes: { serve, product: labProductCommand, replay: labReplayCommand },
  docs: { brief: "The simulated provider and product, and replays of incidents" },
});
