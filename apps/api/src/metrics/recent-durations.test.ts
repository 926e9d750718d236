import { expect, it } from "vitest";
import { RecentDurations } from "./recent-durations.ts";

it("returns the nearest rank of the last ten minutes, of at most 1,024 samples", () => {
  let now = 0;
  const durations = new RecentDurations(() => now);
  expect(durations.percentiles()).toEqual({ p50: null, p95: null, samples: 0 });
  for (let ms = 1; ms <= 100; ms++) durations.add(ms);
  expect(durations.percentiles()).toEqual({ p50: 50, p95: 95, samples: 100 });
  now = 600_001;
  expect(durations.percentiles().samples).toBe(0);
  for (let i = 0; i < 2_000; i++) durations.add(7);
  expect(durations.percentiles()).toEqual({ p50: 7, p95: 7, samples: 1_024 });
});
