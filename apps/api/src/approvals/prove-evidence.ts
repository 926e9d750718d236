import { createHash, randomUUID } from "node:crypto";
import type { DecisionInput, EvidenceInput, EvidenceOptions, PasskeyAssertion } from "@agentlattice/contract";
import { encodeId, type Json } from "@agentlattice/core";
import { evidenceChallenge, evidencePreview, fromHex, toHex } from "@agentlattice/core/ledger";
import type { PasskeyEvidence } from "@agentlattice/core/settle";
import { sha256 } from "@agentlattice/db";
import { generateAuthenticationOptions, verifyAuthenticationResponse } from "@simplewebauthn/server";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Claim } from "../http/claim.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import type { PasskeyRow } from "../passkeys/passkey-row.ts";
import { findPasskeys } from "../passkeys/register-passkey.ts";
import { relyingPartyOf } from "../passkeys/relying-party.ts";
import { findApproval } from "./find-approval.ts";

/** A verified assertion, in the form in which it is stored. */
export interface ProvenEvidence {
  readonly proof: PasskeyEvidence;
  readonly assertion: Json;
}

/** A decision that may carry an assertion. */
interface SignedDecision {
  readonly principal: PersonPrincipal;
  readonly approvalId: string;
  readonly decision: Pick<DecisionInput, "decision" | "edits" | "extend" | "grant" | "assertion">;
  /** Present when the person releases the request alone. */
  readonly emergency?: object;
  /** The claim of the caller's Idempotency-Key. */
  readonly claim: Claim | null;
  readonly deps: Deps;
}

interface Shown {
  readonly digest: string;
  readonly preview: string;
  readonly challenge: Buffer<ArrayBuffer>;
}

/** Returns what the person's passkey has to sign to decide the request as it is now. @throws AppError NOT_FOUND */
export async function prepareEvidence(input: {
  readonly principal: PersonPrincipal;
  readonly approvalId: string;
  readonly input: EvidenceInput;
  readonly deps: Deps;
}): Promise<EvidenceOptions> {
  const { principal, approvalId, deps } = input;
  const { scope, userId } = principal;
  const shown = await show(deps, principal, approvalId, input.input);
  const passkeys = await deps.database.inOrg(scope, (client) => findPasskeys(client, scope.orgId, userId));
  const options = await generateAuthenticationOptions({
    rpID: relyingPartyOf(deps.env).id,
    challenge: shown.challenge,
    userVerification: "required",
    allowCredentials: passkeys.map(({ credentialId }) => ({ id: credentialId })),
  });
  const { digest, preview, challenge } = shown;
  return { digest, preview, challenge: challenge.toString("base64url"), options: options as unknown as EvidenceOptions["options"] };
}

/**
 * Verifies the assertion that came with a decision. Returns null without one, when the commit refuses decisions that need it, and for a
 * retry of a recorded decision, to which the commit gives the first answer.
 * INVARIANT: the challenge is computed here from the stored request. An assertion is used once.
 * @throws AppError EVIDENCE_INVALID
 */
export async function proveEvidence(decide: SignedDecision): Promise<ProvenEvidence | null> {
  const { principal, approvalId, decision, deps } = decide;
  const { assertion } = decision;
  if (!assertion) return null;
  const shown = await show(deps, principal, approvalId, { ...decision, act: actOf(decide) });
  // Read after the request: the first call changes the digest, by an edit, only together with its claim.
  if (await findRecorded(deps, principal, decide.claim)) return null;
  const passkey = await findPasskey(deps, principal, assertion);
  const use = { passkey, assertion, claim: decide.claim?.claim ?? randomUUID() };
  const counter = (await isRetry(deps, principal, use)) ? 0 : Number(passkey.signCount);
  await useOnce(deps, principal, use, await verifyAssertion(deps, { passkey, shown, assertion, counter }));
  const { clientDataJSON, authenticatorData, signature } = assertion.response;
  return {
    proof: { passkey: passkey.passkeyId, seen: shown.digest, preview: shown.preview },
    assertion: { clientDataJSON, authenticatorData, signature },
  };
}

function actOf({ decision, emergency }: SignedDecision): EvidenceInput["act"] {
  return emergency ? "break_glass" : decision.decision;
}

/** Finds the decision with this Idempotency-Key in the ledger. */
export async function findRecorded(deps: Deps, { scope }: PersonPrincipal, claim: Claim | null): Promise<{ same_body: boolean } | null> {
  if (!claim) return null;
  const where = { orgId_claim: { orgId: scope.orgId, claim: Buffer.from(claim.claim, "hex") } };
  const row = await deps.database.inOrg(scope, (client) => client.idempotency.findUnique({ where }));
  return row && { same_body: Buffer.from(row.bodyMac).toString("hex") === claim.body_mac };
}

/** Computes the challenge over what the person sees: the request, their act, their edits and the grant that they give. */
async function show(
  deps: Deps,
  principal: PersonPrincipal,
  approvalId: string,
  { act, edits, grant, extend }: Pick<EvidenceInput, "act"> & Pick<DecisionInput, "edits" | "extend" | "grant">,
): Promise<Shown> {
  const { view, submission } = await findApproval(deps, principal, approvalId);
  const preview = evidencePreview(sha256, {
    approval: view.id,
    act,
    user: encodeId("usr", principal.userId),
    summary: view.summary,
    submission,
    edits: edits ?? null,
    grant: grant ?? null,
    ...(extend ? { extend } : {}),
  });
  const challenge = evidenceChallenge(sha256, fromHex(view.digest) ?? new Uint8Array(0), preview);
  return { digest: view.digest, preview: toHex(preview), challenge: Buffer.from(challenge) };
}

async function findPasskey(deps: Deps, { scope, userId }: PersonPrincipal, { id }: PasskeyAssertion): Promise<PasskeyRow> {
  const { orgId } = scope;
  const where = { orgId_credentialId: { orgId, credentialId: id } };
  const passkey = await deps.database.inOrg(scope, (client) => client.passkey.findUnique({ where }));
  if (passkey?.userId !== userId) throw invalid("You have not registered this passkey here. Use one of your own.");
  return passkey;
}

/** Returns the new signature count. */
async function verifyAssertion(
  deps: Deps,
  {
    passkey,
    shown,
    assertion,
    counter,
  }: { readonly passkey: PasskeyRow; readonly shown: Shown; readonly assertion: PasskeyAssertion; readonly counter: number },
): Promise<number> {
  const party = relyingPartyOf(deps.env);
  const { clientDataJSON, authenticatorData, signature } = assertion.response;
  const { id, rawId, type } = assertion;
  const verified = await verifyAuthenticationResponse({
    response: { id, rawId, type, clientExtensionResults: {}, response: { clientDataJSON, authenticatorData, signature } },
    expectedChallenge: shown.challenge.toString("base64url"),
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    credential: { id: passkey.credentialId, publicKey: new Uint8Array(passkey.publicKey), counter },
  }).catch((cause: unknown) => {
    throw new AppError("EVIDENCE_INVALID", { detail: NOT_THIS_DECISION, cause });
  });
  if (!verified.verified) throw invalid(NOT_THIS_DECISION);
  return verified.authenticationInfo.newCounter;
}

interface Use {
  readonly passkey: PasskeyRow;
  readonly assertion: PasskeyAssertion;
  readonly claim: string;
}

/** Returns true when the same request has sent this assertion before. */
async function isRetry(deps: Deps, { scope }: PersonPrincipal, use: Use): Promise<boolean> {
  const found = await deps.database.inOrg(scope, (client) => client.passkeyUse.findUnique({ where: useKey(use) }));
  return found?.claim === use.claim;
}

function useKey({ passkey: { orgId, passkeyId }, assertion }: Use) {
  const signature = createHash("sha256").update(Buffer.from(assertion.response.signature, "base64url")).digest();
  return { orgId_passkeyId_signature: { orgId, passkeyId, signature } };
}

/** Records that the assertion was used. Only a retry with the same Idempotency-Key may send it again. */
async function useOnce(deps: Deps, { scope }: PersonPrincipal, made: Use, signCount: number): Promise<void> {
  const { orgId, passkeyId } = made.passkey;
  const key = useKey(made);
  const count = BigInt(signCount);
  await deps.database.inOrg(scope, async (client) => {
    await client.passkeyUse.createMany({ data: { ...key.orgId_passkeyId_signature, claim: made.claim }, skipDuplicates: true });
    const use = await client.passkeyUse.findUnique({ where: key });
    if (use?.claim !== made.claim) throw invalid("This assertion was used before. Sign this decision anew.");
    // Another request may have advanced the count since it was checked.
    const moved = await client.passkey.updateMany({
      where: { orgId, passkeyId, OR: [{ signCount: { lte: count } }, { signCount: 0 }] },
      data: { signCount: count, usedAt: new Date(deps.now()) },
    });
    if (moved.count === 0) throw invalid("The passkey's counter went back, which a copied passkey would do. Remove the passkey.");
  });
}

const NOT_THIS_DECISION =
  "The assertion does not belong to this decision as it is shown now, or not to this site. Read the request again and sign it anew.";

function invalid(detail: string): AppError {
  return new AppError("EVIDENCE_INVALID", { detail });
}
