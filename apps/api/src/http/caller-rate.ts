import type { Context } from "hono";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "./app-error.ts";
import type { Principal } from "./principal.ts";

/** Limits requests per caller and second before any work is done. Rejected requests are not recorded in the ledger. */
export interface CallerRate {
  /**
   * Counts a request and sets the RateLimit headers. Disabled agents have a smaller quota, because each attempt creates a ledger entry.
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

/** Creates the limits: requests per second of a key, and of a person across all sessions. */
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
      const left = await limiter.consume(principal.scope.caller).catch((refusal: unknown) => {
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
        ? `This agent is disabled and may send at most ${limit} requests per second, which are recorded. Ask an admin to enable it.`
        : `A ${policy} may send at most ${limit} requests per second. Wait for the time in Retry-After, then send fewer requests.`,
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
