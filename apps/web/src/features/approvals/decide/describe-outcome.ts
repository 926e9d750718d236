import type { Approval } from "@agentlattice/contract";
import { formatAgo } from "../../../lib/format/time.ts";
import { isTampered } from "../approval-status.ts";

/** Reason codes of approvals that ended together with their requester. */
const REQUESTER_ENDED: Readonly<Record<string, string>> = {
  AGENT_DISABLED: "The agent was disabled",
  AGENT_HALTED: "A person halted this",
  KEY_REVOKED: "The agent's key was revoked",
  DELEGATION_INVALID: "The agent's delegation ended",
};

const OUTCOMES: Readonly<Record<NonNullable<Approval["outcome"]>["status"], string>> = {
  awaited: "It was executed.",
  executed: "It was executed.",
  unknown: "Its permit was used and no result was reported, so it may have run.",
  failed: "It failed.",
};

/** Describes the outcome of an approval in one or two sentences, or returns null while it is pending. */
export function describeOutcome(approval: Approval, { now, me }: { now: number; me: string }): string | null {
  const { status, decided_by, decided_at, expires_at, refusal, outcome } = approval;
  const ended = REQUESTER_ENDED[refusal ?? ""];
  const ago = formatAgo(now - Date.parse(decided_at ?? expires_at));
  const decider = decided_by && (decided_by.id === me ? "You" : decided_by.name);
  /** Without a person, a change of the policies decided: they ask for no further vote. */
  const approved = decider ? `${decider} approved this ${ago}.` : `This was approved ${ago}, because the policies ask for no further vote.`;
  switch (status) {
    case "pending":
      return null;
    case "approved":
      return `${approved} The agent has not used it yet.`;
    case "used":
      return `${approved} ${OUTCOMES[outcome?.status ?? "executed"]}`;
    case "denied":
      return `${decider ?? "Someone"} denied this ${ago}.`;
    case "expired":
      return `No one decided in time. It expired ${ago}.`;
    case "cancelled":
      return ended ? `${ended} before anyone decided.` : "The agent withdrew this before anyone decided.";
    case "lapsed":
      return `${approved} It was not used in time.`;
    case "revoked":
      return `${approved} ${ended ?? "The approval was revoked"} before it was used.`;
    case "refused":
      if (isTampered(approval)) return "The stored approval contradicts the ledger. Verify the ledger in Audit.";
      return decided_at === undefined
        ? "This ended before anyone decided, because the current policies deny it."
        : `${approved} The current policies deny it, so it was not used.`;
  }
}

/** Describes a decision that another person made first, or returns null. `mine` is the decision this person was about to make. */
export function describeLostRace(approval: Approval, { mine, me }: { mine: "approve" | "deny"; me: string }): string | null {
  const { status, decided_by } = approval;
  if (status === "pending" || !decided_by || decided_by.id === me) return null;
  const did = status === "denied" ? "denied" : "approved";
  return `${decided_by.name} ${did} this first; your ${mine === "approve" ? "approval" : "denial"} was not counted.`;
}
