import type { Finding } from "../contract/problem.ts";
import { BellwetherError } from "../core/error.ts";

/** Reads environment variables and files; passed in, so that only the process's edge has real ones. */
export interface SecretSources {
  env(name: string): string | undefined;
  /** A file's text, or undefined when there is none. */
  file(path: string): string | undefined;
}

/**
 * Reads a secret by its reference, `env:NAME` or `file:PATH`. Files are read again at each call,
 * so a rotated secret counts at once.
 *
 * @throws {BellwetherError} `config_invalid` when it is not there; the message never holds a secret.
 */
export function readSecret(reference: string, sources: SecretSources): string {
  const [kind, name] = [reference.slice(0, reference.indexOf(":")), reference.slice(reference.indexOf(":") + 1)];
  const value = kind === "env" ? sources.env(name) : sources.file(name);
  const secret = value?.trim() ?? "";
  if (secret !== "") return secret;
  const what = kind === "env" ? `the environment variable ${name} is not set` : `the file ${name} is missing or empty`;
  throw new BellwetherError("config_invalid", `a secret is missing: ${what}`);
}

/**
 * A value that may be written as it is, or as the reference of a secret.
 *
 * @throws {BellwetherError} `config_invalid` when a secret is not there.
 */
export function readPlain(value: string, sources: SecretSources): string {
  return /^(?:env|file):/.test(value) ? readSecret(value, sources) : value;
}

/** Keys under which somebody may write a secret by mistake. */
const TEMPTING = ["key", "base_url", "exchanges", "control", "token", "skeleton_key", "signing_key", "secret", "url"];
/** What may be shown of such a key's value. */
const HARMLESS =
  /^["']?(?:env:|file:|passthrough\b|none\b|chdb\b|sqlite\b|https?:\/\/[^@?]*$|postgres(?:ql)?:\/\/(?:[^:@/]*@)?[^@?]*(?:\?sslmode=[a-z-]*["']?)?$)/;

/** A finding that does not repeat the value, where the value may be a secret. */
export function withoutSecret(finding: Finding): Finding {
  if (!TEMPTING.includes(String(finding.path.at(-1)))) return finding;
  return { ...finding, message: finding.message.replace(/, not "[^]*$/, "") };
}

/** The text of a configuration for people to look at: values that may be secrets are covered, no place is moved. */
export function coverSecrets(text: string): string {
  const tempting = new RegExp(
    `(\\b(?:${TEMPTING.join("|")})["']?\\s*:\\s*)(?![\\w-]+:\\s)([^\\s,{}\\[\\]#][^\\s,}\\]]*)`,
    "g",
  );
  return text.replace(tempting, (_, name: string, value: string) =>
    HARMLESS.test(value) ? name + value : name + "*".repeat(value.length),
  );
}
