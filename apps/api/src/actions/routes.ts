import { traceIdOf } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import { answerAction } from "../http/answer-action.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { readPreferences, takesMinimal } from "../http/prefer.ts";
import { requireAgent } from "../http/require-agent.ts";
import { STATEMENT_HEADER } from "../identity/verify-statement.ts";
import { resolveActionId } from "./action-id.ts";
import { checkAction } from "./check-action.ts";
import { readAction } from "./read-action.ts";
import { refuseOtherDelegation } from "./refuse-other-delegation.ts";
import { reportOutcome } from "./report-outcome.ts";
import { submitAndWait } from "./submit-and-wait.ts";

export function mountActions(app: App, deps: Deps): void {
  mountRoute(app, deps, "submitAction", async ({ c, principal, body, bytes }) => {
    const agent = requireAgent(principal);
    refuseOtherDelegation(c, agent);
    const { wait } = readPreferences(c.req.header("prefer"));
    const submitted = await submitAndWait({
      principal: agent,
      submission: body,
      eventId: c.req.header("x-al-event-id"),
      statement: { jws: c.req.header(STATEMENT_HEADER), bytes },
      receipt: !takesMinimal(c),
      traceId: traceIdOf(c.req.header("traceparent")),
      wait,
      signal: c.req.raw.signal,
      deps,
    });
    return answerAction(c, submitted, wait);
  });

  mountRoute(app, deps, "getAction", async ({ c, principal }) => {
    const agent = requireAgent(principal);
    return c.json(await readAction(deps, agent, await resolveActionId(deps, agent, c.req.param("id")), true));
  });

  mountRoute(app, deps, "checkAction", async ({ c, principal, body }) => {
    const agent = requireAgent(principal);
    refuseOtherDelegation(c, agent);
    return c.json(await checkAction({ principal: agent, submission: body, deps }));
  });

  mountRoute(app, deps, "reportOutcome", async ({ c, principal, body }) => {
    const agent = requireAgent(principal);
    const { result, replayed } = await reportOutcome({
      principal: agent,
      eventId: await resolveActionId(deps, agent, c.req.param("id")),
      report: body,
      idempotencyKey: c.req.header("idempotency-key"),
      deps,
    });
    if (replayed) c.header("idempotency-replayed", "true");
    return c.json(result, 201);
  });

  mountRoute(app, deps, "reportOutcomeById", async ({ c, principal, body }) => {
    const { audit_event_id, ...report } = body;
    const agent = requireAgent(principal);
    const { result, replayed } = await reportOutcome({
      principal: agent,
      eventId: await resolveActionId(deps, agent, audit_event_id),
      report,
      idempotencyKey: c.req.header("idempotency-key"),
      deps,
    });
    if (replayed) c.header("idempotency-replayed", "true");
    return c.json(result, 201);
  });
}
