import { BellwetherError } from "../core/error.ts";
import type { HeaderReader } from "../wire/codec.ts";
import type { KeyRecord } from "./key.ts";

/** What a caller says of its request in Bellwether's own headers. */
export interface CallerHeaders {
  readonly contract: string | undefined;
  readonly require: string | undefined;
  readonly session: string | undefined;
  readonly agent: string | undefined;
  readonly parent: string | undefined;
  readonly journey: string | undefined;
  readonly build: string | undefined;
  readonly flags: readonly string[];
  readonly steps: readonly string[];
  readonly allowDelegate: string | undefined;
  readonly unit: string | undefined;
  readonly audience: string | undefined;
  readonly clock: string | undefined;
}

/** Every header of ours begins so; none reaches an upstream. */
export const OWN_HEADER_PREFIX = "bellwether-";

const MAX_LENGTH = 512;
const NONE: readonly string[] = [];
// Control characters could forge lines in logs; the rest of a header is the caller's.
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f]/;

/**
 * Reads what the caller asserts, inside the fence of its key.
 *
 * @throws {BellwetherError} `assertion_not_allowed` when the key may not say it, `header_invalid`
 * when a value is too long or not printable.
 */
export function readCallerHeaders(headers: HeaderReader, key: KeyRecord): CallerHeaders {
  const read = (name: string): string | undefined => {
    const value = headers.get(OWN_HEADER_PREFIX + name);
    if (value === null || value === "") return undefined;
    if (value.length > MAX_LENGTH || UNPRINTABLE.test(value)) {
      throw new BellwetherError(
        "header_invalid",
        `the header bellwether-${name} must be printable and at most ${MAX_LENGTH} characters long`,
      );
    }
    return value;
  };
  const list = (name: string): readonly string[] => {
    const value = read(name);
    if (value === undefined) return NONE;
    return value
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
  };
  const asserted: CallerHeaders = {
    contract: read("contract"),
    require: read("require"),
    session: read("session"),
    agent: read("agent"),
    parent: read("parent"),
    journey: read("journey"),
    build: read("build"),
    flags: list("flags"),
    steps: list("step"),
    allowDelegate: read("allow-delegate"),
    unit: read("unit"),
    audience: read("audience"),
    clock: read("clock"),
  };
  if (!key.trusted && (asserted.unit !== undefined || asserted.audience !== undefined)) {
    const header = asserted.unit === undefined ? "bellwether-audience" : "bellwether-unit";
    throw new BellwetherError(
      "assertion_not_allowed",
      `${header} may be asserted only with a key that is marked trusted (bellwether key create --trusted); leave the header out`,
    );
  }
  if (asserted.audience !== undefined && key.audience !== undefined && asserted.audience !== key.audience) {
    throw new BellwetherError(
      "assertion_not_allowed",
      `this key speaks for the audience ${key.audience} only; bellwether-audience says ${asserted.audience}`,
    );
  }
  if (asserted.clock !== undefined && key.kind !== "test") {
    throw new BellwetherError(
      "assertion_not_allowed",
      "bellwether-clock may be asserted only with a key of kind test; leave the header out",
    );
  }
  return asserted;
}
