import { expect, test } from "bun:test";
import fc from "fast-check";
import { sha256, Sha256Stream } from "./digest.ts";

test("a digest of parts is that of all of them together, however many there are", () => {
  expect(new Sha256Stream().digest()).toBe(sha256(""));
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 5 }), (parts) => {
      const stream = new Sha256Stream();
      for (const part of parts) stream.update(part);
      expect(stream.digest()).toBe(sha256(Buffer.concat(parts)));
    }),
  );
});
