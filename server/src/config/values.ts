import { z } from "zod";
import { parseDuration, parseSize } from "./units.ts";

/** A duration such as `10s`, in milliseconds. */
export const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, "must be a duration such as 250ms, 10s, 5m, 24h or 90d")
  .transform((text) => parseDuration(text) ?? 0);

/** A size such as `32MiB`, in bytes. */
export const size = z
  .string()
  .refine((text) => parseSize(text) !== undefined, "must be a size such as 64KiB, 32MiB or 10GiB")
  .transform((text) => parseSize(text) ?? 0);

/** How a secret is named. */
export const SECRET = /^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/;
/** How a credential is named: never written. */
export const secret = z
  .string()
  .refine(
    (text) => SECRET.test(text),
    "must be passthrough, none, env:NAME or file:PATH: a secret is named, never written here",
  );

/** An address that paths are put behind. */
export const baseUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    "must be an http:// or https:// address",
  )
  .refine((text) => !URL.canParse(text) || (new URL(text).search === "" && new URL(text).username === ""), {
    message: "must be an address without credentials and without a query",
  })
  .transform((text) => text.replace(/\/+$/, ""));

/** What holds a secret. */
export const named = z
  .string()
  .refine((text) => SECRET.test(text), "must be env:NAME or file:PATH: a secret is named, never written here");

/** An address to which something is sent; one that is a secret itself is named. */
export const target = z
  .string()
  .refine(
    (text) =>
      SECRET.test(text) ||
      (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).username === ""),
    "must be an http:// or https:// address without credentials, or env:NAME or file:PATH that holds one",
  );
