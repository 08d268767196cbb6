/** The prices of a contract, in US dollars per million tokens. */
export const PRICES = ["input_per_mtok", "output_per_mtok", "cache_read_per_mtok", "cache_write_per_mtok"] as const;

/** What each price is of. */
export const PRICED: Readonly<Record<(typeof PRICES)[number], string>> = {
  input_per_mtok: "the price of a million tokens of input",
  output_per_mtok: "the price of a million tokens of output",
  cache_read_per_mtok: "the price of a million tokens read from the cache",
  cache_write_per_mtok: "the price of a million tokens written to the cache",
};
