import { hkdfSync, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { hkdf32, open, seal } from "./seal.ts";

test("hkdf32 is HKDF-SHA256 as node:crypto computes it", () => {
  for (let i = 0; i < 200; i++) {
    const [secret, salt] = [randomBytes(32), randomBytes(32)];
    const info = i % 2 === 0 ? "al/payload/v1" : "another";
    expect(hkdf32(secret, salt, info)).toEqual(Buffer.from(hkdfSync("sha256", secret, salt, info, 32)));
  }
});

test("an encrypted value opens only with its key and context, and not after a change of one byte", () => {
  const [key, aad, text] = [randomBytes(32), Buffer.from("org|entry|field"), Buffer.from("secret")];
  const sealed = seal(key, text, aad);
  expect(open(key, sealed, aad)).toEqual(text);
  expect(() => open(randomBytes(32), sealed, aad)).toThrow();
  expect(() => open(key, sealed, Buffer.from("org|entry|other"))).toThrow();
  for (let i = 0; i < sealed.length; i++) {
    const changed = Buffer.from(sealed);
    changed[i] = (changed[i] as number) ^ 1;
    expect(() => open(key, changed, aad)).toThrow();
  }
});

test("encrypting twice gives two ciphertexts", () => {
  const [key, aad, text] = [randomBytes(32), Buffer.alloc(0), Buffer.from("secret")];
  expect(seal(key, text, aad)).not.toEqual(seal(key, text, aad));
});
