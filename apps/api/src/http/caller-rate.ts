import type { Context } from "hono";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "./app-error.ts";
import { callerName } from "./caller-name.ts";
import type { Principal } from "./principal.ts";

/** A limit per caller and second, before any work is done. Refusals are not entries: nothing was decided. */
export interface CallerRate {
  /**
   * Counts a request and sets the RateLimit fields. A disabled agent has a small quota of its own, because each of its
   * attempts is an entry of the ledger.
   * @throws AppError RATE_LIMITED
   */
  take(c: Context, principal: Principal): Promise<void>;
}

interface Quota {
  readonly policy: "key" | "person" | "disabled-agent";
  readonly limit: number;
  readonly limiter: RateLimiterMemory;
}

const DISABLED_PER_SECOND = 10;

/** Limits requests per second: of a key, and of a signed-in person in all their sessions together. */
export function createCallerRate(perSecond: { readonly key: number; readonly person: number }): CallerRate {
  const quota = (policy: Quota["policy"], limit: number): Quota => ({
    policy,
    limit,
    limiter: new RateLimiterMemory({ points: limit, duration: 1 }),
  });
  const keys = quota("key", perSecond.key);
  const people = quota("person", perSecond.person);
  const disabled = quota("disabled-agent", Math.min(DISABLED_PER_SECOND, perSecond.key));
  const quotaOf = (principal: Principal) => {
    if (principal.kind === "person") return people;
    return principal.kind === "agent" && principal.stopped?.reason === "AGENT_DISABLED" ? disabled : keys;
  };
  return {
    async take(c, principal) {
      const { policy, limit, limiter } = quotaOf(principal);
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
    detail:
      policy === "disabled-agent"
        ? `This agent is disabled. Its attempts are recorded, at most ${limit} a second.`
        : `A ${policy} may send ${limit} requests a second. Slow down.`,
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
