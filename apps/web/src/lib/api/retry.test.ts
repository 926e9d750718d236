import { expect, test } from "vitest";
import { ApiError } from "./api-error.ts";
import { RETRY_DELAY_MS, shouldRetry } from "./retry.ts";

const answer = (status: number, retryable = true) =>
  new ApiError({ code: "UPSTREAM_UNAVAILABLE", status, detail: "", requestId: null, retryable });

test.each([
  ["no connection", answer(0), true],
  ["an outage", answer(503), true],
  ["an outage marked as not retryable", answer(500, false), false],
  ["a missing page", answer(404), false],
  ["too many requests", answer(429), false],
  ["an ended session", answer(401), false],
  ["a bug in the console", new Error("undefined is not a function"), false],
])("%s", (_, error, retried) => expect(shouldRetry(0, error)).toBe(retried));

test("an error appears within a second", () => {
  expect(shouldRetry(1, answer(503))).toBe(false);
  expect(RETRY_DELAY_MS).toBeLessThan(1_000);
});
