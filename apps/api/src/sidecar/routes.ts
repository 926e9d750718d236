import { traceIdOf } from "@agentlattice/core";
import { refuseOtherDelegation } from "../actions/refuse-other-delegation.ts";
import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { takesMinimal } from "../http/prefer.ts";
import { requireAgent } from "../http/require-agent.ts";
import { evaluate } from "./evaluate.ts";
import { listModules } from "./list-modules.ts";
import { scanContent } from "./scan-content.ts";
import { validateDecision } from "./validate-decision.ts";

export function mountSidecar(app: App, deps: Deps): void {
  mountRoute(app, deps, "evaluate", async ({ c, principal, body }) => {
    const agent = requireAgent(principal);
    refuseOtherDelegation(c, agent);
    const { result, replayed } = await evaluate({
      principal: agent,
      input: body,
      eventId: c.req.header("x-al-event-id"),
      traceId: traceIdOf(c.req.header("traceparent")),
      receipt: !takesMinimal(c),
      deps,
    });
    if (replayed) c.header("idempotency-replayed", "true");
    return c.json(result, result.status === "requested" ? 202 : 200);
  });

  mountRoute(app, deps, "validateDecision", async ({ c, body }) => c.json(validateDecision(body.decision)));

  mountRoute(app, deps, "scanContent", async ({ c, principal, body }) =>
    c.json(await scanContent({ principal, content: body.content, deps })),
  );

  mountRoute(app, deps, "listModules", async ({ c }) => c.json(listModules(), 200, { "cache-control": "public, max-age=3600" }));
}
