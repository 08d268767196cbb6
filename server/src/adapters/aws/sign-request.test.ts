import { describe, expect, test } from "bun:test";
import { createHash, createHmac } from "node:crypto";
import { signRequest } from "./sign-request.ts";

const MODEL = encodeURIComponent("us.anthropic.claude-opus-4-6-v1:0");
const AT = Date.UTC(2026, 9, 1, 12, 30, 15);
const TERMS = {
  region: "us-east-1",
  service: "bedrock",
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  at: AT,
};
const BODY = new TextEncoder().encode('{"messages":[]}');
const request = (url: string, headers: Readonly<Record<string, string>> = {}) => ({
  url,
  method: "POST",
  headers: new Headers({ "content-type": "application/json", "user-agent": "x", ...headers }),
  body: BODY,
});

const hash = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Buffer, data: string): Buffer => createHmac("sha256", key).update(data).digest();

/** The signature by the words of AWS's own description of it (Signature Version 4). */
function described(canonicalPath: string, query: string, signed: Readonly<Record<string, string>>): string {
  const names = Object.keys(signed).sort();
  const lines = names.map((name) => `${name}:${signed[name]}`);
  const canonical = ["POST", canonicalPath, query, ...lines, "", names.join(";"), hash(BODY)].join("\n");
  const scope = "20261001/us-east-1/bedrock/aws4_request";
  const text = ["AWS4-HMAC-SHA256", "20261001T123015Z", scope, hash(canonical)].join("\n");
  const key = ["20261001", "us-east-1", "bedrock", "aws4_request"].reduce<string | Buffer>(
    hmac,
    `AWS4${TERMS.secretAccessKey}`,
  );
  const credential = `Credential=AKIDEXAMPLE/${scope}, SignedHeaders=${names.join(";")}`;
  return `AWS4-HMAC-SHA256 ${credential}, Signature=${hmac(key, text).toString("hex")}`;
}

describe("a signature for AWS", () => {
  test("is over the host, the path encoded once more, the query and the body", async () => {
    const headers = await signRequest(request(`http://127.0.0.1:9999/model/${MODEL}/converse?b=2&a=1%202`), TERMS);
    expect(headers).toEqual({
      "x-amz-date": "20261001T123015Z",
      "x-amz-content-sha256": hash(BODY),
      authorization: described("/model/us.anthropic.claude-opus-4-6-v1%253A0/converse", "a=1%202&b=2", {
        host: "127.0.0.1:9999",
        "content-type": "application/json",
        "x-amz-date": "20261001T123015Z",
        "x-amz-content-sha256": hash(BODY),
      }),
    });
  });

  test("covers a session's token, and nothing that a client sends besides", async () => {
    const terms = { ...TERMS, sessionToken: "token" };
    const url = "https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse";
    const headers = await signRequest(request(url), terms);
    expect(headers["x-amz-security-token"]).toBe("token");
    expect(headers["authorization"]).toContain(
      "SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token,",
    );
    const again = await signRequest(request(url, { traceparent: "00-1", "user-agent": "y" }), terms);
    expect(again).toEqual(headers);
  });
});
