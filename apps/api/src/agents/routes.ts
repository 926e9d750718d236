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
import { listAgents } from "./list-agents.ts";
import { listKeys } from "./list-keys.ts";
import { keyIdOf, revokeKey } from "./revoke-key.ts";
import { rotateKey } from "./rotate-key.ts";

export function mountAgents(app: App, deps: Deps): void {
  mountRoute(app, deps, "listAgents", async ({ c, principal, query }) => c.json(await listAgents({ principal, query, deps })));

  mountRoute(app, deps, "createAgent", (call) =>
    answerOnce(call, "createAgent", 201, (once) => createAgent({ principal: call.principal, input: call.body, deps, once })),
  );

  mountRoute(app, deps, "getAgent", async ({ c, principal, query }) =>
    c.json(await getAgent({ principal, agentId: agentIdOf(c.req.param("id")), query, deps })),
  );

  mountRoute(app, deps, "changeAgent", async ({ c, principal, body }) =>
    c.json(await changeAgent({ principal, agentId: agentIdOf(c.req.param("id")), patch: body, deps })),
  );

  mountRoute(app, deps, "listAgentKeys", async ({ c, principal, query }) =>
    c.json(await listKeys({ principal, agentId: agentIdOf(c.req.param("id")), query, deps })),
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

  mountRoute(app, deps, "rotateAgentKey", (call) => {
    const { c, principal, body: input } = call;
    const [agentId, keyId] = [agentIdOf(c.req.param("id")), keyIdOf(c.req.param("key_id"))];
    return answerOnce(call, "rotateAgentKey", 201, (once) => rotateKey({ principal, agentId, keyId, input, deps, once }));
  });

  mountRoute(app, deps, "listOrgKeys", async ({ c, principal, query }) =>
    c.json(await listKeys({ principal, agentId: null, query, deps })),
  );

  mountRoute(app, deps, "rotateOrgKey", (call) => {
    const { c, principal, body: input } = call;
    const keyId = keyIdOf(c.req.param("key_id"));
    return answerOnce(call, "rotateOrgKey", 201, (once) => rotateKey({ principal, agentId: null, keyId, input, deps, once }));
  });

  mountRoute(app, deps, "createOrgKey", (call) =>
    answerOnce(call, "createOrgKey", 201, (once) =>
      createOrgKey({ principal: requirePerson(call.principal), input: call.body, deps, once }),
    ),
  );

  mountRoute(app, deps, "revokeOrgKey", async ({ c, principal }) =>
    c.json(await revokeKey({ principal, agentId: null, keyId: keyIdOf(c.req.param("key_id")), deps })),
  );
}
