import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requireAgent } from "../http/require-agent.ts";
import { releaseReservation, settleReservation } from "./end-reservation.ts";
import { findReservation, reservationIdOf } from "./find-reservation.ts";
import { listBudgets } from "./list-budgets.ts";
import { listReservations } from "./list-reservations.ts";
import { reserveBudget } from "./reserve-budget.ts";
import { toReservation } from "./to-reservation.ts";

const HEADER = "idempotency-key";

export function mountBudgets(app: App, deps: Deps): void {
  mountRoute(app, deps, "listBudgets", async ({ c, principal, query }) => c.json(await listBudgets(deps, principal, query)));

  mountRoute(app, deps, "reserveBudget", async ({ c, principal, body }) => {
    const idempotencyKey = c.req.header(HEADER);
    const { status, result, replayed } = await reserveBudget({ principal: requireAgent(principal), input: body, idempotencyKey, deps });
    if (replayed) c.header("idempotency-replayed", "true");
    return c.json(result, status);
  });

  mountRoute(app, deps, "listReservations", async ({ c, principal, query }) => c.json(await listReservations(deps, principal, query)));

  mountRoute(app, deps, "getReservation", async ({ c, principal }) => {
    const id = reservationIdOf(c.req.param("id"));
    return c.json(toReservation(await deps.database.inOrg(principal.scope, (client) => findReservation(client, principal, id))));
  });

  mountRoute(app, deps, "settleReservation", async ({ c, principal, body }) => {
    const reservationId = reservationIdOf(c.req.param("id"));
    const idempotencyKey = c.req.header(HEADER);
    const { result, replayed } = await settleReservation({
      principal: requireAgent(principal),
      reservationId,
      input: body,
      idempotencyKey,
      deps,
    });
    if (replayed) c.header("idempotency-replayed", "true");
    return c.json(result);
  });

  mountRoute(app, deps, "releaseReservation", async ({ c, principal }) => {
    const reservationId = reservationIdOf(c.req.param("id"));
    const idempotencyKey = c.req.header(HEADER);
    const { result, replayed } = await releaseReservation({ principal: requireAgent(principal), reservationId, idempotencyKey, deps });
    if (replayed) c.header("idempotency-replayed", "true");
    return c.json(result);
  });
}
