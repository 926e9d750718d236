/** A received request: a Fetch API request, or its headers and its raw body. */
export type CallbackRequest =
  | Pick<Request, "headers" | "text">
  | {
      readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
      /** The exact bytes that were received, not a parsed object. */
      readonly body: string | Uint8Array;
    };
export interface VerifyCallbackOptions {
  /** Signing secret of the webhook, `whsec_…`. Default: the environment variable `AL_WEBHOOK_SECRET`. */
  secret?: string;
  /** Maximum age of a message in seconds. Default 300. */
  tolerance?: number;
}
/** A verified message of AgentLattice. */
export interface Callback {
  /** Id of the message. Retries and replays have the same id, so a receiver that must act once remembers it. */
  readonly messageId: string;
  /** Event type, such as `approval.decided`. */
  readonly type: string;
  /** Time of the event, RFC 3339. */
  readonly timestamp: string;
  /** The approval that the event is about; null for other events. */
  readonly approvalId: string | null;
  /** State of the approval after the event, such as `approved`, `denied` or `expired`. */
  readonly status: string | null;
  /** All fields of the event, as sent. */
  readonly data: Readonly<Record<string, unknown>>;
}
/**
 * Verifies a webhook message (Standard Webhooks: HMAC-SHA256 over id, timestamp and body) and returns its content.
 *
 * @example
 * // Next.js: app/api/agentlattice/route.ts
 * export async function POST(request: Request) {
 *   const { approvalId, status } = await verifyCallback(request);
 *   if (status === "approved") await resume(approvalId);
 *   return new Response(null, { status: 204 });
 * }
 * @throws AgentLatticeError CALLBACK_INVALID when the message was not signed with the secret, is too old or is not a message
 */
export declare function verifyCallback(request: CallbackRequest, options?: VerifyCallbackOptions): Promise<Callback>;
