import { type ApprovalReview, EvidenceInput, type EvidenceOptions, type PasskeyAssertion } from "@agentlattice/contract";
import { evidenceChallenge, evidencePreview, fromHex, toBase64 } from "@agentlattice/core/ledger";
import { sha256 } from "@noble/hashes/sha2.js";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";
import { assertWithPasskey } from "./ceremony.ts";
import { CeremonyError } from "./ceremony-error.ts";

/** The approval that is displayed. */
type Displayed = Pick<ApprovalReview, "id" | "digest" | "summary" | "submission">;

/** The act that a passkey signs, with its edits or its grant. */
export type SignedAct = Partial<EvidenceInput>;

/**
 * Asks the person's passkey to sign a decision.
 * INVARIANT: the passkey signs only what is displayed. The preview is computed here and compared with the API's.
 * @throws ApiError DIGEST_MISMATCH when the approval differs from what is displayed, and other codes
 * @throws CeremonyError
 */
export async function signDecision(displayed: Displayed, userId: string, input: SignedAct): Promise<PasskeyAssertion> {
  // Fills in defaults as the API does.
  const act = EvidenceInput.parse(input);
  const evidence = await api.prepareEvidence({ params: { id: displayed.id }, body: act });
  const { allowCredentials, challenge } = evidence.options as { allowCredentials?: unknown[]; challenge?: unknown };
  if (challenge !== evidence.challenge || !isChallengeOf(evidence, { displayed, userId, act })) throw changed();
  if (!allowCredentials?.length) throw new CeremonyError("You have no passkey in this organisation. Add one under Settings → Passkeys.");
  return assertWithPasskey(evidence.options);
}

/** Returns true when the challenge covers exactly what is displayed. */
export function isChallengeOf(
  { digest, challenge }: Pick<EvidenceOptions, "digest" | "challenge">,
  { displayed, userId, act }: { displayed: Displayed; userId: string; act: EvidenceInput },
): boolean {
  const preview = evidencePreview(sha256, {
    approval: displayed.id,
    act: act.act,
    user: userId,
    summary: displayed.summary,
    submission: displayed.submission,
    edits: act.edits ?? null,
    grant: act.grant ?? null,
    ...(act.extend ? { extend: act.extend } : {}),
  });
  const bytes = fromHex(displayed.digest);
  return bytes !== null && digest === displayed.digest && challenge === base64url(evidenceChallenge(sha256, bytes, preview));
}

const base64url = (bytes: Uint8Array) => toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function changed(): ApiError {
  const detail = "This approval changed since you opened it. Read it again.";
  return new ApiError({ code: "DIGEST_MISMATCH", status: 409, detail, requestId: null, retryable: false });
}
