import { encodeId } from "@agentlattice/core";
import type { RiskLevel } from "@agentlattice/core/approval";
import { revealInline } from "@agentlattice/core/text";
import type { LoadedApproval } from "../../approvals/loaded-approval.ts";
import { approvalLink } from "../../http/console-link.ts";

/** The facts of a request that every channel shows. */
export interface RequestNotice {
  /** Wire id of the approval. */
  readonly id: string;
  readonly link: string;
  readonly status: string;
  readonly policy: string;
  readonly environment: string;
  readonly risk: RiskLevel;
  readonly riskReasons: readonly string[];
  readonly expiresAt: string;
  readonly digest: string;
  /** Wire id of the agent that asks. */
  readonly agentId: string;
  /** The name that a person or another agent gave, with invisible characters shown. */
  readonly agent: string;
  /** The name that a person gave: of the agent, or of the first agent of its delegation. Invisible characters are shown. */
  readonly rootAgent: string;
  readonly action: string;
  /** Title of a message about a pending request, such as `Approval needed`. It contains no text of the agent. */
  readonly heading: string;
  /** True when nobody decided the current stage in time, or a person escalated it. */
  readonly isEscalated: boolean;
  /** A release by one person alone that nobody has reviewed. */
  readonly emergency: { readonly by: string; readonly reviewBy: string } | null;
  /** Texts that the agent wrote, with invisible characters shown. */
  readonly summary: string | null;
  readonly target: string | null;
}

/**
 * Describes a request for a message. INVARIANT: `agent`, `action`, `summary` and `target` may come from an agent, so no subject or title
 * contains them, and channels escape them.
 */
export function describeRequest({ view, record }: LoadedApproval, consoleUrl: string): RequestNotice {
  const reveal = (text: string | null) => (text === null ? null : revealText(text));
  const emergency =
    view.emergency && !view.emergency.reviewed_by ? { by: revealText(view.emergency.by.name), reviewBy: view.emergency.review_by } : null;
  const isEscalated = record.progress.escalations > 0;
  return {
    id: encodeId("apr", record.approval_id),
    link: approvalLink(consoleUrl, record.approval_id),
    status: view.status,
    policy: record.plan.asked_by[0]?.policy ?? "default",
    environment: view.environment,
    risk: view.risk.level,
    riskReasons: view.risk.reasons,
    expiresAt: view.expires_at,
    digest: view.digest,
    agentId: view.requested_by.id,
    agent: revealText(view.requested_by.name),
    rootAgent: revealText((view.delegation?.chain[0] ?? view.requested_by).name),
    action: view.action_type,
    heading: emergency ? "Emergency release" : isEscalated ? "Approval escalated" : "Approval needed",
    isEscalated,
    emergency,
    summary: reveal(view.summary),
    target: reveal(view.target),
  };
}

/** Returns a time to the minute, in UTC. */
export const formatTime = (iso: string) => `${iso.slice(0, 16).replace("T", " ")} UTC`;

/** Returns a text on one line, in which invisible characters are shown and nothing becomes a link. */
export function revealText(text: string): string {
  return inertLinks(revealInline(text.replaceAll(/\s+/g, " ")));
}

/** Prevents mail and chat programs from turning the text into links. */
function inertLinks(text: string): string {
  return text.replaceAll("://", "[:]//").replaceAll(/\b(www|mailto)([.:])/gi, "$1[$2]");
}
