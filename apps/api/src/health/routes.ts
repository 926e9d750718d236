import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { App } from "../http/mount-route.ts";
import { watchLedgers } from "./watch-ledgers.ts";

/** For supervisors and load balancers: at the root and below the API's base, without a credential. */
export function mountHealth(app: App, deps: Deps): void {
  const ledgers = watchLedgers(deps);
  for (const base of ["", "/api/v1"]) {
    // Alive as long as this line runs: a database that is away is no reason to be restarted.
    app.get(`${base}/health`, (c) => c.json({ status: "ok" }));
    app.get(`${base}/ready`, async (c) => {
      await assertReady(deps);
      await ledgers.assertSigned();
      // Without the bus every answer is as right, only later; of several ledgers one that is not signed denies its own organisation
      // alone. Neither is a reason to take this process out of service.
      const degraded = [...(deps.bus.isConnected() ? [] : ["bus"]), ...(deps.database.health.faults().length > 0 ? ["ledger"] : [])];
      return c.json(degraded.length === 0 ? { status: "ready" } : { status: "ready", degraded });
    });
  }
}

/** So long a commit that failed speaks against a process to which nobody sends requests. */
const FAILURE_COUNTS_MS = 5_000;

/** @throws AppError SHUTTING_DOWN, DATABASE_UNAVAILABLE */
async function assertReady(deps: Deps): Promise<void> {
  if (deps.stopping.aborted)
    throw new AppError("SHUTTING_DOWN", { detail: "This process is stopping. Send requests to another one.", retryAfter: 1 });
  const { failedAt } = deps.database.ledger;
  if (failedAt !== null && deps.now() - failedAt < FAILURE_COUNTS_MS)
    throw new AppError("DATABASE_UNAVAILABLE", {
      detail: "The database takes no commits, so nothing is decided: is its disk full or read-only? Its log says why.",
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
