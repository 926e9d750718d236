import { Secret, TOTP } from "otpauth";
import { expect, test } from "vitest";
import { mintTotpSecret, openTotpSecret, sealTotpSecret, stepOfCode, totpUri } from "./totp-secret.ts";

const STEP_MS = 30_000;
/** The secret of the test vectors of RFC 6238. */
const secret = Secret.fromUTF8("12345678901234567890").base32;

test.each([
  ["287082", 59],
  ["081804", 1_111_111_109],
  ["005924", 1_234_567_890],
  ["279037", 2_000_000_000],
])("accepts %s at %i s, as RFC 6238 says", (code, seconds) => {
  expect(stepOfCode(secret, code, seconds * 1_000)).toBe(Math.floor(seconds / 30));
});

test("accepts the codes of one step before and after, and no other text", () => {
  const now = 1_700_000_000_000;
  const step = Math.floor(now / STEP_MS);
  const codeAt = (at: number) => new TOTP({ secret }).generate({ timestamp: at * STEP_MS });
  for (const near of [step - 1, step, step + 1]) expect(stepOfCode(secret, codeAt(near), now)).toBe(near);
  for (const far of [step - 2, step + 2, step + 20]) expect(stepOfCode(secret, codeAt(far), now)).toBeNull();
  for (const text of ["", "12345", "1234567", "١٢٣٤٥٦", "abcdef"]) expect(stepOfCode(secret, text, now), text).toBeNull();
});

test("a URI names the product, the account and the parameters", () => {
  const uri = new URL(totpUri(secret, "ana@acme.test (Acme: R&D)"));
  expect([uri.protocol, uri.host]).toEqual(["otpauth:", "totp"]);
  expect(decodeURIComponent(uri.pathname)).toBe("/AgentLattice:ana@acme.test (Acme: R&D)");
  expect(Object.fromEntries(uri.searchParams)).toEqual({ issuer: "AgentLattice", secret, algorithm: "SHA1", digits: "6", period: "30" });
});

test("a secret has 160 bits and is encrypted for its person", () => {
  const made = mintTotpSecret();
  expect(Secret.fromBase32(made).bytes).toHaveLength(20);
  const holder = { dataKey: Buffer.alloc(32, 7), orgId: "org", userId: "ana" };
  const sealed = sealTotpSecret(holder, made);
  expect(sealed.includes(made)).toBe(false);
  expect(openTotpSecret(holder, sealed)).toBe(made);
  expect(() => openTotpSecret({ ...holder, userId: "bob" }, sealed)).toThrow();
});
