import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { sha256 } from "./sha256.ts";

const expected = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());

it("equals SHA-256 of node:crypto for lengths around block boundaries and random input", () => {
  for (let length = 0; length < 200; length++) {
    const bytes = new Uint8Array(length).fill(length);
    expect(sha256(bytes)).toEqual(expected(bytes));
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5_000 }), (bytes) => {
      expect(sha256(bytes)).toEqual(expected(bytes));
    }),
  );
});
