import type { ActionInput } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { approvalDigest, type DigestInput } from "@agentlattice/core/approval";
import { sha256 } from "@agentlattice/db";
import { SignJWT } from "jose";
import { digestInputOf } from "../actions/digest-input.ts";
import type { Judgement } from "../actions/judge.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { signingKeyOf } from "./permit-keys.ts";

/** The longest time for which an offline permit is valid, in seconds. */
export const OFFLINE_LIFETIME = 60;
const TYPE = "al-permit+jwt";

/** The digest of an approval with everything that is needed to compute it from the submission. */
export interface OfflineBinding {
  readonly approvalId: string;
  readonly digest: string;
  readonly salt: Uint8Array;
  readonly input: DigestInput;
}

/**
 * Computes the binding of an offline permit from the approved submission as it is evaluated now.
 * INVARIANT: a permit is only issued when this evaluation gives the approved digest, so that the verifier can recompute it.
 * @throws AppError APPROVAL_REFUSED
 */
export async function bindOffline(
  deps: Deps,
  agent: AgentPrincipal,
  approvalId: string,
  submission: ActionInput,
): Promise<(judged: Judgement) => OfflineBinding | null> {
  const approval = await deps.readApproval(agent.scope, approvalId);
  const salt = approval?.digestSalt;
  const environment = approval?.record.environment;
  if (!approval || !salt || (environment !== "prod" && environment !== "staging" && environment !== "dev"))
    throw new AppError("APPROVAL_REFUSED", { detail: "The arguments of this request were erased. Submit the action again." });
  return (judged) => {
    const input = digestInputOf({ ...agent, environment }, submission, judged);
    const digest = approvalDigest(sha256, salt, input);
    if (digest === approval.record.digest) return { approvalId, digest, salt, input };
    // The commit refuses a denied action and names the reason.
    if (judged.verdict.status === "denied") return null;
    throw new AppError("APPROVAL_REFUSED", {
      detail: "The policies now change other parts of this action than when it was approved. Submit the action again.",
    });
  };
}

/** Signs the permit. @param permit `issuedAt` and `expiresAt` in ms since the epoch, by the database's clock @throws AppError APPROVAL_REFUSED without a binding */
export async function signOfflinePermit(
  deps: Deps,
  agent: AgentPrincipal,
  binding: OfflineBinding | null,
  permit: { readonly permitId: string; readonly audience: string; readonly issuedAt: number; readonly expiresAt: number },
): Promise<string> {
  if (!binding) throw new AppError("APPROVAL_REFUSED", { detail: "The policies now deny this action. Submit it again." });
  const { digest, salt, input, approvalId } = binding;
  const { orgId } = agent.scope;
  const key = await signingKeyOf(deps, agent.scope);
  const exp = Math.floor(permit.expiresAt / 1000);
  const { submission, ...bound } = input;
  return new SignJWT({
    org: bound.org,
    agent: bound.agent,
    action: submission.action_type,
    environment: bound.environment,
    chain: [...bound.chain],
    delegation: bound.delegation,
    obligations: bound.obligations,
    approval: encodeId("apr", approvalId),
    digest,
    salt: Buffer.from(salt).toString("base64url"),
  })
    .setProtectedHeader({ alg: "EdDSA", typ: TYPE, kid: key.kid })
    .setIssuer(deps.env.AL_CONSOLE_URL)
    .setAudience(permit.audience)
    .setIssuedAt(Math.min(Math.floor(permit.issuedAt / 1000), exp))
    .setExpirationTime(exp)
    .setJti(encodeId("prm", permit.permitId))
    .sign(deps.database.permitKeys.open(orgId, key.wrapped));
}
