import type { PastDecision } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { FoundDecision } from "@agentlattice/db";
import { readDecisionPayload } from "../actions/decision-payload.ts";
import { STATUS_OF_APPROVAL } from "../actions/read-action.ts";

/** The members of a decision's leaf that lists show. */
interface DecisionLeaf {
  readonly data: {
    readonly reason_codes: string[];
    readonly risk_score: number;
    readonly findings?: readonly { readonly type: string }[];
  };
}

/** Converts a decision to its wire format. @param withheld the reason why the caller's texts are withheld, or null */
export function toPastDecision(row: FoundDecision, withheld: string | null): PastDecision {
  const { data } = JSON.parse(row.leaf.toString("utf8")) as DecisionLeaf;
  const payload = withheld === null ? readDecisionPayload(row.payload) : null;
  const { tags = [], session_id = null, correlation_id = null } = payload?.submission ?? {};
  const { approval } = row;
  return {
    id: encodeId("evt", row.id),
    seq: row.seq,
    at: row.ts.toISOString(),
    action_type: row.actionType,
    agent_id: encodeId("agt", row.agentId),
    environment: row.environment,
    status: (approval ? STATUS_OF_APPROVAL[approval.status as keyof typeof STATUS_OF_APPROVAL] : row.status) as PastDecision["status"],
    denial_reason: approval?.refusal ?? row.denialReason,
    policy_name: row.policyName,
    approval_id: approval && encodeId("apr", approval.id),
    reason_codes: data.reason_codes,
    findings: findingTypes(row),
    risk_score: data.risk_score,
    importance: (row.importance ?? "normal") as PastDecision["importance"],
    retention: (row.retention ?? "standard") as PastDecision["retention"],
    run_id: row.runId && encodeId("run", row.runId),
    tags,
    session_id,
    correlation_id,
    message: payload?.evaluation.message ?? null,
    withheld,
    leaf_hash: row.leafHash.toString("hex"),
  };
}

/** Returns the types of the findings that the leaf names. */
export function findingTypes({ leaf }: Pick<FoundDecision, "leaf">): string[] {
  const { data } = JSON.parse(leaf.toString("utf8")) as DecisionLeaf;
  return [...new Set((data.findings ?? []).map(({ type }) => type))].sort();
}
