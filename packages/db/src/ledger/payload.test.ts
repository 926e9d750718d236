import { randomBytes } from "node:crypto";
import { encodeId } from "@agentlattice/core";
import { commitment } from "@agentlattice/core/ledger";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openPayload, sealPayload } from "./payload.ts";
import { sha256 } from "./sha256.ts";

const context = {
  dataKey: randomBytes(32),
  orgId: "o",
  origin: "test.local/log/a/g1",
  entryId: "01900000-0000-7000-8000-000000000001",
  field: "decision",
};

test("the commitment of a payload follows the format, and the payload decrypts to the original", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (raw) => {
      const value = JSON.parse(JSON.stringify(raw).replaceAll("-0", "0"));
      if (!JSON.stringify(value).isWellFormed()) return;
      const sealed = sealPayload(context, value);
      const expected = commitment(sha256, {
        salt: sealed.salt,
        log: context.origin,
        id: encodeId("evt", context.entryId),
        field: context.field,
        value,
      });
      expect(sealed.commitment).toBe(expected);
      expect(openPayload(context, sealed.salt, sealed.ciphertext)).toEqual(value);
    }),
  );
});

test("two payloads cannot be swapped", () => {
  const sealed = sealPayload(context, { a: 1 });
  expect(() => openPayload({ ...context, field: "reason" }, sealed.salt, sealed.ciphertext)).toThrow();
  expect(() => openPayload({ ...context, entryId: "01900000-0000-7000-8000-000000000002" }, sealed.salt, sealed.ciphertext)).toThrow();
});
