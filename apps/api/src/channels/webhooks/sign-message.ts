import { Webhook } from "standardwebhooks";

export interface SignedMessage {
  readonly id: string;
  readonly at: Date;
  readonly body: string;
}

/** Returns the headers of Standard Webhooks: id, timestamp, and one signature for each secret. */
export function signMessage(secrets: readonly string[], { id, at, body }: SignedMessage): Record<string, string> {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(" "),
  };
}
