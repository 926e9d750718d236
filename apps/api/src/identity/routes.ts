import { agentIdOf } from "../agents/find-agent.ts";
import type { Deps } from "../deps.ts";
import { answerOnce } from "../http/idempotency.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requirePerson } from "../http/require-agent.ts";
import { registerIdentityKey, revokeIdentityKey, rotateIdentityKey } from "./change-identity-keys.ts";
import { identityKeyIdOf } from "./find-identity-key.ts";
import { listIdentityKeys } from "./list-identity-keys.ts";

export function mountIdentity(app: App, deps: Deps): void {
  mountRoute(app, deps, "listIdentityKeys", async ({ c, principal, query }) =>
    c.json(await listIdentityKeys({ principal, agentId: agentIdOf(c.req.param("id")), query, deps })),
  );

  mountRoute(app, deps, "registerIdentityKey", (call) => {
    const principal = requirePerson(call.principal);
    const agentId = agentIdOf(call.c.req.param("id"));
    const { public_key: publicKey } = call.body;
    return answerOnce(call, "registerIdentityKey", 201, (once) => registerIdentityKey({ principal, agentId, publicKey, once, deps }));
  });

  mountRoute(app, deps, "rotateIdentityKey", (call) => {
    const principal = requirePerson(call.principal);
    const [agentId, keyId] = [agentIdOf(call.c.req.param("id")), identityKeyIdOf(call.c.req.param("key_id"))];
    const { public_key: publicKey, overlap } = call.body;
    return answerOnce(call, "rotateIdentityKey", 201, (once) =>
      rotateIdentityKey({ principal, agentId, keyId, publicKey, overlap, once, deps }),
    );
  });

  mountRoute(app, deps, "revokeIdentityKey", async ({ c, principal }) => {
    const [agentId, keyId] = [agentIdOf(c.req.param("id")), identityKeyIdOf(c.req.param("key_id"))];
    return c.json(await revokeIdentityKey({ principal: requirePerson(principal), agentId, keyId, deps }));
  });
}
