import type { ReservationQuery } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import type { z } from "zod";
import { refuseWithheldFilters } from "../audit/data-withheld-reason.ts";
import type { Deps } from "../deps.ts";
import { entryReference } from "../http/caller-reference.ts";
import { decodeCursor, idPosition, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import { reservationsOf } from "./find-reservation.ts";
import { toReservation } from "./to-reservation.ts";

/** Lists reservations, newest first. @throws AppError as `refuseWithheldFilters` */
export async function listReservations(deps: Pick<Deps, "database">, principal: Principal, query: z.output<typeof ReservationQuery>) {
  const before = decodeCursor(query.cursor, idPosition)?.[0];
  const { status, agent, run, session } = query;
  refuseWithheldFilters(principal, session === undefined ? [] : ["session"]);
  const keys = await deps.database.keysOf(principal.scope.orgId);
  const rows = await deps.database.inOrg(principal.scope, (client) =>
    client.costReservation.findMany({
      where: {
        AND: [
          reservationsOf(principal),
          {
            ...(before === undefined ? {} : { reservationId: { lt: before } }),
            ...(status === undefined ? {} : { status }),
            ...(agent === undefined ? {} : { agentId: decodeId("agt", agent) ?? "" }),
            ...(run === undefined ? {} : { runId: decodeId("run", run) }),
            ...(session === undefined ? {} : { session: Buffer.from(entryReference(keys, "session", session)) }),
          },
        ],
      },
      orderBy: { reservationId: "desc" },
      take: query.limit + 1,
      include: { agent: true },
    }),
  );
  return toPage(rows, query.limit, toReservation, (row) => [row.reservationId]);
}
