import { agentIdOf, findAgent } from "../agents/find-agent.ts";
import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requirePerson } from "../http/require-agent.ts";
import { changeBreaker } from "./change-breaker.ts";
import { describeBreaker } from "./describe-breaker.ts";

export function mountBreakers(app: App, deps: Deps): void {
  mountRoute(app, deps, "getBreaker", async ({ c, principal, query }) => {
    const agentId = agentIdOf(c.req.param("id"));
    const breaker = await deps.database.inOrg(principal.scope, async (client) => {
      const agent = await findAgent(client, principal, agentId);
      return describeBreaker({ deps, principal, client, agent, environment: query.environment });
    });
    return c.json(breaker);
  });

  mountRoute(app, deps, "changeBreaker", async ({ c, principal, query, body }) => {
    const agentId = agentIdOf(c.req.param("id"));
    const { environment } = query;
    return c.json(await changeBreaker({ principal: requirePerson(principal), agentId, input: body, environment, deps }));
  });
}
