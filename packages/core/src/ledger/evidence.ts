import type { Json } from "../model/json.ts";
import { concatBytes, decodeUtf8, equalBytes, fromHex, utf8 } from "./bytes.ts";
import type { Entry } from "./entry.ts";
import { canonicalize } from "./jcs.ts";
import type { Sha256 } from "./types.ts";

/** A registered passkey, as its `passkey.changed` entry holds it. */
export interface RegisteredPasskey {
  readonly user: string;
  /** SubjectPublicKeyInfo, base64url. */
  readonly publicKey: string;
  /** SHA-256 of the relying party's id, hex. */
  readonly rp: string;
}

/** The cryptography that checking an assertion needs. */
export interface EvidenceCrypto {
  readonly sha256: Sha256;
  /** Decodes canonical base64url without padding; null for other text. */
  readonly fromBase64url: (text: string) => Uint8Array | null;
  /** Verifies a signature by an Ed25519 key or an ECDSA key on P-256 (SHA-256, DER). Returns false for what is no key. */
  readonly verify: (spki: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
}

/** The reason why an assertion is no evidence for a decision. */
export type EvidenceFailure =
  | "NOT_AN_ASSERTION"
  | "UNKNOWN_PASSKEY"
  | "OTHER_PERSON"
  | "OTHER_DIGEST"
  | "WRONG_CHALLENGE"
  | "WRONG_SITE"
  | "NOT_VERIFIED_USER"
  | "BAD_SIGNATURE";

const USER_PRESENT_AND_VERIFIED = 0x05;
const RP_HASH_BYTES = 32;
const MIN_AUTHENTICATOR_DATA = 37;

/** The content of a signed decision: the request that the person sees, and their act. Every member is JSON. */
export interface ShownDecision {
  readonly approval: string;
  readonly act: "approve" | "deny" | "break_glass";
  readonly user: string;
  readonly summary: string | null;
  readonly submission: unknown;
  readonly edits: unknown;
  readonly grant: unknown;
  /** Present when the act extends budgets. */
  readonly extend?: unknown;
}

/** Returns the preview of a decision: the SHA-256 of the canonical JSON of what is shown. */
export function evidencePreview(sha256: Sha256, shown: ShownDecision): Uint8Array {
  return sha256(utf8(canonicalize({ v: 1, ...shown })));
}

/** Returns the challenge of an assertion over a request: SHA-256(digest ‖ preview), both as 32 bytes. */
export function evidenceChallenge(sha256: Sha256, digest: Uint8Array, preview: Uint8Array): Uint8Array {
  return sha256(concatBytes(digest, preview));
}

/** Checks the stored assertion of a vote or a decision against the person's registered passkey. Returns null when it is evidence. */
export function checkEvidence(
  { sha256, fromBase64url, verify }: EvidenceCrypto,
  { actor, data }: Pick<Entry, "actor" | "data">,
  assertion: Json,
  passkey: RegisteredPasskey | undefined,
): EvidenceFailure | null {
  const { clientDataJSON, authenticatorData, signature } = (assertion ?? {}) as Readonly<Record<string, Json | undefined>>;
  const [client, authenticator, signed] = [clientDataJSON, authenticatorData, signature].map((text) =>
    typeof text === "string" ? fromBase64url(text) : null,
  );
  const { seen, preview, digest, requested_digest }: Readonly<Record<string, Json | undefined>> = data;
  const [seenBytes, previewBytes] = [seen, preview].map((text) => (typeof text === "string" ? fromHex(text) : null));
  if (!client || !signed || !seenBytes || !previewBytes || !authenticator || authenticator.length < MIN_AUTHENTICATOR_DATA)
    return "NOT_AN_ASSERTION";
  if (!passkey) return "UNKNOWN_PASSKEY";
  if (passkey.user !== actor.id) return "OTHER_PERSON";
  // An edit changes the digest, so its entry names another one than the person saw.
  if (seen !== digest && requested_digest === undefined) return "OTHER_DIGEST";
  if (!isChallenge(client, evidenceChallenge(sha256, seenBytes, previewBytes), fromBase64url)) return "WRONG_CHALLENGE";
  const rp = fromHex(passkey.rp);
  if (!rp || !equalBytes(authenticator.subarray(0, RP_HASH_BYTES), rp)) return "WRONG_SITE";
  const flags = authenticator[RP_HASH_BYTES] ?? 0;
  if ((flags & USER_PRESENT_AND_VERIFIED) !== USER_PRESENT_AND_VERIFIED) return "NOT_VERIFIED_USER";
  const spki = fromBase64url(passkey.publicKey);
  return spki && verify(spki, concatBytes(authenticator, sha256(client)), signed) ? null : "BAD_SIGNATURE";
}

function isChallenge(client: Uint8Array, expected: Uint8Array, fromBase64url: EvidenceCrypto["fromBase64url"]): boolean {
  const read = parse(decodeUtf8(client));
  const challenge = typeof read.challenge === "string" ? fromBase64url(read.challenge) : null;
  return read.type === "webauthn.get" && challenge !== null && equalBytes(challenge, expected);
}

function parse(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = text === null ? null : JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Adds or removes the passkey of a `passkey.changed` entry. Call it in the order of the log. */
export function trackPasskey(known: Map<string, RegisteredPasskey>, { data }: Pick<Entry, "data">): void {
  const { passkey, user, change, public_key: publicKey, rp }: Readonly<Record<string, Json | undefined>> = data;
  if (typeof passkey !== "string") return;
  if (change === "removed") known.delete(passkey);
  else if (typeof user === "string" && typeof publicKey === "string" && typeof rp === "string") known.set(passkey, { user, publicKey, rp });
}
