import type { ActionResult, ConditionResult, DenialReason, Receipt } from "@agentlattice/contract";
import { decodeId, encodeId, type PolicyVerdict, TEEC_VERSION } from "@agentlattice/core";
import { effectiveMode, explainFailure, type LimitFailure } from "@agentlattice/core/policy";
import { describeEnd, type EndedRequest, isEndedStatus, reasonOfEnd } from "@agentlattice/core/request-end";
import { degradeObligation } from "@agentlattice/core/settle";
import type { StoredDecision } from "@agentlattice/db";
import type { z } from "zod";
import { receiptOf } from "../audit/prove-inclusion.ts";
import type { Deps } from "../deps.ts";
import { readGrantAfterUse } from "../grants/read-grants.ts";
import { AppError } from "../http/app-error.ts";
import { approvalLink } from "../http/console-link.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { readDecisionPayload, rewrittenAnswer, storedRewrite, tracedBy } from "./decision-payload.ts";
import { denialFields } from "./denial-fields.ts";
import type { IssuedReceipt } from "./known-claims.ts";
import { type ShadowLeaf, storedShadow } from "./shadow-answer.ts";

/** The fields of a decision's leaf that the response repeats. */
interface DecisionLeaf {
  ts: string;
  data: {
    decision_action: ActionResult["decision"]["action"];
    status: ActionResult["decision"]["status"];
    reason_codes: string[];
    risk_score: number;
    policies: Omit<PolicyVerdict, "name">[];
    shadow: ShadowLeaf[];
    event_types: string[];
    /** The grant that allowed the action. */
    grant?: string;
    /** The number of this use, and the sum of the grant in millionths after it. */
    grant_use?: number;
    grant_sum?: number;
    /** The exceeded limit. */
    settled?: LimitFailure;
    /** The fallback model. */
    fallback?: { policy: string; index: number };
  };
}

type Duty = ActionResult["obligations"][number];

/** Statuses of the action by the status of its approval. */
export const STATUS_OF_APPROVAL = {
  pending: "requested",
  approved: "approved",
  used: "executed",
  denied: "denied",
  expired: "expired",
  cancelled: "cancelled",
  lapsed: "lapsed",
  revoked: "revoked",
  refused: "refused",
} as const;

/** Messages for decided approvals with the next step. While pending, the message of the request applies. */
const MESSAGE_OF_APPROVAL: Readonly<Record<string, string>> = {
  approved: "A person approved this. Collect the approval before you act: POST /approvals/{id}/collect.",
  used: "A person approved this, and the agent collected the approval.",
};

/**
 * Reads an action: the recorded decision and the current status of its approval.
 * @throws AppError NOT_FOUND unless it is this agent's own
 */
export async function readAction(deps: ReadDeps, principal: AgentPrincipal, eventId: string, withReceipt: boolean): Promise<ActionResult> {
  const stored = await findDecision(deps, principal, eventId);
  return toResult(deps, principal, eventId, stored, () => (withReceipt ? receiptOf(deps, principal.scope, stored.proven) : null));
}

/**
 * Reads an action like `readAction`, but returns null when the configuration is not at this version at the time of the read: something may
 * have stopped the agent meanwhile.
 * @param issued an earlier receipt of the action, which is returned again at the same version
 */
export async function readActionAt(
  { version, issued }: { readonly version: number; readonly issued: IssuedReceipt | null },
  deps: ReadDeps,
  principal: AgentPrincipal,
  eventId: string,
  withReceipt: boolean,
): Promise<ActionResult | null> {
  const stored = await findDecision(deps, principal, eventId);
  if (stored.configVersion !== version) return null;
  const isCurrent = issued?.version === version && issued.receipt.seq === stored.proven.seq;
  const prove = () => (isCurrent ? issued.receipt : receiptOf(deps, principal.scope, stored.proven));
  return toResult(deps, principal, eventId, stored, () => (withReceipt ? prove() : null));
}

type ReadDeps = Pick<Deps, "configs" | "database" | "env" | "readApproval">;

async function findDecision({ database }: ReadDeps, { scope, agentId }: AgentPrincipal, eventId: string): Promise<StoredDecision> {
  const stored = await database.decision(scope, eventId, agentId);
  if (!stored) throw new AppError("NOT_FOUND", { detail: "This agent has no such action. Check the id." });
  return stored;
}

async function toResult(
  deps: ReadDeps,
  principal: AgentPrincipal,
  eventId: string,
  stored: StoredDecision,
  prove: () => Promise<Receipt> | Receipt | null,
): Promise<ActionResult> {
  const { approval } = stored;
  const leaf = JSON.parse(stored.leaf.toString("utf8")) as DecisionLeaf;
  const payload = readDecisionPayload(stored.payload);
  const evaluation = payload?.evaluation;
  const judged = [...leaf.data.policies, ...leaf.data.shadow].flatMap((policy) => decodeId("pol", policy.id) ?? []);
  const [names, receipt, grant, end] = await Promise.all([
    policyNames(deps, principal, judged),
    prove(),
    grantOf(deps, principal, leaf),
    approval ? endOf(deps, principal, stored.actionType, approval) : null,
  ]);
  const nameOf = (id: string) => names.get(decodeId("pol", id) ?? "") ?? id;
  const named = (policies: Omit<PolicyVerdict, "name">[]) => policies.map((policy) => ({ ...policy, name: nameOf(policy.id) }));
  const reached = leaf.data.settled && explainFailure(leaf.data.settled, nameOf(leaf.data.settled.policy));
  const instead = leaf.data.fallback && evaluation?.fallbacks?.[leaf.data.fallback.policy]?.[leaf.data.fallback.index];
  const duties = instead && leaf.data.fallback ? [degradeObligation(nameOf(leaf.data.fallback.policy), instead) as Duty] : [];
  const obligations = [...(evaluation?.obligations ?? []), ...duties];
  const conditions = [...(reached ? [reached.condition as ConditionResult] : []), ...(evaluation?.conditions ?? [])];
  const decided = end ? describeEnd(end) : approval && MESSAGE_OF_APPROVAL[approval.status];
  const denial = approval ? denialOf(approval) : stored.denialReason;
  return {
    status: approval ? STATUS_OF_APPROVAL[approval.status as keyof typeof STATUS_OF_APPROVAL] : leaf.data.status,
    audit_event_id: encodeId("evt", eventId),
    ...(approval?.executedEventId ? { executed_event_id: encodeId("evt", approval.executedEventId) } : {}),
    action_type: stored.actionType,
    environment: stored.environment,
    ...(principal.delegation ? { delegation_id: encodeId("del", principal.delegation.id) } : {}),
    ...(approval
      ? {
          approval_id: encodeId("apr", approval.id),
          approval_url: approvalLink(deps.env.AL_CONSOLE_URL, approval.id),
          timeout_at: approval.expiresAt.toISOString(),
        }
      : {}),
    ...(leaf.data.grant ? { grant_id: leaf.data.grant } : {}),
    ...(grant ? { grant } : {}),
    ...(approval?.status === "pending" && evaluation?.grant_mismatch ? { grant_mismatch: evaluation.grant_mismatch } : {}),
    message: decided ?? reached?.message ?? evaluation?.message ?? "The explanation was erased.",
    ...(denial ? { denial_reason: denial as z.infer<typeof DenialReason> } : {}),
    ...(stored.policyName ? { policy_name: stored.policyName } : {}),
    ...explainDenial(stored, end, conditions),
    conditions_evaluated: conditions,
    decision: {
      id: encodeId("evt", eventId),
      action: leaf.data.decision_action,
      status: leaf.data.status,
      reason_codes: leaf.data.reason_codes,
      risk_score: leaf.data.risk_score,
      mode: effectiveMode(leaf.data),
      shadow: storedShadow(leaf.data.shadow, evaluation?.shadow ?? [], nameOf),
      policies: named(leaf.data.policies),
      conditions_evaluated: conditions,
      findings: evaluation?.findings ?? [],
      obligations,
      event_types: leaf.data.event_types,
      evaluated_at: leaf.ts,
      teec_version: evaluation?.versions?.evidence ?? TEEC_VERSION,
      ...tracedBy(eventId, payload?.submission ?? {}, evaluation ?? {}),
    },
    obligations,
    ...rewrittenAnswer(payload ? storedRewrite(payload, approval?.status === "used") : {}),
    ...(receipt ? { receipt } : {}),
  };
}

/** Returns how the request of an action ended, with the words of a reviewer who denied it; null while it has not ended. */
async function endOf(
  deps: ReadDeps,
  { scope }: AgentPrincipal,
  actionType: string,
  { id, status, refusal }: NonNullable<StoredDecision["approval"]>,
): Promise<EndedRequest | null> {
  if (!isEndedStatus(status)) return null;
  const reviewerReason = status === "denied" ? (await deps.readApproval(scope, id))?.view.reason : undefined;
  return { actionType, status, refusal, reviewerReason };
}

function explainDenial({ denialReason, policyName }: StoredDecision, end: EndedRequest | null, conditions: readonly ConditionResult[]) {
  if (!end) return denialReason ? denialFields({ reason: denialReason, policyName, conditions: [...conditions] }) : {};
  return denialFields({
    reason: reasonOfEnd(end),
    policyName,
    // The conditions of the submission do not explain a later refusal.
    conditions: end.status === "refused" ? [] : [...conditions],
    reviewerReason: end.reviewerReason ?? undefined,
  });
}

/** Returns what the grant that allowed the action covered after it; null without a grant. */
async function grantOf(deps: ReadDeps, { scope }: AgentPrincipal, { data }: DecisionLeaf) {
  if (data.grant === undefined) return null;
  return readGrantAfterUse(deps, scope, data.grant, { uses: data.grant_use ?? 0, sum: data.grant_sum ?? 0 });
}

/** Returns the names of policies by UUID. Those in force are known; the others are read. */
async function policyNames(
  { configs, database }: ReadDeps,
  { scope }: AgentPrincipal,
  policyIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { policies } = await configs.get(scope.orgId);
  const known = new Map(policies.map(({ id, name }) => [decodeId("pol", id) ?? "", name]));
  return policyIds.every((id) => known.has(id)) ? known : database.policyNames(scope, policyIds);
}

function denialOf(approval: { status: string; refusal: string | null }): string | null {
  if (approval.status === "denied") return "DENIED_BY_REVIEWER";
  if (approval.status === "expired" || approval.status === "lapsed") return "APPROVAL_EXPIRED";
  return approval.refusal;
}
