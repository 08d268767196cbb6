import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { calcPrice } from "@pydantic/genai-prices";
import { sha256 } from "../../core/digest.ts";
import type { ExchangeRecord } from "../../exchange/columns.ts";

let tableDigest: string | undefined;

/** Digest of the price table that is used: the package holds it in its own text. */
function priceDigest(): string {
  tableDigest ??= sha256(readFileSync(fileURLToPath(import.meta.resolve("@pydantic/genai-prices"))));
  return tableDigest;
}

/**
 * Adds what an exchange cost, and what it would have cost had the requested model answered.
 *
 * Only an exact match of the model counts: the table also matches by prefix, which gives a new
 * model the price of an old one. What is not known stays unknown.
 */
export function priceRecords(record: ExchangeRecord): ExchangeRecord {
  if (record.input_tokens === null || record.model_served === "") return record;
  const cost = priceOf(record, record.model_served);
  if (cost === undefined) return record;
  const requested = record.model_requested === record.model_served ? cost : priceOf(record, record.model_requested);
  return { ...record, cost_usd: cost, cost_requested_usd: requested ?? null, price_digest: priceDigest() };
}

/** Whose prices count for which format; what else speaks OpenAI's has OpenAI's names or no price. */
const PROVIDER: Readonly<Record<string, string>> = {
  "anthropic-messages": "anthropic",
  gemini: "google",
  "bedrock-converse": "aws",
};

/** What tracers and clients call them. */
const BY_NAME: Readonly<Record<string, string>> = {
  anthropic: "anthropic",
  openai: "openai",
  "openai.responses": "openai",
  "openai.chat": "openai",
  google: "google",
  gemini: "google",
  "gcp.gemini": "google",
  "gcp.gen_ai": "google",
  "aws.bedrock": "aws",
};

function priceOf(record: ExchangeRecord, model: string): number | undefined {
  const usage = {
    input_tokens: record.input_tokens ?? 0,
    output_tokens: record.output_tokens ?? 0,
    cache_read_tokens: record.cache_read_tokens ?? 0,
    cache_write_tokens: record.cache_write_tokens ?? 0,
    cache_write_5m_tokens: record.cache_write_5m_tokens ?? 0,
    cache_write_1h_tokens: record.cache_write_1h_tokens ?? 0,
  };
  // What the table cannot hold (more cached than read) has no price; it is not a reason to lose a record.
  if (usage.cache_read_tokens + usage.cache_write_tokens > usage.input_tokens) return undefined;
  // What was only told of came in no format: then its provider is known by name, or not at all.
  const provider = record.format === "" ? BY_NAME[record.upstream] : (PROVIDER[record.format] ?? "openai");
  if (provider === undefined) return undefined;
  const price = calcPrice(usage, model, { providerId: provider });
  return price !== null && price.model.id === model ? price.total_price : undefined;
}
