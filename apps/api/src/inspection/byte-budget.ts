import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "../http/app-error.ts";

/** Bodies of more bytes count against the byte budget, and are parsed in turn. */
export const LARGE = 4 * 1024;

/** Limits the bytes per second that an organisation may send in large requests with all of its keys. */
export interface ByteBudget {
  /** Counts a body before it is parsed. @throws AppError INSPECTION_BUDGET */
  take(orgId: string, bytes: number): Promise<void>;
}

export function createByteBudget(bytesPerSecond: number): ByteBudget {
  const limiter = new RateLimiterMemory({ points: bytesPerSecond, duration: 1 });
  return {
    async take(orgId, bytes) {
      if (bytes <= LARGE) return;
      try {
        await limiter.consume(orgId, bytes);
      } catch (left) {
        if (!(left instanceof RateLimiterRes)) throw left;
        throw new AppError("INSPECTION_BUDGET", {
          detail: `An organisation may send at most ${bytesPerSecond} bytes per second in requests of more than ${LARGE} bytes. Send less, or retry later.`,
          retryAfter: left.msBeforeNext / 1000,
        });
      }
    },
  };
}
