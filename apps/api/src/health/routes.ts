import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { App } from "../http/mount-route.ts";

/** For supervisors and load balancers: at the root and below the API's base, without a credential. */
export function mountHealth(app: App, deps: Deps): void {
  for (const base of ["", "/api/v1"]) {
    // Alive as long as this line runs: a database that is away is no reason to be restarted.
    app.get(`${base}/health`, (c) => c.json({ status: "ok" }));
    app.get(`${base}/ready`, async (c) => {
      await assertReady(deps);
      // Without the bus every answer is as right, only later: no reason to take this process out of service.
      return c.json(deps.bus.isConnected() ? { status: "ready" } : { status: "ready", degraded: ["bus"] });
    });
  }
}

/** @throws AppError SHUTTING_DOWN, DATABASE_UNAVAILABLE */
async function assertReady(deps: Deps): Promise<void> {
  if (deps.stopping.aborted)
    throw new AppError("SHUTTING_DOWN", { detail: "This process is stopping. Send requests to another one.", retryAfter: 1 });
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
