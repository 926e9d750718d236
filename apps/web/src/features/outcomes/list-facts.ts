import type { Agent, Approval, AuditEvent } from "@agentlattice/contract";

/** Something that is known about an action whose outcome is unknown. */
export interface Fact {
  readonly key: string;
  readonly at: string;
  readonly text: string;
  /** The ledger entry that records it; null for what the agent or its client says. */
  readonly seq: number | null;
  /** Text of the agent. */
  readonly claim: string | null;
}

interface Known {
  readonly approval: Approval;
  readonly entries: readonly AuditEvent[];
  readonly agent: Agent | null;
  readonly nameOf: (id: string) => string;
}

/** Lists in the order of time what the ledger records about an action, and what the agent and its client say. */
export function listFacts({ approval, entries, agent, nameOf }: Known): Fact[] {
  const recorded = entries.map((entry): Fact => {
    const text = describe(entry, approval, nameOf);
    return { key: entry.id, at: entry.timestamp, text, seq: entry.seq, claim: null };
  });
  const answers = approval.comments
    .filter(({ kind, text }) => kind === "answer" && text !== null)
    .map((comment): Fact => ({ key: comment.id, at: comment.at, text: `Answer of ${comment.by.name}`, seq: null, claim: comment.text }));
  return [...recorded, ...answers, ...heartbeatOf(approval, agent)].toSorted(
    (a, b) => a.at.localeCompare(b.at) || (a.seq ?? 0) - (b.seq ?? 0),
  );
}

/** Returns the last heartbeat of the agent if it is later than the use of the permit could be. */
function heartbeatOf({ requested_by, decided_at }: Approval, agent: Agent | null): Fact[] {
  const at = agent?.presence.seen_at ?? null;
  if (at === null || decided_at === undefined || at < decided_at) return [];
  return [{ key: "heartbeat", at, text: `Last heartbeat of ${requested_by.name}`, seq: null, claim: null }];
}

function describe({ kind, status, actor }: AuditEvent, approval: Approval, nameOf: (id: string) => string): string {
  const agent = approval.requested_by.name;
  switch (kind) {
    case "approval.requested":
      return `Requested by ${agent}`;
    case "approval.decided":
      return `${status === "denied" ? "Denied" : "Approved"} by ${nameOf(actor.id)}`;
    case "action.executed":
      return `Permit collected by ${agent}`;
    case "permit.consumed":
      return "Permit used";
    case "outcome.unknown":
      return "No report in time";
    case "outcome.settled":
      return `Settled by ${nameOf(actor.id)}`;
    default:
      return kind;
  }
}
