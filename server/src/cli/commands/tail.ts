import { buildCommand } from "@stricli/core";
import { plainJson, plainLine } from "../../core/plain-text.ts";
import { apiClient } from "../api-client.ts";
import { type CliContext, EXIT, guarded } from "../context.ts";
import { apiFlags, type ApiFlags } from "../flags.ts";

interface TailFlags extends ApiFlags {
  readonly synthetic: boolean;
  readonly limit?: number;
}

/** `bellwether tail`: shows exchanges as they are recorded. */
export const tailCommand = buildCommand<TailFlags, string[], CliContext>({
  docs: {
    brief: "Watch exchanges as they are recorded",
    fullDescription: `Watch exchanges as they are recorded, until interrupted. Lab traffic is left out unless --synthetic is given.

Examples
  bellwether tail
  bellwether tail 'violations~. or delegated' --json`,
  },
  parameters: {
    flags: {
      ...apiFlags,
      synthetic: { kind: "boolean", default: false, brief: "Show lab, test and probe traffic too" },
      limit: { kind: "parsed", parse: Number, optional: true, brief: "End after so many exchanges", placeholder: "N" },
    },
    positional: {
      kind: "array",
      parameter: { brief: "Conditions, as for query", parse: String, placeholder: "conditions" },
    },
  },
  async func(flags, ...conditions) {
    await guarded(this, flags.json, async () => {
      const params = new URLSearchParams({ where: conditions.join(" "), synthetic: String(flags.synthetic) });
      const response = await apiClient(flags, this.colour).stream("GET", `/api/v1/tail?${params}`);
      let shown = 0;
      for await (const line of linesOf(response)) {
        const record = JSON.parse(line) as Record<string, unknown>;
        this.process.stdout.write(flags.json ? plainJson(`${line}\n`) : `${plainLine(describe(record))}\n`);
        if (++shown === flags.limit) break;
      }
      return EXIT.pass;
    });
  },
});

async function* linesOf(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line !== "");
  }
}

function describe(record: Record<string, unknown>): string {
  if (typeof record["skipped"] === "number")
    return `… ${record["skipped"]} exchanges were left out, because they came faster than they were read`;
  const text = (name: string): string => String(record[name] ?? "");
  const time = text("received_at").slice(11, 23);
  const requested = text("model_requested");
  const served = text("model_served");
  const model = served === "" || served === requested ? requested : `${requested} → ${served}`;
  const effort = text("effort_sent") === "" ? "" : ` effort=${text("effort_sent")}`;
  const violations =
    Array.isArray(record["violations"]) && record["violations"].length > 0
      ? `  ! ${record["violations"].join(" ")}`
      : "";
  const tokens = record["input_tokens"] === null ? "" : ` ${text("input_tokens")}→${text("output_tokens")} tokens`;
  return `${time} ${text("status")} ${text("outcome").padEnd(9)} ${text("surface")}@${text("version")} ${text("role")} ${model}${effort}${tokens} ${text("duration_ms")} ms  ${text("exchange")}${violations}`;
}
