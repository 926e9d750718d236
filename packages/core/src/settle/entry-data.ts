import { encodeId } from "../ids/type-id.ts";
import type { Json } from "../model/json.ts";
import type { CostAmounts, LimitFailure } from "../model/settle-plan.ts";
import type { Finding, PolicyVerdict, ShadowVerdict, Verdict } from "../model/verdict.ts";
import type { AgentPrincipal } from "./intents.ts";
import type { ApprovalRecord, Uuid } from "./types.ts";

/**
 * Builds the `data` of a decision's entry.
 * INVARIANT: the leaf contains only ids, codes, numbers and the action type, never free text.
 */
export function decisionData(principal: AgentPrincipal, actionType: string, verdict: Verdict): Record<string, Json> {
  return {
    action_type: actionType,
    environment: principal.environment,
    key: encodeId("key", principal.key_id),
    delegation: principal.delegation ? encodeId("del", principal.delegation.id) : null,
    ...(principal.delegation ? { chain: [...principal.delegation.chain, principal.agent_id].map((id) => encodeId("agt", id)) } : {}),
    status: verdict.status,
    decision_action: verdict.action,
    ...(verdict.denial_reason ? { denial_reason: verdict.denial_reason } : {}),
    reason_codes: [...verdict.reason_codes],
    policies: verdict.policies.map(policyRef),
    shadow: verdict.shadow.map(shadowRef),
    risk_score: verdict.risk_score,
    obligations: verdict.obligations.map((obligation) => obligation.type),
    ...(verdict.settled ? { settled: settledRef(verdict.settled) } : {}),
    ...(verdict.fallback ? { fallback: { ...verdict.fallback } } : {}),
    ...(verdict.findings.length > 0 ? { findings: findingRefs(verdict.findings) } : {}),
    event_types: [...verdict.event_types],
  };
}

/** Returns an exceeded limit in the form that the leaf stores. */
export function settledRef({ policy, part, index, measure, operator, limit, actual, period, retry_after }: LimitFailure): Json {
  const times = { ...(period === undefined ? {} : { period }), ...(retry_after === undefined ? {} : { retry_after }) };
  return { policy, part, index, measure, operator, limit, actual, ...times };
}

/** Returns amounts as a member of the leaf, with USD in millionths. */
export function amountsData({ usd, ...others }: CostAmounts, member = "amounts"): Record<string, Json> {
  const amounts = { ...(usd === undefined ? {} : { usd_micros: usd }), ...others };
  return { [member]: Object.fromEntries(Object.entries(amounts).filter(([, amount]) => amount !== undefined)) };
}

/** Reads amounts of the leaf. */
export function readAmountsData({ usd_micros, ...others }: Readonly<Record<string, Json>>): CostAmounts {
  return { ...(usd_micros === undefined ? {} : { usd: usd_micros }), ...others } as CostAmounts;
}

const MAX_FINDINGS = 64;
const MAX_CONDITIONS = 16;

/** Returns the findings in the form that the leaf stores. */
export function findingRefs(findings: readonly Finding[]): Json[] {
  return findings.slice(0, MAX_FINDINGS).map(findingRef);
}

/** Names only the top-level field. Member names are free text, so the exact path is kept in the payload. */
function findingRef({ type, module, severity, confidence, path, start, end, fingerprint }: Finding): Json {
  const field = path.match(/^[a-z_]+/)?.[0] ?? "other";
  return { type, module, severity, confidence, field, start, end, ...(fingerprint ? { fingerprint } : {}) };
}

/** Returns the members that every later entry about an approval repeats. */
export function approvalData(approval: ApprovalRecord, eventTypes: readonly string[]): Record<string, Json> {
  return {
    approval: encodeId("apr", approval.approval_id),
    action_type: approval.action_type,
    digest: approval.digest,
    event_types: [...eventTypes],
  };
}

/** Returns the submission's event id under the prefix `cor`. It correlates all entries of one submission. */
export function correlationOf(eventId: Uuid): string {
  return encodeId("cor", eventId);
}

/** Returns a shadow verdict for the leaf: conditions by path and result only. Their fields and values are in the payload. */
function shadowRef(shadow: ShadowVerdict): Json {
  const { action, reason, conditions, findings, settled } = shadow;
  return {
    ...policyRef(shadow),
    ...(action ? { action } : {}),
    ...(reason ? { reason } : {}),
    ...(conditions
      ? { conditions: conditions.slice(0, MAX_CONDITIONS).map(({ path, operator, result }) => ({ path, operator, result })) }
      : {}),
    ...(findings ? { findings: findingRefs(findings) } : {}),
    ...(settled ? { settled: settledRef(settled) } : {}),
  };
}

/** Identifies a policy by id, version and hash. Its name is free text and stays out of the leaf. */
export function policyRef(policy: PolicyVerdict) {
  return { id: policy.id, version: policy.version, hash: policy.hash, verdict: policy.verdict, mode: policy.mode };
}
