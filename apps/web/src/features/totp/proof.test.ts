import { expect, test } from "vitest";
import { missingProof, proofBody } from "./proof.ts";

test("a proof is sent in its own field", () => {
  expect(proofBody({ kind: "password", text: " secret " })).toEqual({ password: " secret " });
  expect(proofBody({ kind: "one_time_code", text: " 123 456 " })).toEqual({ one_time_code: "123 456" });
});

test("a missing proof is named", () => {
  expect(missingProof({ kind: "password", text: "" })).toBe("Enter your password.");
  expect(missingProof({ kind: "one_time_code", text: " " })).toBe("Enter a one-time code.");
  expect(missingProof({ kind: "one_time_code", text: "123456" })).toBeNull();
});
