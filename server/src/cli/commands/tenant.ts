import { buildCommand, buildRouteMap } from "@stricli/core";
import { type CliContext, guarded } from "../context.ts";
import { eraseByApi, eraseFlags, type EraseFlags } from "../erase.ts";

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
    positional: { kind: "tuple", parameters: [{ brief: "Name of the tenant", parse: String, placeholder: "TENANT" }] },
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

/** `bellwether tenant`: erases what is recorded of a tenant. */
export const tenantCommands = buildRouteMap({
  routes: { erase },
  docs: { brief: "Erase what is recorded of a tenant" },
});
