/** The runtime's wyhash: 64 bits, seeded, several gigabytes a second. */
export function fastHash(bytes: Uint8Array, seed: bigint): bigint {
  return Bun.hash.wyhash(bytes, seed);
}
