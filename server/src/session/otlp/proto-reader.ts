/** One field of a message of Protocol Buffers, as its bytes say it. */
export interface ProtoField {
  readonly number: number;
  /** A whole number: of `varint`, and of the fixed kinds as they lie in memory. */
  readonly value: bigint;
  /** What is inside a field that has a length: a text, bytes, or a message. */
  readonly bytes: Uint8Array;
}

const EMPTY = new Uint8Array();
const SMALL: readonly bigint[] = Array.from({ length: 128 }, (_, value) => BigInt(value));
const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

/**
 * The fields of a message in the encoding of Protocol Buffers (https://protobuf.dev/programming-guides/encoding/), in
 * order. A reader takes those that it knows and passes over the rest.
 *
 * @throws {RangeError} where the bytes are no such message, or end too early.
 */
export function* protoFields(bytes: Uint8Array): Generator<ProtoField> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): bigint => {
    // Most numbers are small, and big ones cost ten times as much.
    const first = view.getUint8(at);
    if (first < 0x80) {
      at++;
      return SMALL[first] ?? 0n;
    }
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = view.getUint8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value & 0xffff_ffff_ffff_ffffn;
    }
    throw new RangeError("a number has too many bytes");
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Number(tag >> 3n);
    if (number === 0) throw new RangeError("a field has the number 0");
    switch (Number(tag & 7n)) {
      case VARINT:
        yield { number, value: varint(), bytes: EMPTY };
        break;
      case FIXED64:
        yield { number, value: view.getBigUint64(at, true), bytes: EMPTY };
        at += 8;
        break;
      case LENGTH: {
        const length = Number(varint());
        if (length > bytes.length - at) throw new RangeError("a field is longer than what is left");
        yield { number, value: 0n, bytes: bytes.subarray(at, at + length) };
        at += length;
        break;
      }
      case FIXED32:
        yield { number, value: BigInt(view.getUint32(at, true)), bytes: EMPTY };
        at += 4;
        break;
      default:
        throw new RangeError(`field ${number} is of a kind that there is not`);
    }
  }
}

const decoder = new TextDecoder();

/** The text of a field. */
export function protoText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** A double that lies in the 64 bits of a fixed field. */
export function protoDouble(value: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, value);
  return view.getFloat64(0);
}

/** A varint as the signed number of 64 bits that it is. */
export function protoSigned(value: bigint): number {
  return Number(BigInt.asIntN(64, value));
}
