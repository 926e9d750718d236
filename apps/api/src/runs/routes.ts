import type { Deps } from "../deps.ts";
import { answerOnce } from "../http/idempotency.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requireAgent } from "../http/require-agent.ts";
import { createRun } from "./create-run.ts";
import { listRunEvents } from "./list-run-events.ts";
import { getRun, listRuns } from "./list-runs.ts";
import { recordEvent } from "./record-event.ts";
import { recordRunEvents } from "./record-run-events.ts";
import { getAgentSession, listAgentSessions } from "./sessions.ts";

export function mountRuns(app: App, deps: Deps): void {
  mountRoute(app, deps, "createRun", (call) => {
    const principal = requireAgent(call.principal);
    return answerOnce(call, `createRun/${principal.environment}`, 201, (once) => createRun({ principal, input: call.body, deps, once }));
  });

  mountRoute(app, deps, "listRuns", async ({ c, principal, query }) => c.json(await listRuns(deps, principal, query)));
  mountRoute(app, deps, "getRun", async ({ c, principal }) => c.json(await getRun(deps, principal, c.req.param("id") ?? "")));
  mountRoute(app, deps, "listRunEvents", async ({ c, principal, query }) =>
    c.json(await listRunEvents(deps, principal, c.req.param("id") ?? "", query)),
  );
  mountRoute(app, deps, "listAgentSessions", async ({ c, principal, query }) => c.json(await listAgentSessions(deps, principal, query)));
  mountRoute(app, deps, "getAgentSession", async ({ c, principal, query }) =>
    c.json(await getAgentSession(deps, principal, c.req.param("id") ?? "", query)),
  );

  mountRoute(app, deps, "recordRunEvents", async ({ c, principal, body }) => {
    const { result, replayed } = await recordRunEvents({
      principal: requireAgent(principal),
      runId: c.req.param("id") ?? "",
      input: body,
      idempotencyKey: c.req.header("idempotency-key"),
      deps,
    });
    if (replayed) c.header("idempotency-replayed", "true");
    return c.json(result);
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
