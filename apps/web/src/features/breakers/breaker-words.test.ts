import { expect, test } from "vitest";
import { describeThresholds } from "./breaker-words.ts";

const thresholds = { denial_rate: 0.5, failure_rate: 0.125, min_calls: 4, window_seconds: 600, cool_down_seconds: 90, probes: 1 };

test.each([
  [{}, "Opens at 50% denied or 12.5% failed of at least 4 calls in 10 min. Half-open after 1 min 30 s, with 1 probe call."],
  [
    { denial_rate: null, probes: 2 },
    "Opens at 12.5% failed of at least 4 calls in 10 min. Half-open after 1 min 30 s, with 2 probe calls.",
  ],
  [
    { failure_rate: null, min_calls: 1 },
    "Opens at 50% denied of at least 1 call in 10 min. Half-open after 1 min 30 s, with 1 probe call.",
  ],
])("%o", (part, sentence) => {
  expect(describeThresholds({ ...thresholds, ...part })).toBe(sentence);
});
