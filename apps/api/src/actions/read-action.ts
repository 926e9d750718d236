import type { ActionResult, DenialReason } from "@agentlattice/contract";
import { decodeId, encodeId, type PolicyVerdict } from "@agentlattice/core";
import { type OrgClient, type OrgScope, readPayloads } from "@agentlattice/db";
import type { z } from "zod";
import { receiptOf } from "../audit/prove-inclusion.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { readDecisionPayload, rewrittenAnswer, storedRewrite } from "./decision-payload.ts";

/** The parts of a decision's leaf that its answer repeats. */
interface DecisionLeaf {
  ts: string;
  data: {
    decision_action: ActionResult["decision"]["action"];
    status: ActionResult["decision"]["status"];
    reason_codes: string[];
    risk_score: number;
    policies: Omit<PolicyVerdict, "name">[];
    shadow: Omit<PolicyVerdict, "name">[];
    event_types: string[];
  };
}

/** How an approval's state reads as the action's. */
const STATUS_OF_APPROVAL = {
  pending: "requested",
  approved: "requested",
  used: "executed",
  denied: "denied",
  expired: "expired",
  cancelled: "cancelled",
  lapsed: "lapsed",
  revoked: "revoked",
  refused: "refused",
} as const;

/**
 * An action as it stands now: what was recorded, and where its approval has got to since.
 * @throws AppError NOT_FOUND unless it is this agent's own
 */
export async function readAction(deps: Deps, principal: AgentPrincipal, eventId: string, withReceipt: boolean): Promise<ActionResult> {
  const { scope } = principal;
  const stored = await deps.database.inOrg(scope, (client) => readStored(deps, client, scope, principal.agentId, eventId));
  if (!stored) throw new AppError("NOT_FOUND", { detail: "There is no such action of this agent." });
  const { decision, leaf, approval, evaluation, rewritten, names } = stored;
  const named = (policies: Omit<PolicyVerdict, "name">[]) =>
    policies.map((policy) => ({ ...policy, name: names.get(policy.id) ?? policy.id }));
  const denial = approval ? denialOf(approval) : decision.denialReason;
  return {
    status: approval ? STATUS_OF_APPROVAL[approval.status as keyof typeof STATUS_OF_APPROVAL] : leaf.data.status,
    audit_event_id: encodeId("evt", eventId),
    ...(approval?.executedEventId ? { executed_event_id: encodeId("evt", approval.executedEventId) } : {}),
    action_type: decision.actionType,
    environment: decision.environment as ActionResult["environment"],
    ...(principal.delegation ? { delegation_id: encodeId("del", principal.delegation.id) } : {}),
    ...(approval ? { approval_id: encodeId("apr", approval.approvalId), timeout_at: approval.expiresAt.toISOString() } : {}),
    message: evaluation?.message ?? "The explanation was erased.",
    ...(denial ? { denial_reason: denial as z.infer<typeof DenialReason> } : {}),
    ...(decision.policyName ? { policy_name: decision.policyName } : {}),
    conditions_evaluated: evaluation?.conditions ?? [],
    decision: {
      id: encodeId("evt", eventId),
      action: leaf.data.decision_action,
      status: leaf.data.status,
      reason_codes: leaf.data.reason_codes,
      risk_score: leaf.data.risk_score,
      mode: "enforce",
      shadow: named(leaf.data.shadow),
      policies: named(leaf.data.policies),
      findings: evaluation?.findings ?? [],
      obligations: evaluation?.obligations ?? [],
      event_types: leaf.data.event_types,
      evaluated_at: leaf.ts,
    },
    obligations: evaluation?.obligations ?? [],
    ...rewrittenAnswer(rewritten),
    ...(withReceipt ? { receipt: await receiptOf(deps, scope, stored.seq) } : {}),
  };
}

async function readStored(deps: Deps, client: OrgClient, { orgId }: OrgScope, agentId: string, eventId: string) {
  const decision = await client.decision.findUnique({ where: { orgId_id: { orgId, id: eventId } } });
  if (!decision || decision.agentId !== agentId) return null;
  const entryOf = (id: string) => client.ledgerEntry.findUniqueOrThrow({ where: { orgId_id: { orgId, id } } });
  const entry = await entryOf(eventId);
  const approval = decision.approvalId
    ? await client.approval.findUnique({ where: { orgId_approvalId: { orgId, approvalId: decision.approvalId } } })
    : null;
  const { origin } = await client.ledgerHead.findUniqueOrThrow({ where: { orgId } });
  const { data } = await deps.database.keysOf(orgId);
  const payloads = await readPayloads(client, { orgId, origin, dataKey: data }, [eventId]);
  const leaf = JSON.parse(Buffer.from(entry.bytes).toString("utf8")) as DecisionLeaf;
  const policyIds = [...leaf.data.policies, ...leaf.data.shadow].map((policy) => decodeId("pol", policy.id) ?? "");
  const policies = await client.policy.findMany({ where: { orgId, policyId: { in: policyIds } } });
  const payload = readDecisionPayload(payloads.get(eventId));
  return {
    decision,
    approval,
    leaf,
    // What a receipt should prove: the execution when there was one.
    seq: Number((approval?.executedEventId ? await entryOf(approval.executedEventId) : entry).seq),
    evaluation: payload?.evaluation,
    rewritten: payload ? storedRewrite(payload) : {},
    names: new Map(policies.map((policy) => [encodeId("pol", policy.policyId), policy.name])),
  };
}

function denialOf(approval: { status: string; refusal: string | null }): string | null {
  if (approval.status === "denied") return "DENIED_BY_REVIEWER";
  if (approval.status === "expired" || approval.status === "lapsed") return "APPROVAL_EXPIRED";
  return approval.refusal;
}
