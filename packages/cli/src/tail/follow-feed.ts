import type { AuditEvent, StreamStatus } from "@agentlattice/sdk";
import type { ApiContext } from "../api-command.ts";
import { describeError } from "../describe-error.ts";
import type { Feed } from "./feed.ts";
import type { Row } from "./show-row.ts";

/** Shows new entries until the signal aborts. */
export async function followFeed(
  { al, log, style }: ApiContext,
  { accepts, agent, decision }: Feed,
  head: number | null,
  { show, signal }: { show: (row: Row) => void; signal: AbortSignal },
): Promise<void> {
  let lost = false;
  const onStatus = (status: StreamStatus) => {
    if (status.state === "reconnecting" && !lost) {
      const why = status.error ? ` (${describeError(status.error, "").join(" ")})` : "";
      log(style.dim(`… connection lost, reconnecting${why}`));
      lost = true;
    } else if (status.state === "open" && lost) {
      log(style.dim("… reconnected without a gap"));
      lost = false;
    }
  };
  const events = al.subscribe({
    signal,
    onStatus,
    onGap: ({ from, to }) =>
      log(style.yellow(`… entries from ${from}${to === undefined ? " on" : ` to ${to}`} were missed: list them with agentlattice export`)),
    ...(head === null ? {} : { lastEventId: head }),
    ...(agent === undefined ? {} : { agentFilter: agent }),
    ...(decision === undefined ? {} : { decision }),
  });
  for await (const event of events) {
    const row = toRow(event);
    if (accepts(row)) show(row);
  }
}

function toRow(event: AuditEvent): Row {
  return {
    id: event.id,
    seq: event.seq,
    timestamp: event.timestamp,
    kind: event.kind,
    action_type: event.actionType,
    agent_id: event.agentId,
    actor: event.actor,
    subject: event.subject,
    status: event.status,
    denial_reason: event.denialReason,
    approval_id: event.approvalId,
    event_types: event.eventTypes,
    leaf_hash: event.leafHash,
    environment: event.environment as Row["environment"],
  };
}
