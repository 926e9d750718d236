import { AgentLatticeError } from "../errors.ts";
import { checkOptions } from "../transport/check-options.ts";

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

const PREFIX = "whsec_";
const DEFAULT_TOLERANCE_S = 300;

/**
 * Verifies a webhook message (Standard Webhooks: HMAC-SHA256 over id, timestamp and body) and returns its content. Sends nothing. Fails
 * closed: it resolves only for a message that is proven.
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
export async function verifyCallback(request: CallbackRequest, options: VerifyCallbackOptions = {}): Promise<Callback> {
  checkOptions("verifyCallback", options);
  const key = await importKey(options.secret ?? globalThis.process?.env.AL_WEBHOOK_SECRET);
  const id = header(request, "webhook-id");
  const timestamp = header(request, "webhook-timestamp");
  const body = await bodyOf(request);
  requireRecent(timestamp, options.tolerance ?? DEFAULT_TOLERANCE_S);
  const signed = concat(new TextEncoder().encode(`${id}.${timestamp}.`), body);
  if (!(await isSigned(key, header(request, "webhook-signature"), signed))) throw invalid("It was not signed with this secret.");
  return toCallback(id, new TextDecoder().decode(body));
}

async function importKey(secret: string | undefined): Promise<CryptoKey> {
  const bytes = secret?.startsWith(PREFIX) ? decodeBase64(secret.slice(PREFIX.length)) : null;
  if (!bytes || bytes.length === 0)
    throw new AgentLatticeError(
      "INVALID_OPTION",
      "secret must be the signing secret of the webhook, whsec_…. Pass it, or set AL_WEBHOOK_SECRET.",
    );
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
}

function header({ headers }: CallbackRequest, name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : (headers as Record<string, unknown>)[name];
  if (typeof value !== "string" || value === "") throw invalid(`The header ${name} is missing.`);
  return value;
}

async function bodyOf(request: CallbackRequest): Promise<Uint8Array<ArrayBuffer>> {
  const body: unknown = "text" in request ? await request.text() : request.body;
  if (typeof body === "string") return new TextEncoder().encode(body);
  if (body instanceof Uint8Array) return new Uint8Array(body);
  throw new AgentLatticeError("INVALID_OPTION", "body must be the raw text or bytes of the request. With Express, use express.raw().");
}

function requireRecent(timestamp: string, tolerance: number): void {
  const age = Math.abs(Date.now() / 1_000 - Number(timestamp));
  if (!/^\d{1,12}$/.test(timestamp) || age > tolerance) throw invalid("It is too old, or the clock of this machine is wrong.");
}

/** During a rotation the header has a signature of each secret, separated by spaces. */
async function isSigned(key: CryptoKey, signatures: string, signed: Uint8Array<ArrayBuffer>): Promise<boolean> {
  for (const signature of signatures.split(" ")) {
    const bytes = signature.startsWith("v1,") ? decodeBase64(signature.slice(3)) : null;
    if (bytes && (await crypto.subtle.verify("HMAC", key, bytes, signed))) return true;
  }
  return false;
}

function toCallback(messageId: string, text: string): Callback {
  const { type, timestamp, data } = parse(text);
  if (typeof type !== "string" || typeof timestamp !== "string" || typeof data !== "object" || data === null)
    throw invalid("Its body is not a message of AgentLattice.");
  const fields = data as Record<string, unknown>;
  const textOrNull = (value: unknown) => (typeof value === "string" ? value : null);
  return { messageId, type, timestamp, approvalId: textOrNull(fields.approval_id), status: textOrNull(fields.status), data: fields };
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Text that is not JSON is refused below, like any other body that is not a message.
  }
  throw invalid("Its body is not a message of AgentLattice.");
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

function invalid(why: string): AgentLatticeError {
  return new AgentLatticeError("CALLBACK_INVALID", `The message was refused. ${why}`);
}
