import type { Agent, AgentRecord } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { type AgentRecordRow, databaseNow, type OrgClient, readAgentRecords, readPresence, windowOf } from "@agentlattice/db";
import type { AgentRow } from "./find-agent.ts";
import { toAgent } from "./to-agent.ts";

const HOUR_MS = 3_600_000;
const HOURS = 24;

/** Agents with their presence and, when it is asked for, their record: two queries, however many they are. */
export async function describeAgents(
  client: OrgClient,
  orgId: string,
  rows: readonly AgentRow[],
  include: "record" | undefined,
): Promise<Agent[]> {
  const agentIds = rows.map((row) => row.agentId);
  const now = await databaseNow(client);
  const presence = await readPresence(client, orgId, agentIds, now);
  const from = new Date((Math.floor(now.getTime() / HOUR_MS) - HOURS + 1) * HOUR_MS);
  const records = include ? await readAgentRecords(client, windowOf(orgId, from, now), agentIds) : [];
  const recordOf = new Map(records.map((record) => [record.agent_id, toRecord(record, from)]));
  return rows.map((row) => {
    const record = recordOf.get(row.agentId);
    return { ...toAgent(row, presence.get(row.agentId)), ...(record && { record }) };
  });
}

function toRecord({ hours, last, agent_id: _, ...counts }: AgentRecordRow, from: Date): AgentRecord {
  const perHour = Array<number>(HOURS).fill(0);
  for (const [hour, count] of hours) perHour[hour] = count;
  return {
    from: from.toISOString(),
    ...counts,
    hours: perHour,
    last_decision: last && {
      audit_event_id: encodeId("evt", last.id),
      seq: last.seq,
      at: new Date(last.ts).toISOString(),
      action_type: last.action_type,
      status: last.status as NonNullable<AgentRecord["last_decision"]>["status"],
      denial_reason: last.denial_reason,
    },
  };
}
