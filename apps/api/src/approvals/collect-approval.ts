import { createHash } from "node:crypto";
import type { ActionResult } from "@agentlattice/contract";
import type { Json } from "@agentlattice/core";
import { usesOf } from "@agentlattice/core/policy";
import type { PermitRecord } from "@agentlattice/core/settle";
import { actingAs } from "../actions/acting.ts";
import { readDecisionPayload } from "../actions/decision-payload.ts";
import { judge } from "../actions/judge.ts";
import { readAction } from "../actions/read-action.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { sizeOf } from "../inspection/size-of.ts";
import { issuePermit } from "../permits/permit-token.ts";
import { announceApproval } from "./announce.ts";
import { approvalNotFound } from "./find-approval.ts";
import { refusalError } from "./refuse-approval.ts";

export interface CollectApprovalInput {
  readonly principal: AgentPrincipal;
  readonly approvalId: string;
  readonly audience: string | undefined;
  readonly receipt: boolean;
  readonly deps: Deps;
}

/**
 * Collects an approval as the agent that requested it: evaluates the action with the current policies, executes it once and returns the permit.
 * It is idempotent: collecting again returns the same action and permit.
 */
export async function collectApproval(input: CollectApprovalInput): Promise<ActionResult> {
  const { deps, principal, approvalId } = input;
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const request = await deps.database.request(principal.scope, approvalId, principal.agentId, "current");
  if (!request) throw approvalNotFound();
  const submission = readDecisionPayload(request.payload)?.submission;
  if (!submission)
    throw new AppError("APPROVAL_REFUSED", { detail: "The arguments of this request were erased. Submit the action again." });
  await deps.byteBudget.take(orgId, sizeOf(submission as Json, Number.POSITIVE_INFINITY));
  const entryId = deps.newId();
  const permitId = deps.newId();
  const prepare = async (who: AgentPrincipal) => {
    const { verdict, version } = await judge(deps, who, submission);
    return {
      configVersion: version,
      intent: {
        kind: "collect" as const,
        entry_id: entryId,
        approval_id: approvalId,
        permit_id: permitId,
        audience_hash: audienceHash(input.audience),
        principal: { ...actingAs(who), environment: request.environment },
        verdict,
        uses: usesOf(submission, verdict),
        payloads: [],
      },
    };
  };
  const committed = await deps.database.ledger.commit({
    orgId,
    ...(await prepare(principal)),
    prepareAgain: async (version) => {
      deps.configs.noteVersion(orgId, version);
      return prepare(await principal.refresh());
    },
  });

  const { outcome } = committed;
  if (outcome.type === "refused")
    throw refusalError(outcome.code, outcome.approval, await deps.configs.get(orgId), deps.env.AL_CONSOLE_URL);
  if (outcome.type === "collect_refused") {
    announceApproval(deps, orgId, approvalId, null);
    throw refusalError("APPROVAL_REFUSED", outcome.approval, await deps.configs.get(orgId), deps.env.AL_CONSOLE_URL);
  }
  if (outcome.type !== "collected" && outcome.type !== "already_collected") throw new Error(`The collect was settled as ${outcome.type}.`);
  const permit = outcome.type === "collected" ? outcome.permit : await findPermit(deps, principal, approvalId);
  if (outcome.type === "already_collected" && permit.audience_hash !== audienceHash(input.audience)) {
    throw new AppError("PERMIT_WRONG_AUDIENCE", {
      detail: "This approval was collected for another audience. Send the same audience again.",
    });
  }
  if (outcome.type === "collected") announceApproval(deps, orgId, approvalId, null);
  const receipt = input.receipt ? committed.receipt() : null;
  const result = await readAction(deps, principal, request.eventId, input.receipt && receipt === null);
  return {
    ...result,
    ...(receipt ? { receipt } : {}),
    permit: issuePermit(keys.permit, orgId, permit.permit_id),
    permit_expires_at: new Date(permit.expires_at).toISOString(),
  };
}

/** Returns the hex SHA-256 of an audience, which the permit stores. */
export function audienceHash(audience: string | undefined): string | null {
  return audience === undefined ? null : createHash("sha256").update(audience).digest("hex");
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
