import type { Context } from "hono";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "./app-error.ts";
import { callerName } from "./caller-name.ts";
import type { Principal } from "./principal.ts";

/** A limit per caller and second, before any work is done. Refusals are not entries: nothing was decided. */
export interface CallerRate {
  /** Counts a request and sets the RateLimit fields. @throws AppError RATE_LIMITED */
  take(c: Context, principal: Principal): Promise<void>;
}

interface Quota {
  readonly policy: "key" | "person";
  readonly limit: number;
  readonly limiter: RateLimiterMemory;
}

/** Limits requests per second: of a key, and of a signed-in person in all their sessions together. */
export function createCallerRate(perSecond: { readonly key: number; readonly person: number }): CallerRate {
  const quota = (policy: Quota["policy"]): Quota => ({
    policy,
    limit: perSecond[policy],
    limiter: new RateLimiterMemory({ points: perSecond[policy], duration: 1 }),
  });
  const [keys, people] = [quota("key"), quota("person")];
  return {
    async take(c, principal) {
      const { policy, limit, limiter } = principal.kind === "person" ? people : keys;
      const left = await limiter.consume(callerName(principal)).catch((refusal: unknown) => {
        if (refusal instanceof RateLimiterRes) throw limited(policy, limit, refusal);
        throw refusal;
      });
      for (const [name, value] of Object.entries(fields(policy, limit, left))) c.header(name, value);
    },
  };
}

function limited(policy: Quota["policy"], limit: number, left: RateLimiterRes): AppError {
  return new AppError("RATE_LIMITED", {
    detail: `A ${policy} may send ${limit} requests a second. Slow down.`,
    retryAfter: left.msBeforeNext / 1000,
    headers: fields(policy, limit, left),
  });
}

function fields(policy: Quota["policy"], limit: number, left: RateLimiterRes): Record<string, string> {
  return {
    "ratelimit-policy": `"${policy}";q=${limit};w=1`,
    ratelimit: `"${policy}";r=${left.remainingPoints};t=${Math.ceil(left.msBeforeNext / 1000)}`,
  };
}
