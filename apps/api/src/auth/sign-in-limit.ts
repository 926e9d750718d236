import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "../http/app-error.ts";

const ATTEMPTS = 5;
const WINDOW_SECONDS = 60;

/** Failed attempts per account and per address and minute. In memory: each process counts for itself. */
export interface SignInLimit {
  /** Counts an attempt before the password is looked at. @throws AppError TOO_MANY_ATTEMPTS */
  take(account: string, address: string): Promise<void>;
  /** The attempt was right: it does not count. Earlier failures still do, so an own account clears nobody's record. */
  giveBack(account: string, address: string): Promise<void>;
}

export function createSignInLimit(): SignInLimit {
  const accounts = new RateLimiterMemory({ points: ATTEMPTS, duration: WINDOW_SECONDS, keyPrefix: "account" });
  const addresses = new RateLimiterMemory({ points: ATTEMPTS, duration: WINDOW_SECONDS, keyPrefix: "address" });
  return {
    async take(account, address) {
      try {
        await addresses.consume(address);
        await accounts.consume(account);
      } catch (left) {
        if (!(left instanceof RateLimiterRes)) throw left;
        const seconds = Math.max(1, Math.ceil(left.msBeforeNext / 1000));
        throw new AppError("TOO_MANY_ATTEMPTS", {
          detail: `Too many attempts to sign in. Try again in ${seconds} seconds.`,
          retryAfter: seconds,
        });
      }
    },
    async giveBack(account, address) {
      await Promise.all([accounts.reward(account), addresses.reward(address)]);
    },
  };
}
