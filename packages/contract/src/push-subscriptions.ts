import { z } from "zod";
import { id, targetUrl, timestamp } from "./primitives.ts";

/** Browsers in which a person may receive push messages. */
export const MAX_PUSH_SUBSCRIPTIONS = 10;

export const PushSubscriptionInput = z
  .strictObject({
    endpoint: targetUrl.describe("URL of the browser at its push service. Stored encrypted and never returned"),
    expirationTime: z.number().nullish().describe("Ignored: a subscription ends when the push service reports its end"),
    keys: z.strictObject({
      p256dh: z
        .string()
        .regex(/^B[A-Za-z0-9_-]{86}$/, "must be an uncompressed point of P-256 as base64url")
        .describe("Public key of the browser"),
      auth: z
        .string()
        .regex(/^[A-Za-z0-9_-]{22}$/, "must be 16 bytes as base64url")
        .describe("Authentication secret of the browser"),
    }),
  })
  .describe("`PushSubscription.toJSON()` of a browser")
  .meta({ id: "PushSubscriptionInput" });
export type PushSubscriptionInput = z.output<typeof PushSubscriptionInput>;

export const PushSubscription = z
  .strictObject({
    id: id("psb"),
    client: z.string().nullable().describe("Browser and operating system, such as `Firefox 128 on Linux`"),
    fingerprint: z.string().describe("SHA-256 of the endpoint as base64url, by which a browser finds its own subscription"),
    created_at: timestamp,
    last_used_at: timestamp.nullable().describe("Time of the last message that the push service accepted"),
  })
  .meta({ id: "PushSubscription" });
export type PushSubscription = z.infer<typeof PushSubscription>;

export const PushSubscriptionList = z
  .strictObject({
    public_key: z.string().describe("The server's public key (VAPID, RFC 8292), the `applicationServerKey` of a subscription"),
    data: z.array(PushSubscription),
    has_more: z.boolean(),
    next_cursor: z.null(),
  })
  .meta({ id: "PushSubscriptionList" });
export type PushSubscriptionList = z.infer<typeof PushSubscriptionList>;
