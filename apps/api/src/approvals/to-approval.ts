import type { Approval } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { ApprovalRecord } from "@agentlattice/core/settle";
import type { StoredApproval } from "@agentlattice/db";
import type { OrgConfig } from "../config/org-config.ts";
import type { AgentChain } from "../delegations/read-chains.ts";
import { approvalLink } from "../http/console-link.ts";

/** Converts an approval to its wire format. */
export function toApproval(
  record: ApprovalRecord,
  context: {
    config: OrgConfig;
    consoleUrl: string;
    votes: StoredApproval["votes"];
    chain: AgentChain | null;
    target: string | null;
    summary: string | null;
    now: number;
  },
): Approval {
  const { config, votes, chain } = context;
  const iso = (ms: number) => new Date(ms).toISOString();
  const decision = votes.at(-1);
  return {
    id: encodeId("apr", record.approval_id),
    status: record.status,
    approval_url: approvalLink(context.consoleUrl, record.approval_id),
    action_type: record.action_type,
    target: context.target,
    summary: context.summary,
    environment: record.environment,
    digest: record.digest,
    audit_event_id: encodeId("evt", record.event_id),
    ...(record.executed_event_id ? { executed_event_id: encodeId("evt", record.executed_event_id) } : {}),
    requested_by: chain?.view.chain.at(-1) ?? {
      id: encodeId("agt", record.agent_id),
      name: config.agents.get(record.agent_id)?.name ?? "a removed agent",
    },
    ...(chain ? { delegation: chain.view } : {}),
    requested_at: iso(record.requested_at),
    expires_at: iso(record.expires_at),
    use_within: record.plan.use_within,
    ...(record.lapses_at ? { lapses_at: iso(record.lapses_at) } : {}),
    ...(record.decided_at ? { decided_at: iso(record.decided_at) } : {}),
    ...(record.decided_by ? { decided_by: personView(config, record.decided_by) } : {}),
    ...(decision?.reason ? { reason: decision.reason } : {}),
    ...(record.refusal ? { refusal: record.refusal } : {}),
    stages: record.plan.stages.map((stage) => {
      const approvals = votes.filter((vote) => vote.decision === "approve").length;
      return { approvers: [...stage.approvers], quorum: stage.quorum, approvals, satisfied: approvals >= stage.quorum };
    }),
    votes: votes.map((vote) => ({
      user: personView(config, vote.user_id),
      decision: vote.decision,
      at: iso(vote.at),
      ...(vote.reason ? { reason: vote.reason } : {}),
    })),
    risk: { level: record.risk.level, score: record.risk.score, reasons: [...record.risk.reasons] },
    policies: [...record.policies],
    server_time: iso(context.now),
  };
}

export function personView(config: OrgConfig, userId: string): Approval["votes"][number]["user"] {
  const member = config.members.find((candidate) => candidate.id === userId);
  return { id: encodeId("usr", userId), name: member?.name ?? "a former member", ...(member ? { role: member.role } : {}) };
}

const TARGET_FIELDS = ["target", "resource", "repo", "repository", "database", "service", "environment", "pr", "order", "to"] as const;
const MAX_TARGET = 120;

/** Returns the target of an action as named by the agent: a short, untrusted text. */
export function targetOf(
  submission: { metadata?: Record<string, unknown> | undefined; tool?: { name?: string } | undefined } | undefined,
): string | null {
  for (const field of TARGET_FIELDS) {
    const value = submission?.metadata?.[field];
    if (typeof value === "string" || typeof value === "number") return String(value).slice(0, MAX_TARGET);
  }
  return submission?.tool?.name?.slice(0, MAX_TARGET) ?? null;
}
