import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isSignedBy, signerFrom } from "./signer.ts";

const seed = new Uint8Array(32).fill(7);

describe("a signed statement", () => {
  test("is good for the key of whoever signed it, in whatever order its members come back", () => {
    const { publicKey, signed } = signerFrom(seed);
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })), (statement) => {
        const made = signed(statement);
        const turned = Object.fromEntries(Object.entries(statement).reverse());
        expect(isSignedBy({ ...made, statement: turned }, publicKey)).toBe(true);
        expect(isSignedBy({ ...made, statement: { ...statement, more: 1 } }, publicKey)).toBe(
          Object.is(statement["more"], 1),
        );
      }),
    );
  });

  test("is not good for another key", () => {
    const other = signerFrom(new Uint8Array(32).fill(8));
    const made = signerFrom(seed).signed({ a: 1 });
    expect(isSignedBy(made, other.publicKey)).toBe(false);
    expect(isSignedBy(made, { ...other.publicKey, kid: made.signature.kid })).toBe(false);
  });

  test("is of the same key whenever it is made of the same seed", async () => {
    const { publicKey, signed } = signerFrom(seed);
    expect(signerFrom(seed).publicKey).toEqual(publicKey);
    // Whoever has the public key alone checks it with what every runtime has.
    const { value } = signed({ b: 2, a: 1 }).signature;
    const key = await crypto.subtle.importKey("jwk", { ...publicKey }, "Ed25519", false, ["verify"]);
    const bytes = new TextEncoder().encode('{"a":1,"b":2}');
    expect(await crypto.subtle.verify("Ed25519", key, Buffer.from(value, "base64url"), bytes)).toBe(true);
  });

  test("has secrets beside it, one for a purpose, the same wherever the key is the same", () => {
    const { secretFor } = signerFrom(seed);
    expect(secretFor("a")).toEqual(signerFrom(seed).secretFor("a"));
    expect(secretFor("a").length).toBe(32);
    expect(secretFor("a")).not.toEqual(secretFor("b"));
    expect(secretFor("a")).not.toEqual(signerFrom(new Uint8Array(32).fill(8)).secretFor("a"));
    expect(secretFor("a")).not.toEqual(seed);
  });
});
