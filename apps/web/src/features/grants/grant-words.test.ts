import { expect, test } from "vitest";
import { describeUses, endedBecause, statusOf } from "./grant-words.ts";

const bounds = { for: 60, count: 10, sum: 600, sum_field: "amount", where: null };
const expires_at = "2026-11-22T12:00:00.000Z";
const at = Date.parse(expires_at);

test("a grant that expired since it was loaded is shown as expired", () => {
  expect(statusOf({ status: "active", expires_at }, at - 1)).toEqual({ mark: "allow", word: "Active" });
  expect(statusOf({ status: "active", expires_at }, at)).toEqual({ mark: "idle", word: "Expired" });
  expect(statusOf({ status: "revoked", expires_at }, at).word).toBe("Revoked");
});

test("the uses of a grant", () => {
  expect(describeUses({ uses: 3, used_sum: 120.5, bounds })).toBe("3 of 10, amount 120.5 of 600");
  expect(describeUses({ uses: 3, used_sum: 0, bounds: { ...bounds, sum: null } })).toBe("3 of 10");
  expect(describeUses({ uses: 3, used_sum: 0, bounds: null })).toBe("3");
});

test("why a grant ended", () => {
  expect(endedBecause({ ended_because: "POLICY_CHANGED", bounds })).toBe("a policy that asked changed");
  expect(endedBecause({ ended_because: "REVOKED", bounds })).toBeNull();
  expect(endedBecause({ ended_because: null, bounds: null })).toBe("its terms were erased");
  expect(endedBecause({ ended_because: null, bounds })).toBeNull();
});
