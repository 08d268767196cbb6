import type { AwsKey, UpstreamConfig, UpstreamKind } from "./config.ts";
import type { ConfigDocument } from "./schema.ts";
import type { SecretSources } from "./secret.ts";

/** An upstream as the file writes it. */
export type UpstreamDocument = NonNullable<ConfigDocument["upstreams"]>[string];

/** Bedrock's runtime in a region. */
export function bedrockAddress(region: string): string {
  return `https://bedrock-runtime.${region}.amazonaws.com`;
}

/** Bedrock as AWS's own variables name it: a key, and the region that it is for. */
export function bedrockFrom(sources: SecretSources): Pick<UpstreamConfig, "baseUrl" | "key" | "region"> | undefined {
  const region = sources.env("AWS_REGION") ?? "";
  if ((sources.env(KEY) ?? "") === "" || !REGION.test(region)) return undefined;
  return { baseUrl: bedrockAddress(region), key: `env:${KEY}`, region };
}

const KEY = "AWS_BEARER_TOKEN_BEDROCK";

/** The references of an access key, the paths of their files put right. */
export function awsKeyFrom(aws: NonNullable<UpstreamDocument["aws"]>, at: (reference: string) => string): AwsKey {
  return {
    accessKeyId: at(aws.access_key_id),
    secretAccessKey: at(aws.secret_access_key),
    ...(aws.session_token === undefined ? {} : { sessionToken: at(aws.session_token) }),
  };
}

/** What is wrong about one upstream, and under which of its keys. */
interface Wrong {
  readonly key: readonly string[];
  readonly message: string;
  readonly hint: string;
}

const REGION = /^[a-z]{2,}(?:-[a-z0-9]+)+$/;

/** What an upstream of Bedrock's lacks, and what only one of Bedrock's may have. */
export function bedrockProblems(upstream: UpstreamDocument, kind: UpstreamKind | undefined): readonly Wrong[] {
  const { aws, base_url: address, key, region } = upstream;
  const wrong: Wrong[] = [];
  if (kind !== "bedrock") {
    const message = "only requests to an upstream of kind bedrock are signed for AWS";
    if (aws !== undefined) wrong.push({ key: ["aws"], message, hint: "leave `aws` out, or set `kind: bedrock`" });
    return wrong;
  }
  const needs = address === undefined ? "it says where Bedrock answers" : "requests are signed for it";
  if (region === undefined && (address === undefined || aws !== undefined))
    wrong.push({
      key: [],
      message: `region is missing: ${needs}`,
      hint: 'add `region: "us-east-1"`, or whichever it is',
    });
  if (region !== undefined && address === undefined && !REGION.test(region)) {
    const message = `"${region}" is no region of AWS`;
    wrong.push({
      key: ["region"],
      message,
      hint: "write it as in `us-east-1`, or say with `base_url` where it answers",
    });
  }
  if (aws !== undefined && key !== undefined) {
    const message = "a request has either a key of Bedrock's own (key) or a signature (aws)";
    wrong.push({ key: ["aws"], message, hint: "leave one of them out" });
  }
  return wrong;
}
