import { decodeId } from "@agentlattice/core";
import type { RunEventRow, SettledEntry } from "@agentlattice/core/settle";
import type { Row } from "./rows.ts";

/** Returns the row of a ledger entry that belongs to a run, or may belong to one through its request; null for others. */
export function runEventOf(orgId: string, entry: SettledEntry, ts: number): Row<"run_event"> | null {
  const request = entry.run ? null : decodeId("cor", entry.corr);
  if (!entry.run && (request === null || request === entry.id)) return null;
  return {
    org_id: orgId,
    run_id: entry.run?.run_id ?? null,
    request_id: request,
    event_id: entry.id,
    type: entry.kind,
    governance: true,
    agent_id: entry.agent_id,
    at: ts,
    recorded_at: ts,
    iteration_index: entry.run?.iteration_index ?? null,
    data: null,
  };
}

/** Returns the row of an event that an agent reported. */
export function lifecycleRow(orgId: string, event: RunEventRow): Row<"run_event"> {
  return { org_id: orgId, governance: false, ...event };
}
