import * as fc from "fast-check";

/** Where a mutation begins. */
export const seeds = fc.integer();

const key = fc.oneof(
  fc.constantFrom(
    "model",
    "messages",
    "input",
    "contents",
    "system",
    "stream",
    "tools",
    "max_tokens",
    "thinking",
    "reasoning",
    "metadata",
    "role",
    "content",
    "type",
    "text",
    "id",
    "__proto__",
    "constructor",
    "toString",
    "previous_response_id",
  ),
  fc.string({ maxLength: 8 }),
);
const leaf = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1e308, "", "user", "assistant", "text", "tool_use", "thinking"),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.double({ noNaN: true }),
);

/** JSON values with the keys that codecs look for, in places where they do not belong. */
export const NASTY: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 6 }),
  ),
})).value;

/** Texts that a header can hold, among them those that mean something to somebody. */
export const headerText = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    ",",
    ";",
    "a,b",
    "=",
    "\t",
    "gzip",
    "chunked",
    "identity",
    "Bearer x",
    "*",
    "../..",
    "%0d%0aX: y",
    "é",
    "surface@1.0.0",
    "model=x; effort=high",
    "substitution=none",
    "__proto__",
    "constructor",
    "a".repeat(600),
  ),
  fc.string({ maxLength: 40 }).map((text) => text.replace(/[^\t\x20-\x7e]/g, "?")),
);
