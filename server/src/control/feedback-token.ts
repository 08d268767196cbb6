import { createHmac, timingSafeEqual } from "node:crypto";

/** What a token lets an end user say, and of what. */
export interface FeedbackGrant {
  readonly tenant: string;
  /** Id of the key that made it. */
  readonly key: string;
  readonly session: string;
  /** Signals that may be voted on, each with its lowest and highest value. */
  readonly signals: Readonly<Record<string, readonly [low: number, high: number]>>;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  /** Seconds since the epoch; good until then. */
  readonly expiresAt: number;
}

/** Tokens begin so: nobody takes one for a key. */
const PREFIX = "bwf1.";

/**
 * A token that says what it grants, and that we said so: `bwf1.`, the grant as JSON, a dot, and the
 * HMAC-SHA256 over all before it, both parts base64url. It is in an end user's hands and holds
 * nothing that is secret.
 */
export function makeToken(secret: Uint8Array, grant: FeedbackGrant): string {
  const said = `${PREFIX}${Buffer.from(JSON.stringify(grant)).toString("base64url")}`;
  return `${said}.${macOf(secret, said).toString("base64url")}`;
}

/**
 * What a token grants; undefined for one that is not ours, or not any more.
 *
 * How long it takes says nothing of how much of a forged one is right: the whole is compared,
 * whatever comes, and nothing in it is looked at before.
 *
 * @param now milliseconds since the epoch.
 */
export function readToken(secret: Uint8Array, token: string, now: number): FeedbackGrant | undefined {
  const dot = token.lastIndexOf(".");
  const said = token.slice(0, Math.max(0, dot));
  const own = macOf(secret, said);
  const shown = Buffer.alloc(own.length);
  const sent = Buffer.from(token.slice(dot + 1), "base64url");
  sent.copy(shown);
  const same = timingSafeEqual(own, shown);
  // Base64 has several spellings of one value; one token is one text.
  if (!same || sent.toString("base64url") !== token.slice(dot + 1) || !said.startsWith(PREFIX)) return undefined;
  const grant = JSON.parse(Buffer.from(said.slice(PREFIX.length), "base64url").toString("utf8")) as FeedbackGrant;
  return grant.expiresAt * 1_000 > now ? grant : undefined;
}

function macOf(secret: Uint8Array, text: string): Buffer {
  return createHmac("sha256", secret).update(text).digest();
}
