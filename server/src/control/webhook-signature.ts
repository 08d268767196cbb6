import { createHmac, timingSafeEqual } from "node:crypto";

/** Seconds that a signature may be old, or ahead, for its receiver. */
export const SIGNATURE_TOLERANCE_S = 300;

/**
 * The signature of a webhook's body, `t=SECONDS,v1=HEX`: HMAC-SHA256 over the time, a dot, and the
 * body as it is sent. The time is in it so that nobody can send an old body again.
 */
export function signBody(secret: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${macOf(secret, seconds, body)}`;
}

/** Whether a body was signed with a secret, not long ago. */
export function verifyBody(secret: string, signature: string, body: string, nowSeconds: number): boolean {
  const [, time = "", mac = ""] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (time === "" || Math.abs(nowSeconds - Number(time)) > SIGNATURE_TOLERANCE_S) return false;
  return timingSafeEqual(Buffer.from(mac, "hex"), Buffer.from(macOf(secret, Number(time), body), "hex"));
}

function macOf(secret: string, seconds: number, body: string): string {
  return createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
}
