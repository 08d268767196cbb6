import { expect, test } from "bun:test";
import type { JsonObject } from "../../../wire/json/value.ts";
import { testLab } from "../lab-fixture.ts";

const embed = async (request: JsonObject) => {
  const { status, text } = await testLab().ask("/v1/embeddings", { model: "text-embedding-3-small", ...request });
  const body = JSON.parse(text) as { readonly data: readonly { readonly embedding: readonly number[] | string }[] };
  return { status, body, vectors: (body.data ?? []).map(({ embedding }) => embedding) };
};

test("an embedding is the same for the same text, of length one, and as long as asked", async () => {
  const { vectors } = await embed({ input: ["one", "two", "one"], dimensions: 8 });
  expect(vectors[0]).toEqual(vectors[2] ?? []);
  expect(vectors[0]).not.toEqual(vectors[1] ?? []);
  expect(Math.hypot(...(vectors[0] as readonly number[]))).toBeCloseTo(1, 9);
  expect((await embed({ input: "one" })).vectors[0]).toHaveLength(1536);
});

test("an embedding in base64 holds the same numbers", async () => {
  const [plain] = (await embed({ input: "one", dimensions: 8 })).vectors;
  const [packed] = (await embed({ input: "one", dimensions: 8, encoding_format: "base64" })).vectors;
  const bytes = Buffer.from(packed as string, "base64");
  const floats = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  expect([...floats]).toEqual([...Float32Array.from(plain as readonly number[])]);
});

test("nothing to embed, and a length that no vector has, are refused", async () => {
  for (const dimensions of [0, -1, 1.5, 1e9]) expect((await embed({ input: "one", dimensions })).status).toBe(400);
  expect((await embed({ input: [] })).status).toBe(400);
  expect((await embed({ input: "" })).status).toBe(400);
});
