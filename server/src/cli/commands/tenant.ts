import { buildCommand, buildRouteMap } from "@stricli/core";
import { isBellwetherError } from "../../core/error.ts";
import { plainLine } from "../../core/plain-text.ts";
import { apiClient } from "../api-client.ts";
import { type CliContext, EXIT, guarded, usageError } from "../context.ts";
import { eraseByApi, eraseFlags, type EraseFlags } from "../erase.ts";
import { apiFlags, type ApiFlags } from "../flags.ts";
import { renderRows } from "../render-rows.ts";
import { usage } from "./tenant-usage.ts";

const erase = buildCommand<EraseFlags, [string], CliContext>({
  docs: {
    brief: "Erase what is recorded of a tenant",
    fullDescription: `Erase content and identifiers from every record of a tenant that was received until now. What the service did (models, tokens, outcomes) stays, and salted digests that a receipt can be held against. The tenant's keys stay good: end them with bellwether key revoke.

Examples
  bellwether tenant erase acme --dry-run
  bellwether tenant erase acme --yes`,
  },
  parameters: {
    flags: eraseFlags,
    positional: tenantName(),
  },
  async func(flags, tenant) {
    await guarded(this, flags.json, () =>
      eraseByApi(this, flags, {
        path: `/api/v1/tenants/${encodeURIComponent(tenant)}/erase`,
        body: {},
        what: `Erasing what is recorded of the tenant ${tenant}`,
        word: tenant,
      }),
    );
  },
});

interface OptFlags extends ApiFlags {
  readonly in: boolean;
  readonly out: boolean;
}

const opt = buildCommand<OptFlags, [string, string], CliContext>({
  docs: {
    brief: "Choose for a tenant whether a change holds for it",
    fullDescription: `Choose for a tenant whether the change of a notice holds for it (--in), or what was before (--out). It holds from the tenant's next conversation on; one under way keeps what it began with. Only where the notice offers it, and until its sunset. Who chose is kept in the audit log.

Examples
  bellwether tenant opt acme n-0123456789abcdef --out
  bellwether tenant opt acme n-0123456789abcdef --in

Exit codes: 0 it is chosen, 1 the notice does not let tenants choose, 3 it could not be done.`,
  },
  parameters: {
    flags: {
      ...apiFlags,
      in: { kind: "boolean", default: false, brief: "The new values hold" },
      out: { kind: "boolean", default: false, brief: "What was before holds" },
    },
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "Name of the tenant", parse: String, placeholder: "TENANT" },
        { brief: "Id of the notice", parse: String, placeholder: "NOTICE" },
      ],
    },
  },
  async func(flags, tenant, notice) {
    await guarded(this, flags.json, async () => {
      if (flags.in === flags.out) throw usageError("say one of --in (the new values hold) and --out (what was before)");
      const choice = flags.in ? "in" : "out";
      const path = `/api/v1/tenants/${encodeURIComponent(tenant)}/choices/${encodeURIComponent(notice)}`;
      const answer = await orRefusal(apiClient(flags, this.colour).call("PUT", path, { choice }));
      if ("refused" in answer) {
        const error = { code: "choice_refused", message: answer.refused };
        this.process.stdout.write(flags.json ? `${JSON.stringify({ error })}\n` : `${plainLine(answer.refused)}\n`);
        return EXIT.fail;
      }
      const made = answer.made as { has_keys: boolean };
      const missing = made.has_keys ? "" : `  no key is of the tenant ${tenant} yet: is it spelt like this?\n`;
      const said = `${tenant} is ${choice} from its next conversation on (${notice})\n${missing}`;
      this.process.stdout.write(flags.json ? `${JSON.stringify(made)}\n` : said);
      return EXIT.pass;
    });
  },
});

const choices = buildCommand<ApiFlags, [string], CliContext>({
  docs: {
    brief: "List what a tenant may choose, and what it chose",
    fullDescription: `List the notices that let tenants choose, and what a tenant chose of each.

Examples
  bellwether tenant choices acme`,
  },
  parameters: { flags: apiFlags, positional: tenantName() },
  async func(flags, tenant) {
    await guarded(this, flags.json, async () => {
      const path = `/api/v1/tenants/${encodeURIComponent(tenant)}/choices`;
      const answer = (await apiClient(flags, this.colour).call("GET", path)) as {
        choices: { notice: string; title: string; choice: string | null; sunset: string | null; over: boolean }[];
      };
      const rows = answer.choices.map(({ notice, title, choice, sunset, over }) => ({
        notice,
        choice: choice ?? "-",
        until: sunset === null ? "no end" : over ? `over since ${sunset}` : sunset,
        title,
      }));
      const columns = ["notice", "choice", "until", "title"];
      const text =
        rows.length === 0 ? "no notice lets tenants choose\n" : renderRows({ columns, rows, truncated: false }, "text");
      this.process.stdout.write(flags.json ? `${JSON.stringify(answer)}\n` : text);
      return EXIT.pass;
    });
  },
});

/** A refusal is an answer like another. */
async function orRefusal(call: Promise<unknown>): Promise<{ readonly made: unknown } | { readonly refused: string }> {
  try {
    return { made: await call };
  } catch (error) {
    if (!isBellwetherError(error) || error.code !== "choice_refused") throw error;
    return { refused: error.message };
  }
}

function tenantName() {
  return {
    kind: "tuple",
    parameters: [{ brief: "Name of the tenant", parse: String, placeholder: "TENANT" }],
  } as const;
}

/** `bellwether tenant`: what a tenant chose, and what is recorded of it. */
export const tenantCommands = buildRouteMap({
  routes: { opt, choices, usage, erase },
  docs: { brief: "Choose for a tenant, see what it used, and erase what is recorded of it" },
});
