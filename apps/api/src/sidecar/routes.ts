import { traceIdOf } from "@agentlattice/core";
import { refuseOtherDelegation } from "../actions/refuse-other-delegation.ts";
import type { Deps } from "../deps.ts";
import { answerAction } from "../http/answer-action.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { readPreferences, takesMinimal } from "../http/prefer.ts";
import { requireAgent } from "../http/require-agent.ts";
import { STATEMENT_HEADER } from "../identity/verify-statement.ts";
import { evaluate } from "./evaluate.ts";
import { listModules } from "./list-modules.ts";
import { scanContent } from "./scan-content.ts";
import { validateDecision } from "./validate-decision.ts";

export function mountSidecar(app: App, deps: Deps): void {
  mountRoute(app, deps, "evaluate", async ({ c, principal, body, bytes }) => {
    const agent = requireAgent(principal);
    refuseOtherDelegation(c, agent);
    const { wait } = readPreferences(c.req.header("prefer"));
    const evaluated = await evaluate({
      principal: agent,
      input: body,
      eventId: c.req.header("x-al-event-id"),
      traceId: traceIdOf(c.req.header("traceparent")),
      statement: { jws: c.req.header(STATEMENT_HEADER), bytes },
      receipt: !takesMinimal(c),
      wait,
      signal: c.req.raw.signal,
      deps,
    });
    return answerAction(c, evaluated, wait);
  });

  mountRoute(app, deps, "validateDecision", async ({ c, body }) => c.json(validateDecision(body.decision)));

  mountRoute(app, deps, "scanContent", async ({ c, principal, body }) =>
    c.json(await scanContent({ principal, content: body.content, deps })),
  );

  mountRoute(app, deps, "listModules", async ({ c }) => c.json(listModules(), 200, { "cache-control": "public, max-age=3600" }));
}
