import { buildCommand, buildRouteMap } from "@stricli/core";
import { parseDuration } from "../../config/units.ts";
import { KEY_KINDS, type KeyKind } from "../../gateway/key.ts";
import { apiClient } from "../api-client.ts";
import { type CliContext, EXIT, guarded, usageError } from "../context.ts";
import { apiFlags, type ApiFlags } from "../flags.ts";
import { renderRows } from "../render-rows.ts";

interface CreateFlags extends ApiFlags {
  readonly kind: KeyKind;
  readonly tenant: string;
  readonly surface?: string;
  readonly audience?: string;
  readonly channel?: string;
  readonly trusted: boolean;
  readonly name?: string;
}

interface ShownKey {
  readonly id: string;
  readonly key: string;
  readonly kind: string;
  readonly tenant: string;
}

const text = (brief: string) => ({ kind: "parsed", parse: String, optional: true, brief }) as const;

const create = buildCommand<CreateFlags, [], CliContext>({
  docs: {
    brief: "Make a key; it is shown once",
    fullDescription: `Make a key; it is shown once and kept only as a digest.

Examples
  bellwether key create --surface code-assistant --audience free
  bellwether key create --kind operator --name "on-call"`,
  },
  parameters: {
    flags: {
      ...apiFlags,
      kind: { kind: "enum", values: KEY_KINDS, default: "app", brief: "What it may do" },
      tenant: { kind: "parsed", parse: String, default: "default", brief: "Whose traffic it is" },
      surface: text("The only surface that it may call"),
      audience: text("The audience that it speaks for"),
      channel: text("The channel that it follows (default: stable)"),
      trusted: { kind: "boolean", default: false, brief: "The product's own back end: may assert unit and audience" },
      name: text("What it is for"),
    },
  },
  async func(flags) {
    await guarded(this, flags.json, async () => {
      const { kind, tenant, surface, audience, channel, trusted, name } = flags;
      const made = (await apiClient(flags, this.colour).call("POST", "/api/v1/keys", {
        kind,
        tenant,
        surface,
        audience,
        channel,
        trusted,
        name,
      })) as ShownKey;
      this.process.stdout.write(flags.json ? `${JSON.stringify(made)}\n` : shown(made));
      return EXIT.pass;
    });
  },
});

const list = buildCommand<ApiFlags, [], CliContext>({
  docs: {
    brief: "List the keys, without what would let anybody use them",
    fullDescription: "List the keys that are or were.\n\nExample\n  bellwether key list --json",
  },
  parameters: { flags: apiFlags },
  async func(flags) {
    await guarded(this, flags.json, async () => {
      const { keys } = (await apiClient(flags, this.colour).call("GET", "/api/v1/keys")) as {
        keys: Record<string, unknown>[];
      };
      const rows = keys.map((key) => ({ ...key, state: stateOf(key), created: iso(key["createdAt"]) }));
      const columns = ["id", "kind", "tenant", "surface", "audience", "trusted", "state", "created", "name"];
      this.process.stdout.write(
        flags.json ? `${JSON.stringify({ keys })}\n` : renderRows({ columns, rows, truncated: false }, "text"),
      );
      return EXIT.pass;
    });
  },
});

const rotate = buildCommand<ApiFlags & { readonly overlap: string }, [string], CliContext>({
  docs: {
    brief: "Make a key in the place of another",
    fullDescription:
      "Make a key in the place of another; both are good for the overlap.\n\nExample\n  bellwether key rotate key_0123456789abcdef --overlap 24h",
  },
  parameters: {
    flags: {
      ...apiFlags,
      overlap: { kind: "parsed", parse: String, default: "24h", brief: "How long the old one stays good" },
    },
    positional: { kind: "tuple", parameters: [{ brief: "Id of the key", parse: String, placeholder: "ID" }] },
  },
  async func(flags, id) {
    await guarded(this, flags.json, async () => {
      const overlap = parseDuration(flags.overlap);
      if (overlap === undefined)
        throw usageError(`--overlap ${JSON.stringify(flags.overlap)}: a duration such as 0s, 30m or 24h is expected`);
      const made = (await apiClient(flags, this.colour).call("POST", `/api/v1/keys/${encodeURIComponent(id)}/rotate`, {
        overlap_ms: overlap,
      })) as ShownKey;
      this.process.stdout.write(
        flags.json
          ? `${JSON.stringify(made)}\n`
          : `${shown(made)}The old key ${id} is good for another ${flags.overlap}.\n`,
      );
      return EXIT.pass;
    });
  },
});

const revoke = buildCommand<ApiFlags, [string], CliContext>({
  docs: {
    brief: "End a key at once",
    fullDescription: "End a key at once.\n\nExample\n  bellwether key revoke key_0123456789abcdef",
  },
  parameters: {
    flags: apiFlags,
    positional: { kind: "tuple", parameters: [{ brief: "Id of the key", parse: String, placeholder: "ID" }] },
  },
  async func(flags, id) {
    await guarded(this, flags.json, async () => {
      await apiClient(flags, this.colour).call("DELETE", `/api/v1/keys/${encodeURIComponent(id)}`);
      this.process.stdout.write(
        flags.json
          ? `${JSON.stringify({ id, revoked: true })}\n`
          : `${id} is revoked; gateways refuse it within a second\n`,
      );
      return EXIT.pass;
    });
  },
});

/** `bellwether key`: makes, lists, rotates and revokes keys. */
export const keyCommands = buildRouteMap({
  routes: { create, list, rotate, revoke },
  docs: { brief: "Make, list, rotate and revoke keys" },
});

function shown(key: ShownKey): string {
  return `${key.key}\n\nThis is ${key.id} (${key.kind}, tenant ${key.tenant}). It is shown this once.\n`;
}

function stateOf(key: Record<string, unknown>): string {
  if (typeof key["revokedAt"] === "number") return `revoked ${iso(key["revokedAt"])}`;
  if (typeof key["expiresAt"] !== "number") return "live";
  return key["expiresAt"] > Date.now() ? `live until ${iso(key["expiresAt"])}` : `expired ${iso(key["expiresAt"])}`;
}

function iso(value: unknown): string {
  return typeof value === "number" ? new Date(value).toISOString().slice(0, 19).replace("T", " ") : "";
}
