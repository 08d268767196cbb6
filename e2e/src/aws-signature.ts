import { createHash, createHmac } from "node:crypto";

/** A request as it arrived. */
export interface Arrived {
  readonly method: string;
  /** The path and the query as they stood in the request's line. */
  readonly path: string;
  readonly query: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Buffer, data: string): Buffer => createHmac("sha256", key).update(data).digest();
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * What `authorization` has to be for a request that arrived, worked out from it alone and by the
 * words of AWS's description (Signature Version 4).
 */
export function authorizationOf({ method, path, query, headers, body }: Arrived, secret: string): string {
  const [, credential = "", names = ""] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), /.exec(headers.get("authorization") ?? "") ?? [];
  const [, date = "", region = "", service = ""] = credential.split("/");
  const pairs = [...new URLSearchParams(query)].map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  const canonical = [
    method,
    path.split("/").map(encoded).join("/"),
    pairs.sort().join("&"),
    ...names.split(";").map((name) => `${name}:${headers.get(name)?.trim() ?? ""}`),
    "",
    names,
    sha256(body),
  ].join("\n");
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", headers.get("x-amz-date"), scope, sha256(canonical)].join("\n");
  const key = [region, service, "aws4_request"].reduce(hmac, hmac(`AWS4${secret}`, date));
  const signature = hmac(key, text).toString("hex");
  return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`;
}
