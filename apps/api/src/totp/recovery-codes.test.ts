import { expect, test } from "vitest";
import { hashRecoveryCode, mintRecoveryCodes } from "./recovery-codes.ts";

const key = Buffer.alloc(32, 7);
const ana = { orgId: "org", userId: "ana" };

test("generates ten different codes", () => {
  const codes = mintRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
});

test("accepts a code in any notation, for its person only", () => {
  const hash = hashRecoveryCode(key, ana, "7K2M-Q9XT-01B4");
  for (const written of ["7k2mq9xt01b4", " 7K2M Q9XT O1B4 ", "7K2M-Q9XT-0LB4", "7k2m-q9xt-oib4"])
    expect(hashRecoveryCode(key, ana, written), written).toEqual(hash);
  expect(hashRecoveryCode(key, ana, "7K2M-Q9XT-01B5")).not.toEqual(hash);
  expect(hashRecoveryCode(key, { ...ana, userId: "bob" }, "7K2M-Q9XT-01B4")).not.toEqual(hash);
  expect(hashRecoveryCode(Buffer.alloc(32, 8), ana, "7K2M-Q9XT-01B4")).not.toEqual(hash);
});
