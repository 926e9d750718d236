import type { Deps } from "../deps.ts";
import { answerOnce } from "../http/idempotency.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requirePerson } from "../http/require-agent.ts";
import { changeAgent } from "./change-agent.ts";
import { createAgent } from "./create-agent.ts";
import { createAgentKey } from "./create-agent-key.ts";
import { createOrgKey } from "./create-org-key.ts";
import { agentIdOf } from "./find-agent.ts";
import { getAgent } from "./get-agent.ts";
import { listAgentKeys } from "./list-agent-keys.ts";
import { listAgents } from "./list-agents.ts";
import { keyIdOf, revokeKey } from "./revoke-key.ts";

export function mountAgents(app: App, deps: Deps): void {
  mountRoute(app, deps, "listAgents", async ({ c, principal, query }) => c.json(await listAgents({ principal, query, deps })));

  mountRoute(app, deps, "createAgent", (call) =>
    answerOnce(call, "createAgent", 201, (once) => createAgent({ principal: call.principal, input: call.body, deps, once })),
  );

  mountRoute(app, deps, "getAgent", async ({ c, principal }) =>
    c.json(await getAgent({ principal, agentId: agentIdOf(c.req.param("id")), deps })),
  );

  mountRoute(app, deps, "changeAgent", async ({ c, principal, body }) =>
    c.json(await changeAgent({ principal, agentId: agentIdOf(c.req.param("id")), patch: body, deps })),
  );

  mountRoute(app, deps, "listAgentKeys", async ({ c, principal, query }) =>
    c.json(await listAgentKeys({ principal, agentId: agentIdOf(c.req.param("id")), query, deps })),
  );

  mountRoute(app, deps, "createAgentKey", (call) => {
    const agentId = agentIdOf(call.c.req.param("id"));
    return answerOnce(call, "createAgentKey", 201, (once) =>
      createAgentKey({ principal: call.principal, agentId, input: call.body, deps, once }),
    );
  });

  mountRoute(app, deps, "revokeAgentKey", async ({ c, principal }) =>
    c.json(await revokeKey({ principal, agentId: agentIdOf(c.req.param("id")), keyId: keyIdOf(c.req.param("key_id")), deps })),
  );

  mountRoute(app, deps, "createOrgKey", (call) =>
    answerOnce(call, "createOrgKey", 201, (once) =>
      createOrgKey({ principal: requirePerson(call.principal), input: call.body, deps, once }),
    ),
  );

  mountRoute(app, deps, "revokeOrgKey", async ({ c, principal }) =>
    c.json(await revokeKey({ principal, agentId: null, keyId: keyIdOf(c.req.param("key_id")), deps })),
  );
}
