/** What an extractor is given to read. */
const ORDERS = [
  "Two green lamps, to be sent to Lyon by Friday.",
  "One lamp, the blue one, no hurry, to Turin.",
  "The same as last time, and a spare shade. To Graz.",
];

const SCHEMA = {
  type: "object",
  properties: { city: { type: "string" }, lamps: { type: "integer" } },
  required: ["city", "lamps"],
  additionalProperties: false,
};

/** The requests of a product without turns: each asks for an answer in a form (OpenAI's Responses). */
export function extractorRequests(): readonly object[] {
  return ORDERS.map((order) => ({
    model: "gpt-5.4",
    max_output_tokens: 1_000,
    input: order,
    text: { format: { type: "json_schema", name: "order", strict: true, schema: SCHEMA } },
  }));
}
