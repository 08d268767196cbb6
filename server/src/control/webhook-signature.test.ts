import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SIGNATURE_TOLERANCE_S, signBody, verifyBody } from "./webhook-signature.ts";

describe("the signature of a webhook's body", () => {
  const secrets = fc.string({ minLength: 1 });
  const times = fc.integer({ min: 0, max: 10_000_000_000 });

  test("is good for its secret, its body and its time", () => {
    fc.assert(
      fc.property(secrets, fc.string({ unit: "grapheme" }), times, (secret, body, at) => {
        const signature = signBody(secret, at, body);
        expect(verifyBody(secret, signature, body, at)).toBe(true);
        expect(verifyBody(secret, signature, body, at + SIGNATURE_TOLERANCE_S)).toBe(true);
        expect(verifyBody(secret, signature, body, at + SIGNATURE_TOLERANCE_S + 1)).toBe(false);
        expect(verifyBody(`${secret}x`, signature, body, at)).toBe(false);
        expect(verifyBody(secret, signature, `${body} `, at)).toBe(false);
        expect(verifyBody(secret, signature.replace(/^t=\d+/, `t=${at + 1}`), body, at)).toBe(false);
      }),
    );
  });

  test("is of the form that is documented", () => {
    const mac = "2d5ef2bd3e0e4b0d1d0b5b9d0a5a3f52";
    expect(signBody("secret", 1_772_600_767, '{"id":"n-1"}')).toMatch(/^t=1772600767,v1=[0-9a-f]{64}$/);
    for (const bad of ["", mac, `v1=${mac}`, "t=1,v1=", `t=-1,v1=${"0".repeat(64)}`])
      expect(verifyBody("secret", bad, "", 1)).toBe(false);
  });
});
