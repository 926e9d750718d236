import type { Context } from "hono";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "./app-error.ts";

/** A limit per key and second, before any work is done. Refusals are not entries: nothing was decided. */
export interface KeyRate {
  /**
   * Counts a request and sets the RateLimit fields. Of a stopped agent, whose every attempt is an entry of the ledger, only a
   * few a second are recorded. @throws AppError RATE_LIMITED
   */
  take(c: Context, keyId: string, options?: { readonly stopped: boolean }): Promise<void>;
}

const STOPPED_PER_SECOND = 10;

export function createKeyRate(requestsPerSecond: number): KeyRate {
  const limiter = new RateLimiterMemory({ points: requestsPerSecond, duration: 1 });
  const ofStopped = new RateLimiterMemory({ points: Math.min(STOPPED_PER_SECOND, requestsPerSecond), duration: 1 });
  return {
    async take(c, keyId, { stopped } = { stopped: false }) {
      const rate = stopped ? ofStopped : limiter;
      try {
        const left = await rate.consume(keyId);
        setFields(c, rate.points, left);
      } catch (left) {
        if (!(left instanceof RateLimiterRes)) throw left;
        setFields(c, rate.points, left);
        throw new AppError("RATE_LIMITED", {
          detail: stopped
            ? `This agent may not act. Its attempts are recorded, ${rate.points} a second at most.`
            : `A key may send ${rate.points} requests a second. Slow down.`,
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
