import { expect, test } from "vitest";
import { describeMixture } from "./bus-peers.ts";

test.each([
  [
    [
      ["postgres", 1],
      ["postgres", 3],
    ],
    null,
  ],
  [[["redis:0123456789ab", 1]], null],
  [
    [
      ["postgres", 1],
      ["redis:0123456789ab", 2],
    ],
    "1 uses Postgres, 2 use the Redis 0123456789ab.",
  ],
  [
    [
      ["redis:0123456789ab", 1],
      ["redis:ba9876543210", 1],
    ],
    "1 uses the Redis 0123456789ab, 1 uses the Redis ba9876543210.",
  ],
] as const)("%j", (uses, expected) => {
  const described = describeMixture(uses.map(([bus, processes]) => ({ bus, processes })));
  if (expected === null) expect(described).toBeNull();
  else expect(described).toContain(expected);
});
