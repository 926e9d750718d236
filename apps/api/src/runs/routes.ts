import type { Deps } from "../deps.ts";
import { answerOnce } from "../http/idempotency.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requireAgent } from "../http/require-agent.ts";
import { createRun } from "./create-run.ts";
import { findRun } from "./find-run.ts";
import { recordEvent } from "./record-event.ts";
import { toRun } from "./to-run.ts";

export function mountRuns(app: App, deps: Deps): void {
  mountRoute(app, deps, "createRun", (call) => {
    const principal = requireAgent(call.principal);
    return answerOnce(call, `createRun/${principal.environment}`, 201, (once) => createRun({ principal, input: call.body, deps, once }));
  });

  mountRoute(app, deps, "getRun", async ({ c, principal }) => {
    const row = await deps.database.inOrg(principal.scope, (client) => findRun(client, principal, c.req.param("id") ?? ""));
    return c.json(await toRun(deps, row));
  });

  mountRoute(app, deps, "recordEvent", async ({ c, principal, body }) => {
    const { result, replayed } = await recordEvent({
      principal: requireAgent(principal),
      input: body,
      idempotencyKey: c.req.header("idempotency-key"),
      deps,
    });
    if (replayed) c.header("idempotency-replayed", "true");
    return c.json(result, 201);
  });
}
