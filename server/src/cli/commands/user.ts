import { buildCommand, buildRouteMap } from "@stricli/core";
import { type CliContext, guarded, usageError } from "../context.ts";
import { eraseByApi, eraseFlags, type EraseFlags } from "../erase.ts";

interface UserFlags extends EraseFlags {
  readonly tenant: string;
  readonly id?: readonly string[];
  readonly session?: readonly string[];
}

const many = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: String, optional: true, variadic: true, brief, placeholder }) as const;

const erase = buildCommand<UserFlags, [], CliContext>({
  docs: {
    brief: "Erase what is recorded of a user",
    fullDescription: `Erase content and identifiers from the records of one user of a tenant that were received until now. A record holds no user's name: it is found by the id that requests carry (metadata.user_id, user or safety_identifier, of which the record keeps a keyed digest), by its sessions, or by both.

Examples
  bellwether user erase --id u_4711 --dry-run
  bellwether user erase --tenant acme --id u_4711 --session 0a1b2c3d --session 4e5f6a7b --yes`,
  },
  parameters: {
    flags: {
      ...eraseFlags,
      tenant: { kind: "parsed", parse: String, default: "default", brief: "Whose user it is" },
      id: many("The user's id, as requests carry it; may be given several times", "ID"),
      session: many("A session of the user; may be given several times", "SESSION"),
    },
  },
  async func(flags) {
    await guarded(this, flags.json, () => {
      const { tenant, id: users = [], session: sessions = [] } = flags;
      if (users.length + sessions.length === 0)
        throw usageError("nobody is named: give the user's --id as requests carry it, or its --session");
      return eraseByApi(this, flags, {
        path: "/api/v1/users/erase",
        body: { tenant, users, sessions },
        what: `Erasing what is recorded of a user of the tenant ${tenant}`,
        word: tenant,
      });
    });
  },
});

/** `bellwether user`: erases what is recorded of a user. */
export const userCommands = buildRouteMap({
  routes: { erase },
  docs: { brief: "Erase what is recorded of a user" },
});
