import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import type { RequestSigner } from "../../gateway/upstream.ts";

/** SHA-256 by the runtime, in the form in which the signer asks for it. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytesOf(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }

  reset(): void {
    throw new Error("a hash is made anew, not reset");
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === "string") return new TextEncoder().encode(data);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Signs as AWS's own SDK does, by its signer, which is loaded when the first request needs it.
 *
 * Signed are the host, the type of the body and what is AWS's own; what a client sends besides may
 * be changed on its way. The path is encoded once more for the signature, as for every service but S3.
 */
export const signRequest: RequestSigner = async (request, terms) => {
  const { SignatureV4 } = await import("@smithy/signature-v4");
  const url = new URL(request.url);
  const type = request.headers.get("content-type");
  const query: Record<string, string[]> = {};
  for (const [name, value] of url.searchParams) (query[name] ??= []).push(value);
  const signer = new SignatureV4({
    region: terms.region,
    service: terms.service,
    sha256: Sha256,
    credentials: {
      accessKeyId: terms.accessKeyId,
      secretAccessKey: terms.secretAccessKey,
      ...(terms.sessionToken === undefined ? {} : { sessionToken: terms.sessionToken }),
    },
  });
  const unsigned = { host: url.host, ...(type === null ? {} : { "content-type": type }) };
  const { headers } = await signer.sign(
    {
      method: request.method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query,
      headers: unsigned,
      ...(request.body === undefined ? {} : { body: request.body }),
    },
    { signingDate: new Date(terms.at) },
  );
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !Object.hasOwn(unsigned, name)));
};
