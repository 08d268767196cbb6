import { type Digest, sha256, Sha256Beginning } from "../../core/digest.ts";
import { Recent } from "../../core/recent.ts";
import type { FastHash } from "./element-memo.ts";
import { type BegunRead, LONG_BODY, type ScannedBody } from "./scan.ts";

/** What is known of a body's first bytes, from one before it that began with the very same. */
export interface Beginning {
  /** How many bytes those are; they end behind an element of a list. */
  readonly length: number;
  readonly read: BegunRead;
}

interface Kept extends Beginning {
  /** Of the bytes. */
  readonly hash: bigint;
  /** Made when a body that begins so comes again: most come once. */
  digest: Sha256Beginning | undefined;
}

/** Shorter beginnings are read again: that costs no more than looking for them. */
const SHORTEST_LOG = Math.log2(LONG_BODY);
/** Elements at the end of a list that are read again: clients mark the last ones for a cache, and take the marks away in the next request. */
const UNSURE = 3;
/** What one takes, and each of its elements: its place, and what was read of it. */
const [ENTRY_BYTES, ELEMENT_BYTES] = [500, 800];
/** A beginning is renewed when so many bytes, or elements, have come behind it. */
const RENEWED = { bytes: 4_096, elements: 8 };

/**
 * The beginnings of long requests. A conversation's next request begins with nearly all of the one before,
 * byte for byte: with one pass of a fast hash that is known, and only what is new is scanned, read and digested.
 *
 * Bounded by about what is kept of them; of the requests themselves that is nothing.
 */
export class KnownBeginnings {
  readonly #hash: FastHash;
  readonly #seed: bigint;
  readonly #kept: Recent<bigint, Kept>;
  readonly #seeds = new Recent<string, bigint>(MOST_SCOPES);
  readonly #encoder = new TextEncoder();

  /**
   * @param seed random for each process, so that nobody can prepare two beginnings with one hash.
   * @param limit bytes of memory that what is kept may take, roughly; at most twice as many.
   */
  constructor(hash: FastHash, seed: bigint, limit: number) {
    this.#hash = hash;
    this.#seed = seed;
    this.#kept = new Recent(limit, ({ read }) => ENTRY_BYTES + ELEMENT_BYTES * read.elements.length);
  }

  /** @param scope inside of which bytes mean the same: a tenant and a format. */
  find(scope: string, bytes: Uint8Array): Beginning | undefined {
    const highest = 31 - Math.clz32(bytes.length);
    for (let log = highest; log >= SHORTEST_LOG && log >= highest - 1; log--) {
      const kept = this.#kept.get(this.#keyOf(scope, bytes, log));
      if (kept !== undefined && kept.length <= bytes.length && this.#hashOf(bytes, kept.length) === kept.hash)
        return kept;
    }
    return undefined;
  }

  /** The sha256 of a body, which begins as was found. */
  digestOf(bytes: Uint8Array, beginning: Beginning | undefined): Digest {
    if (beginning === undefined) return sha256(bytes);
    const kept = beginning as Kept;
    kept.digest ??= Sha256Beginning.of(bytes, kept.length);
    return kept.digest.digestOf(bytes);
  }

  /** Keeps the beginning of a body that was read. @param beginning what was found of it before. */
  keep(scope: string, body: ScannedBody, beginning: Beginning | undefined): void {
    const { bytes, read } = body;
    const elements = read === undefined ? undefined : body.arrays.get(read.key);
    const list = read === undefined ? undefined : body.members.get(read.key);
    if (read === undefined || elements === undefined || list === undefined) return;
    const count = read.values.length - UNSURE;
    const length = elements[count - 1]?.end ?? 0;
    const log = 31 - Math.clz32(length);
    if (count < 1 || log < SHORTEST_LOG || body.duplicate !== undefined || elements.length !== read.values.length)
      return;
    const known = beginning as Kept | undefined;
    if (known !== undefined) {
      const more = { bytes: length - known.length, elements: count - known.read.elements.length };
      if (more.bytes < RENEWED.bytes && more.elements < RENEWED.elements) return;
    }
    const before = [...body.members].flatMap(([key, { start, end }]) =>
      start < list.start ? [{ key, start, end }] : [],
    );
    const kept: Kept = {
      length,
      hash: this.#hashOf(bytes, length),
      digest: known?.digest === undefined ? undefined : Sha256Beginning.of(bytes, length, known.digest),
      read: {
        members: before,
        arrays: new Map([...body.arrays].filter(([key]) => before.some((member) => member.key === key))),
        key: read.key,
        start: list.start,
        elements: elements.slice(0, count),
        values: read.values.slice(0, count),
      },
    };
    this.#kept.set(this.#keyOf(scope, bytes, log), kept);
  }

  #hashOf(bytes: Uint8Array, length: number): bigint {
    return this.#hash(bytes.subarray(0, length), this.#seed);
  }

  /** By all bytes up to a power of two, which are there whatever comes behind: fewer may be those of many conversations. */
  #keyOf(scope: string, bytes: Uint8Array, log: number): bigint {
    return this.#hash(bytes.subarray(0, 2 ** log), this.#seedOf(scope));
  }

  #seedOf(scope: string): bigint {
    let seed = this.#seeds.get(scope);
    if (seed === undefined) {
      seed = this.#hash(this.#encoder.encode(scope), this.#seed);
      this.#seeds.set(scope, seed);
    }
    return seed;
  }
}

/** Tenants and formats whose seeds are at hand. */
const MOST_SCOPES = 1_024;
