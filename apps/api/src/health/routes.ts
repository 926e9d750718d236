import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { createGovernanceHealth } from "./governance-health.ts";
import { watchLedgers } from "./watch-ledgers.ts";

/** Mounts the health checks at the root and below the API's base. They need no credential. */
export function mountHealth(app: App, deps: Deps): void {
  const ledgers = watchLedgers(deps);
  const governance = createGovernanceHealth(deps);
  mountRoute(app, deps, "getGovernanceHealth", async ({ c, principal }) =>
    c.json(principal ? await governance.of(principal.scope) : await governance.status()),
  );
  for (const base of ["", "/api/v1"]) {
    // The process is alive if this runs. An unavailable database is no reason to restart it.
    app.get(`${base}/health`, (c) => c.json({ status: "ok" }));
    app.get(`${base}/ready`, async (c) => {
      await assertReady(deps);
      await ledgers.assertSigned();
      // Without the bus, responses are slower but correct. An unsigned ledger affects only its own organisation. Neither is a reason to
      // take this process out of service.
      const degraded = [...(deps.bus.isConnected() ? [] : ["bus"]), ...(deps.database.health.faults().length > 0 ? ["ledger"] : [])];
      return c.json(degraded.length === 0 ? { status: "ready" } : { status: "ready", degraded });
    });
  }
}

/** Time for which a failed commit makes the process unready, if no later commit succeeds. */
const FAILURE_COUNTS_MS = 5_000;

/** @throws AppError SHUTTING_DOWN, STARTING, DATABASE_UNAVAILABLE */
async function assertReady(deps: Deps): Promise<void> {
  if (deps.stopping.aborted)
    throw new AppError("SHUTTING_DOWN", { detail: "This process is stopping. Send requests to another one.", retryAfter: 1 });
  if (!deps.inspector.isReady)
    throw new AppError("STARTING", {
      detail: "The threads that inspect content are starting. Send requests to another process.",
      retryAfter: 1,
    });
  const { failedAt } = deps.database.ledger;
  if (failedAt !== null && deps.now() - failedAt < FAILURE_COUNTS_MS)
    throw new AppError("DATABASE_UNAVAILABLE", {
      detail: "The database takes no commits, so no action is decided. Check the database's log; its disk may be full or read-only.",
      retryAfter: 1,
    });
  try {
    await deps.database.lookups.ping();
  } catch (cause) {
    throw new AppError("DATABASE_UNAVAILABLE", {
      detail: "The database is not answering. Send requests to another process.",
      cause,
      retryAfter: 1,
    });
  }
}
