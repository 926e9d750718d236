import type { Approval } from "@agentlattice/contract";
import { encodeId, type Json, type Submission } from "@agentlattice/core";
import { findTarget, fromMicros, readAmount } from "@agentlattice/core/policy";
import { type ApprovalRecord, remainingExtension } from "@agentlattice/core/settle";
import type { CounterExtension, StoredApproval } from "@agentlattice/db";
import { toWireAmounts, wireAmount } from "../budgets/wire-amounts.ts";
import type { OrgConfig } from "../config/org-config.ts";
import type { AgentChain } from "../delegations/read-chains.ts";
import { approvalLink } from "../http/console-link.ts";
import { personView, representedPersonOf } from "./person-view.ts";
import { toComments, toQuestion } from "./to-notes.ts";
import { toStages } from "./to-stages.ts";

/** The texts and names that the wire format needs beside the record. */
export interface ApprovalContext {
  readonly config: OrgConfig;
  readonly consoleUrl: string;
  readonly votes: StoredApproval["votes"];
  readonly notes: StoredApproval["notes"];
  readonly chain: AgentChain | null;
  readonly target: string | null;
  readonly summary: string | null;
  readonly amount: Approval["amount"];
  /** The fields that a reviewer has changed. */
  readonly effective: Record<string, Json>;
  /** The extensions that a pending request asks for, by counter key. */
  readonly counters: ReadonlyMap<string, CounterExtension>;
  readonly now: number;
}

/** Converts an approval to its wire format. */
export function toApproval(record: ApprovalRecord, context: ApprovalContext): Approval {
  const { config, votes, chain, notes, effective, counters, now } = context;
  const { progress } = record;
  const decision = record.decided_at === null ? undefined : votes.at(-1);
  const agent = chain?.view.chain.at(-1) ?? {
    id: encodeId("agt", record.agent_id),
    name: config.agents.get(record.agent_id)?.name ?? "a removed agent",
  };
  return {
    id: encodeId("apr", record.approval_id),
    status: record.status,
    approval_url: approvalLink(context.consoleUrl, record.approval_id),
    action_type: record.action_type,
    target: context.target,
    summary: context.summary,
    amount: context.amount,
    environment: record.environment,
    digest: record.digest,
    requested_digest: progress.edit?.requested_digest ?? record.digest,
    ...(progress.edit ? { effective: effective as NonNullable<Approval["effective"]> } : {}),
    audit_event_id: encodeId("evt", record.event_id),
    ...(record.executed_event_id ? { executed_event_id: encodeId("evt", record.executed_event_id) } : {}),
    requested_by: agent,
    ...(chain ? { delegation: chain.view } : {}),
    requested_at: iso(record.requested_at),
    expires_at: iso(record.expires_at),
    use_within: record.plan.use_within,
    ...(record.lapses_at ? { lapses_at: iso(record.lapses_at) } : {}),
    ...(record.decided_at ? { decided_at: iso(record.decided_at) } : {}),
    ...(record.decided_by ? { decided_by: personView(config, record.decided_by) } : {}),
    ...(decision?.reason ? { reason: decision.reason } : {}),
    ...(record.refusal ? { refusal: record.refusal } : {}),
    stages: toStages(record, votes, config, now),
    votes: votes.map((vote) => ({
      user: personView(config, vote.user_id),
      decision: vote.decision,
      at: iso(vote.at),
      ...representedPersonOf(vote, config),
      ...(vote.reason ? { reason: vote.reason } : {}),
    })),
    ...claimOf(record, config, now),
    comments: toComments(notes, config, agent),
    ...toQuestion(record, notes, config),
    ...emergencyOf(record, config),
    ...outcomeOf(record, config),
    ...extensionOf(record, counters),
    risk: { level: record.risk.level, score: record.risk.score, reasons: [...record.risk.reasons] },
    policies: [...record.policies],
    server_time: iso(now),
  };
}

const iso = (ms: number) => new Date(ms).toISOString();

function claimOf(
  { progress: { claim }, status }: ApprovalRecord,
  config: OrgConfig,
  now: number,
): Pick<Approval, "claimed_by" | "claimed_until"> {
  if (!claim || claim.until <= now || status !== "pending") return { claimed_by: null, claimed_until: null };
  return { claimed_by: personView(config, claim.user), claimed_until: iso(claim.until) };
}

function emergencyOf({ progress: { emergency } }: ApprovalRecord, config: OrgConfig): Pick<Approval, "emergency"> {
  if (!emergency) return {};
  const { by, review_by, reviewed_by, overdue } = emergency;
  const reviewer = reviewed_by === null ? null : personView(config, reviewed_by);
  return { emergency: { by: personView(config, by), review_by: iso(review_by), reviewed_by: reviewer, overdue } };
}

function outcomeOf({ progress: { outcome } }: ApprovalRecord, config: OrgConfig): Pick<Approval, "outcome"> {
  if (!outcome) return {};
  const { status, due, contradicted, settled_at, settled_by } = outcome;
  return {
    outcome: {
      status,
      due_at: iso(due),
      contradicted,
      ...(settled_at === undefined ? {} : { settled_at: iso(settled_at) }),
      ...(settled_by === undefined ? {} : { settled_by: personView(config, settled_by) }),
    },
  };
}

function extensionOf(
  { plan, policies, progress, status }: ApprovalRecord,
  counters: ApprovalContext["counters"],
): Pick<Approval, "extension"> {
  if (!plan.extension) return {};
  const caps = plan.extension.map((asked) => {
    const { policy, index, measure, cap, needed, max } = asked;
    return {
      policy: { id: policy, name: policies.find(({ id }) => id === policy)?.name ?? policy },
      path: `spec.limits[${index}].budget`,
      measure,
      cap: wireAmount(measure, cap),
      needed: wireAmount(measure, needed),
      max: wireAmount(measure, max),
      ...(status === "pending" ? { left: wireAmount(measure, remainingExtension([asked], { counters })[measure] ?? 0) } : {}),
    };
  });
  return { extension: { caps, amounts: progress.extend && toWireAmounts(progress.extend) } };
}

const MAX_TARGET = 120;

/** Returns the target of an action as named by the agent: a short, untrusted text. */
export function targetOf(
  submission: { metadata?: Record<string, unknown> | undefined; tool?: { name?: string; arguments?: unknown } | undefined } | undefined,
): string | null {
  const named = submission?.tool?.arguments;
  const target = findTarget(submission?.metadata) ?? (isObject(named) ? findTarget(named) : null);
  return (target ? String(target.value) : submission?.tool?.name)?.slice(0, MAX_TARGET) ?? null;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** Returns the number that similar requests add up: the field that grants of the policies add up, otherwise `amount`. */
export function amountOf({ plan }: ApprovalRecord, submission: Submission | null): Approval["amount"] {
  const field = plan.grants?.sum_field ?? "amount";
  const amount = submission && readAmount(submission, field);
  return amount === null ? null : { field, value: fromMicros(amount) };
}
