import type { Context } from "hono";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "./app-error.ts";

/** A limit per key and second, before any work is done. Refusals are not entries: nothing was decided. */
export interface KeyRate {
  /** Counts a request and sets the RateLimit fields. @throws AppError RATE_LIMITED */
  take(c: Context, keyId: string): Promise<void>;
}

export function createKeyRate(requestsPerSecond: number): KeyRate {
  const limiter = new RateLimiterMemory({ points: requestsPerSecond, duration: 1 });
  return {
    async take(c, keyId) {
      try {
        const left = await limiter.consume(keyId);
        setFields(c, requestsPerSecond, left);
      } catch (left) {
        if (!(left instanceof RateLimiterRes)) throw left;
        setFields(c, requestsPerSecond, left);
        throw new AppError("RATE_LIMITED", {
          detail: `A key may send ${requestsPerSecond} requests a second. Slow down.`,
          retryAfter: left.msBeforeNext / 1000,
        });
      }
    },
  };
}

function setFields(c: Context, limit: number, left: RateLimiterRes): void {
  c.header("ratelimit-policy", `"key";q=${limit};w=1`);
  c.header("ratelimit", `"key";r=${left.remainingPoints};t=${Math.ceil(left.msBeforeNext / 1000)}`);
}
