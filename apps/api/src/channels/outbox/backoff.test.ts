import { DELIVERY_ATTEMPTS } from "@agentlattice/contract";
import { expect, test } from "vitest";
import { backoffMs } from "./backoff.ts";

const DAY_MS = 24 * 3_600_000;

test.each([0, 0.5, 1])("each attempt waits longer than the one before, and all attempts fit in a day (%s)", (random) => {
  const waits = Array.from({ length: DELIVERY_ATTEMPTS - 1 }, (_, attempts) => backoffMs(attempts + 1, random) as number);
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(DAY_MS);
  expect(backoffMs(DELIVERY_ATTEMPTS, random)).toBeNull();
});

test("deliveries that failed together are not retried together", () => {
  expect(backoffMs(3, 0)).not.toBe(backoffMs(3, 0.9));
});
