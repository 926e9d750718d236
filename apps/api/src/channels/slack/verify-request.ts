import { createHmac, timingSafeEqual } from "node:crypto";
import { AppError } from "../../http/app-error.ts";

const WINDOW_S = 300;

export interface SignedRequest {
  readonly signature: string | undefined;
  /** Seconds since the epoch, as sent. */
  readonly timestamp: string | undefined;
  readonly body: Uint8Array;
}

/**
 * Checks Slack's signature over the exact bytes of a request, before they are parsed.
 * @param now ms since the epoch
 * @throws AppError SLACK_SIGNATURE_INVALID, SLACK_REQUEST_EXPIRED
 */
export function verifySlackRequest({ signature, timestamp, body }: SignedRequest, signingSecret: string, now: number): void {
  const isWellFormed = /^\d{1,12}$/.test(timestamp ?? "") && /^v0=[0-9a-f]{64}$/.test(signature ?? "");
  const expected = createHmac("sha256", signingSecret).update(`v0:${timestamp}:`).update(body).digest();
  if (!isWellFormed || !timingSafeEqual(expected, Buffer.from((signature ?? "").slice(3), "hex")))
    throw new AppError("SLACK_SIGNATURE_INVALID", {
      detail: "The signature does not match the request. Check that AL_SLACK_SIGNING_SECRET is the signing secret of the Slack app.",
    });
  if (Math.abs(now / 1_000 - Number(timestamp)) > WINDOW_S)
    throw new AppError("SLACK_REQUEST_EXPIRED", {
      detail: "The request is older than five minutes. Click again, and check the clock of the server.",
    });
}
