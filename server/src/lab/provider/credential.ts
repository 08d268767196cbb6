import { sha256Short } from "../../core/digest.ts";
import type { LedgerCredential } from "./ledger.ts";

/** The credential of a request as a kind and a digest. Any that is not empty is good. */
export function credentialOf(headers: Headers): LedgerCredential | null {
  const bearer = /^bearer\s+(\S.*)$/i.exec(headers.get("authorization") ?? "")?.[1];
  // The same access key signs each request in another way.
  const signer = /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)/.exec(headers.get("authorization") ?? "")?.[1];
  const found = [
    ["x-api-key", headers.get("x-api-key")],
    ["bearer", bearer],
    ["api-key", headers.get("api-key")],
    ["x-goog-api-key", headers.get("x-goog-api-key")],
    ["aws", signer],
  ] as const;
  for (const [kind, secret] of found) {
    if (secret != null && secret.trim() !== "") return { kind, digest: sha256Short(secret.trim()).slice(0, 16) };
  }
  return null;
}

const TELLING = new Set([
  "accept",
  "content-type",
  "content-encoding",
  "idempotency-key",
  "session-id",
  "thread-id",
  "traceparent",
  "user-agent",
  "x-app",
]);
const TELLING_PREFIXES = [
  "anthropic-",
  "openai-",
  "x-claude-code-",
  "x-codex-",
  "x-goog-api-client",
  "x-lab-",
  "x-stainless-",
] as const;

/** Headers that say something of a call and hold no credential. */
export function tellingHeaders(headers: Headers): Record<string, string> {
  const telling: Record<string, string> = {};
  for (const [name, value] of headers) {
    if (TELLING.has(name) || TELLING_PREFIXES.some((prefix) => name.startsWith(prefix))) telling[name] = value;
  }
  return telling;
}
