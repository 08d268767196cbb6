import { buildCommand } from "@stricli/core";
import { plainLine } from "../../core/plain-text.ts";
import type { ChoiceUsage, TenantUsage, Usage, UsageReport } from "../../control/usage.ts";
import { apiClient } from "../api-client.ts";
import { type CliContext, EXIT, guarded } from "../context.ts";
import { apiFlags, type ApiFlags } from "../flags.ts";
import { renderRows } from "../render-rows.ts";

interface UsageFlags extends ApiFlags {
  readonly since: string;
  readonly until?: string;
  readonly surface?: string;
  readonly synthetic: boolean;
}

const MORE = "there is more than was counted, and these sums are too small: ask for a shorter time, or one surface\n";

/** `bellwether tenant usage`: what a tenant used, and what its choices went with. */
export const usage = buildCommand<UsageFlags, [string], CliContext>({
  docs: {
    brief: "What a tenant used and what it cost, with and without what it chose",
    fullDescription: `Say how many exchanges and tokens a tenant used, what they cost, and for each choice what an exchange cost with it and without it. This is a comparison of what was, and no experiment: who chose what, and when, was nobody's draw.

Examples
  bellwether tenant usage acme
  bellwether tenant usage acme --since 2026-03-01 --until 2026-04-01 --surface code-assistant`,
  },
  parameters: {
    flags: {
      ...apiFlags,
      since: { kind: "parsed", parse: String, default: "30d", brief: "From when on", placeholder: "TIME" },
      until: { kind: "parsed", parse: String, optional: true, brief: "Until when", placeholder: "TIME" },
      surface: { kind: "parsed", parse: String, optional: true, brief: "Of this surface alone", placeholder: "NAME" },
      synthetic: { kind: "boolean", default: false, brief: "Lab, test and probe traffic too" },
    },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "Name of the tenant", parse: String, placeholder: "TENANT" }],
    },
  },
  async func(flags, tenant) {
    await guarded(this, flags.json, async () => {
      const { since, until, surface } = flags;
      const query = new URLSearchParams({
        tenant,
        since,
        ...(until === undefined ? {} : { until }),
        ...(surface === undefined ? {} : { surface }),
        ...(flags.synthetic ? { synthetic: "true" } : {}),
      });
      const answer = (await apiClient(flags, this.colour).call(
        "GET",
        `/api/v1/usage?${query.toString()}`,
      )) as UsageReport;
      const text = answer.tenants.map(rendered).join("") || `nothing is recorded of ${tenant} in this time\n`;
      const more = answer.truncated ? MORE : "";
      this.process.stdout.write(flags.json ? `${JSON.stringify(answer)}\n` : `${text}${more}`);
      return EXIT.pass;
    });
  },
});

function rendered({ surfaces, choices, tenant, ...all }: TenantUsage): string {
  const columns = ["surface", "exchanges", "input", "output", "cost", "mean cost"];
  const rows = [...surfaces, { surface: "all", ...all }].map((one) => ({ surface: one.surface, ...cells(one) }));
  const lines = choices.map(choiceLine);
  return `${plainLine(tenant)}\n${renderRows({ columns, rows, truncated: false }, "text")}${lines.join("")}`;
}

function cells({ exchanges, tokens, cost_usd: cost, mean_cost_usd: mean, priced }: Usage): Record<string, unknown> {
  const known = priced === exchanges ? "" : ` (${priced} priced)`;
  return {
    exchanges,
    input: tokens.input,
    output: tokens.output,
    cost: priced === 0 ? "not known" : `${dollars(cost)}${known}`,
    "mean cost": mean === null ? "not known" : dollars(mean),
  };
}

function choiceLine({ surface, notice, choice, with: under, without, ...rest }: ChoiceUsage): string {
  const difference = rest.mean_cost_difference_usd;
  const mean = ({ mean_cost_usd: cost, exchanges }: Usage): string =>
    `${exchanges} exchange${exchanges === 1 ? "" : "s"} at ${cost === null ? "no known price" : dollars(cost)}`;
  const apart = difference === null ? "" : `: ${difference > 0 ? "+" : ""}${dollars(difference)} each`;
  return `${plainLine(surface)}, ${notice} ${choice}: ${mean(under)} with it, ${mean(without)} without${apart}\n`;
}

function dollars(amount: number): string {
  return `${amount < 0 ? "-" : ""}$${Number(Math.abs(amount).toPrecision(4))}`;
}
