import { createHash, createPrivateKey, createPublicKey, hkdfSync, sign, verify } from "node:crypto";
import { canonicalJson } from "../core/jcs.ts";

/** A public key of ours as others read it (JWK, RFC 8037). */
export interface PublicKey {
  readonly kid: string;
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  readonly x: string;
  readonly use: "sig";
  readonly alg: "EdDSA";
}

/** Something that we say, and that we said it. */
export interface Signed<T> {
  readonly statement: T;
  readonly signature: {
    readonly alg: "Ed25519";
    /** Which of the keys at `/.well-known/bellwether-keys.json`. */
    readonly kid: string;
    /** Over the statement's canonical form (RFC 8785), base64url. */
    readonly value: string;
  };
}

/** Signs what we say. */
export interface Signer {
  readonly publicKey: PublicKey;
  readonly signed: <T>(statement: T) => Signed<T>;
  /**
   * A secret of 32 bytes for one purpose, made of the private key (HKDF, RFC 5869): whoever shares
   * the key shares it, and from one nobody comes to the key or to another.
   */
  readonly secretFor: (purpose: string) => Uint8Array;
}

/** How a seed becomes a key in the form that the runtime reads (RFC 8410): only the seed differs. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** A signer with an Ed25519 key. @param seed 32 bytes, the private key. */
export function signerFrom(seed: Uint8Array): Signer {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
  const { x = "" } = createPublicKey(key).export({ format: "jwk" });
  const kid = createHash("sha256").update(Buffer.from(x, "base64url")).digest("hex").slice(0, 16);
  return {
    publicKey: { kid, kty: "OKP", crv: "Ed25519", x, use: "sig", alg: "EdDSA" },
    secretFor: (purpose) => new Uint8Array(hkdfSync("sha256", seed, "bellwether", purpose, 32)),
    signed: (statement) => ({
      statement,
      signature: {
        alg: "Ed25519",
        kid,
        value: sign(null, Buffer.from(canonicalJson(statement)), key).toString("base64url"),
      },
    }),
  };
}

/** Whether a statement was signed by the owner of a key, and is as it was then. */
export function isSignedBy({ statement, signature }: Signed<unknown>, { kid, kty, crv, x }: PublicKey): boolean {
  if (signature.kid !== kid) return false;
  const key = createPublicKey({ key: { kty, crv, x }, format: "jwk" });
  return verify(null, Buffer.from(canonicalJson(statement)), key, Buffer.from(signature.value, "base64url"));
}
