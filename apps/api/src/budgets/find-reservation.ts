import { decodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";
import { withinEnvironment } from "../http/environment-reach.ts";
import type { Principal } from "../http/principal.ts";

type ReservationWhere = NonNullable<NonNullable<Parameters<OrgClient["costReservation"]["findFirst"]>[0]>["where"]>;

/**
 * Limits a query to the reservations that a principal may read: an agent its own in its key's environment, a member those of the agents
 * that they own, everyone else all of the organisation.
 */
export function reservationsOf(principal: Principal): ReservationWhere {
  const { orgId } = principal.scope;
  if (principal.kind === "agent") return { orgId, agentId: principal.agentId, environment: principal.environment };
  if (principal.kind === "person" && principal.role === "member") return { orgId, agent: { ownerUserId: principal.userId } };
  return { orgId, ...withinEnvironment(principal) };
}

/** Returns the UUID of a reservation. @throws AppError NOT_FOUND */
export function reservationIdOf(id: string | undefined): string {
  const uuid = decodeId("rsv", id ?? "");
  if (!uuid) throw reservationNotFound();
  return uuid;
}

/** Reads one reservation that this principal may see. @throws AppError NOT_FOUND */
export async function findReservation(client: OrgClient, principal: Principal, reservationId: string) {
  const row = await client.costReservation.findFirst({
    where: { AND: [reservationsOf(principal), { reservationId }] },
    include: { agent: true },
  });
  if (!row) throw reservationNotFound();
  return row;
}

export type ReservationRow = Awaited<ReturnType<typeof findReservation>>;

export function reservationNotFound(): AppError {
  return new AppError("NOT_FOUND", {
    detail: "There is no such reservation of this agent. Check the id, which POST /budgets/reserve returned.",
  });
}
