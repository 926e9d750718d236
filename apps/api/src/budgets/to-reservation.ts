import type { Reservation } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { CostAmounts, CostReservationRecord } from "@agentlattice/core/settle";
import type { ReservationRow } from "./find-reservation.ts";
import { toWireAmounts } from "./wire-amounts.ts";

/** Converts a stored reservation to its wire format. */
export function toReservation(row: ReservationRow): Reservation {
  return describe({
    reservation_id: row.reservationId,
    agent: row.agent.name,
    agent_id: row.agentId,
    environment: row.environment as Reservation["environment"],
    run_id: row.runId,
    action_type: row.actionType,
    model: row.model,
    reserved: row.reserved as CostAmounts,
    used: row.used as CostAmounts | null,
    status: row.status as Reservation["status"],
    created_at: row.createdAt.getTime(),
    expires_at: row.expiresAt.getTime(),
    ended_at: row.endedAt?.getTime() ?? null,
  });
}

/** Converts a reservation that was just settled to its wire format. @param agent name of the agent */
export function recordedReservation(record: CostReservationRecord, agent: string): Reservation {
  return describe({ ...record, agent });
}

function describe(row: Omit<CostReservationRecord, "key_id" | "session"> & { readonly agent: string }): Reservation {
  return {
    id: encodeId("rsv", row.reservation_id),
    status: row.status,
    agent: { id: encodeId("agt", row.agent_id), name: row.agent },
    environment: row.environment,
    run_id: row.run_id && encodeId("run", row.run_id),
    action_type: row.action_type,
    model: row.model,
    reserved: toWireAmounts(row.reserved),
    used: row.used && toWireAmounts(row.used),
    created_at: new Date(row.created_at).toISOString(),
    expires_at: new Date(row.expires_at).toISOString(),
    ended_at: row.ended_at === null ? null : new Date(row.ended_at).toISOString(),
  };
}
