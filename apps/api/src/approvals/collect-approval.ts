import { createHash } from "node:crypto";
import type { ActionResult, PERMIT_GRADES } from "@agentlattice/contract";
import type { Json } from "@agentlattice/core";
import { usesOf } from "@agentlattice/core/policy";
import { isEndedStatus } from "@agentlattice/core/request-end";
import type { ApprovalRecord, PermitRecord } from "@agentlattice/core/settle";
import { databaseNow } from "@agentlattice/db";
import { actingAs } from "../actions/acting.ts";
import { readDecisionPayload } from "../actions/decision-payload.ts";
import { judge } from "../actions/judge.ts";
import { readAction } from "../actions/read-action.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { sizeOf } from "../inspection/size-of.ts";
import { bindOffline, OFFLINE_LIFETIME, type OfflineBinding, signOfflinePermit } from "../permits/offline-permit.ts";
import { issuePermit } from "../permits/permit-token.ts";
import { announceApproval } from "./announce.ts";
import { assessedOf } from "./assess-request.ts";
import { approvalNotFound } from "./find-approval.ts";
import { refusalError } from "./refuse-approval.ts";

type PermitGrade = (typeof PERMIT_GRADES)[number];

export interface CollectApprovalInput {
  readonly principal: AgentPrincipal;
  readonly approvalId: string;
  readonly audience: string | undefined;
  readonly grade: PermitGrade;
  readonly receipt: boolean;
  readonly deps: Deps;
}

/**
 * Collects an approval as the agent that requested it: evaluates the action with the current policies, executes it once and returns the permit.
 * It is idempotent: collecting again returns the same action and permit.
 * INVARIANT: an approval has one permit of one grade. The stored hash of its audience also names the grade, so that an offline permit can
 * neither be consumed nor collected as another grade.
 */
export async function collectApproval(input: CollectApprovalInput): Promise<ActionResult> {
  const { deps, principal, approvalId, grade } = input;
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const request = await deps.database.request(principal.scope, approvalId, principal.agentId, "current");
  if (!request) throw approvalNotFound();
  if (request.isTampered) throw refusalError("APPROVAL_TAMPERED", undefined, await deps.configs.get(orgId), deps.env.AL_CONSOLE_URL);
  const submission = readDecisionPayload(request.payload)?.submission;
  if (!submission)
    throw new AppError("APPROVAL_REFUSED", { detail: "The arguments of this request were erased. Submit the action again." });
  await deps.byteBudget.take(orgId, sizeOf(submission as Json, Number.POSITIVE_INFINITY));
  const entryId = deps.newId();
  const permitId = deps.newId();
  const usedBy = audienceHash(grade, input.audience);
  const bind = grade === "offline" ? await bindOffline(deps, principal, approvalId, submission) : null;
  const offline: { binding: OfflineBinding | null } = { binding: null };
  const prepare = async (requester: AgentPrincipal) => {
    const judged = await judge(deps, requester, submission, { isAsked: true });
    const { version, config } = judged;
    const { verdict, asked } = assessedOf(judged, request.digestSalt, request.requestedBy);
    offline.binding = bind?.(judged) ?? null;
    return {
      configVersion: version,
      intent: {
        kind: "collect" as const,
        entry_id: entryId,
        approval_id: approvalId,
        permit_id: permitId,
        audience_hash: usedBy,
        ...(bind ? { offline: { lifetime: OFFLINE_LIFETIME } } : {}),
        principal: { ...actingAs(requester), environment: request.environment },
        verdict,
        ...(asked ? { asked } : {}),
        people: config.members,
        uses: usesOf(submission, verdict),
        payloads: [],
      },
    };
  };
  const committed = await deps.database.ledger.commit({
    orgId,
    ...(await prepare(principal)),
    refresh: async (version) => {
      deps.configs.recordVersion(orgId, version);
      return prepare(await principal.refresh());
    },
  });

  const { outcome } = committed;
  // The request is pending again.
  if (outcome.type === "refused" && committed.entry) announceApproval(deps, orgId, approvalId, null);
  if (outcome.type === "refused") throw await collectRefusal(input, request.eventId, outcome.code, outcome.approval);
  if (outcome.type === "collect_refused") {
    announceApproval(deps, orgId, approvalId, null);
    throw await collectRefusal(input, request.eventId, "APPROVAL_REFUSED", outcome.approval);
  }
  if (outcome.type !== "collected" && outcome.type !== "already_collected") throw new Error(`The collect was settled as ${outcome.type}.`);
  const permit = outcome.type === "collected" ? outcome.permit : await findPermit(deps, principal, approvalId);
  if (outcome.type === "already_collected" && permit.audience_hash !== usedBy) {
    throw new AppError("PERMIT_WRONG_AUDIENCE", {
      detail: "This approval was collected for another audience or grade. Send the same ones again.",
    });
  }
  // The permit expires by the database's clock. A process whose clock is fast must not refuse it after the approval was used.
  const issuedAt = grade === "offline" ? (await deps.database.inOrgReserved(principal.scope, databaseNow)).getTime() : null;
  if (issuedAt !== null && permit.expires_at <= issuedAt)
    throw new AppError("PERMIT_EXPIRED", { detail: "This offline permit has expired. Submit the action again." });
  if (outcome.type === "collected") announceApproval(deps, orgId, approvalId, null);
  const receipt = input.receipt ? committed.receipt() : null;
  const result = await readAction(deps, principal, request.eventId, input.receipt && receipt === null);
  return {
    ...result,
    ...(receipt ? { receipt } : {}),
    permit:
      issuedAt !== null
        ? await signOfflinePermit(deps, principal, offline.binding, {
            permitId: permit.permit_id,
            audience: input.audience ?? "",
            issuedAt,
            expiresAt: permit.expires_at,
          })
        : issuePermit(keys.permit, orgId, permit.permit_id),
    permit_expires_at: new Date(permit.expires_at).toISOString(),
  };
}

/**
 * Returns the error that refuses a collect. For a request that has ended it has the text and the reasons of the action's other answers.
 * @param eventId UUID of the submission
 */
async function collectRefusal(
  { deps, principal }: CollectApprovalInput,
  eventId: string,
  code: string,
  approval: ApprovalRecord | undefined,
): Promise<AppError> {
  const refusal = refusalError(code, approval, await deps.configs.get(principal.scope.orgId), deps.env.AL_CONSOLE_URL);
  const hasEnded = approval !== undefined && code === `APPROVAL_${approval.status.toUpperCase()}` && isEndedStatus(approval.status);
  if (!hasEnded || approval.refusal === "NO_ELIGIBLE_APPROVER") return refusal;
  const {
    message = "",
    reason = code,
    policy = null,
    conditions = [],
    reviewer_reason = null,
  } = await readAction(deps, principal, eventId, false);
  return new AppError(refusal.code, {
    detail: message,
    details: { ...refusal.options.details, reason, policy, conditions, reviewer_reason },
  });
}

/** Returns the hex SHA-256 of an audience and the grade, which the permit stores. */
export function audienceHash(grade: PermitGrade, audience: string | undefined): string | null {
  if (audience === undefined) return null;
  const hash = createHash("sha256");
  // No UTF-8 text begins with this byte, so the two grades never share a hash.
  if (grade === "offline") hash.update(Buffer.from([0xff]));
  return hash.update(audience).digest("hex");
}

async function findPermit(
  deps: Deps,
  { scope }: AgentPrincipal,
  approvalId: string,
): Promise<Pick<PermitRecord, "permit_id" | "expires_at" | "audience_hash">> {
  const where = { orgId_approvalId: { orgId: scope.orgId, approvalId } };
  const row = await deps.database.inOrgReserved(scope, (client) => client.permit.findUniqueOrThrow({ where }));
  return {
    permit_id: row.permitId,
    expires_at: row.expiresAt.getTime(),
    audience_hash: row.audienceHash ? Buffer.from(row.audienceHash).toString("hex") : null,
  };
}
