import { describe, expect, test } from "bun:test";
import { bareModel, mayBeClaude, pathWithModel, readPath } from "./path.ts";

const ARN = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-4-6-v1:0";
const post = (path: string) => readPath("POST", path);

describe("a path of Bedrock", () => {
  test("names the model as its client writes it, encoded or not", () => {
    for (const id of ["us.anthropic.claude-opus-4-6-v1:0", "amazon.titan-text-lite-v1", ARN]) {
      const path = `/model/${encodeURIComponent(id)}/converse`;
      expect(post(path)).toEqual({ operation: "generate", model: id, stream: false });
    }
    expect(post("/model/a.b-v1:0/converse-stream")).toEqual({ operation: "generate", model: "a.b-v1:0", stream: true });
    expect(post("/model/a.b-v1%3a0/count-tokens")).toEqual({ operation: "count_tokens", model: "a.b-v1:0" });
  });

  test("is known to be Bedrock's also where no codec knows it", () => {
    for (const path of ["/model/m/invoke", "/model/m/invoke-with-response-stream", "/model/m", "/model/m/converse/"])
      expect(post(path), path).toMatchObject({ operation: "other" });
    expect(readPath("GET", "/model/m/converse")?.operation).toBe("other");
    expect(post("/models/m/converse")).toBeUndefined();
  });

  test("is unclear where readers would differ in what it names", () => {
    const paths = [
      "/model/../converse",
      "/model/%2e%2e/converse",
      "/model/a%2Fb/converse",
      "/model/a%2F..%2Finvoke/converse",
      "/model//converse",
      "/model/a%00/converse",
      "/model/a%253A0/converse",
      "/model/a\\b/converse",
      `/model/${encodeURIComponent("arn:aws:bedrock:us-east-1:1:inference-profile/../x")}/converse`,
      "/model/m/../../v1/messages",
    ];
    for (const path of paths) expect(post(path)?.operation, path).toBe("unclear");
  });

  test("takes the name of another model in place of the first", () => {
    expect(pathWithModel("/model/m/converse-stream", ARN)).toBe(`/model/${encodeURIComponent(ARN)}/converse-stream`);
    expect(post(pathWithModel("/model/m/converse", "a.b-v1:0"))?.model).toBe("a.b-v1:0");
  });

  test("says by the name of the model whether it may take Claude's fields", () => {
    for (const id of ["us.anthropic.claude-opus-4-6-v1:0", "anthropic.claude-v2", ARN, "my-profile"])
      expect(mayBeClaude(id), id).toBe(true);
    for (const id of ["amazon.nova-lite-v1:0", "us.amazon.nova-lite-v1:0", "openai.gpt-oss-120b-1:0"])
      expect(mayBeClaude(id), id).toBe(false);
  });

  test("has a bare name for a model that is named by its ARN", () => {
    expect(bareModel(ARN)).toBe("us.anthropic.claude-opus-4-6-v1:0");
    const profile = "arn:aws:bedrock:us-east-1:1:application-inference-profile/mi1dadi0g15f";
    expect(bareModel(profile)).toBe(profile);
  });
});
