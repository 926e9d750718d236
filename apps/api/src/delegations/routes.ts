import type { Deps } from "../deps.ts";
import { answerOnce } from "../http/idempotency.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { createDelegation } from "./create-delegation.ts";
import { delegationGraph } from "./delegation-graph.ts";
import { delegationIdOf } from "./find-delegation.ts";
import { getDelegation } from "./get-delegation.ts";
import { listDelegations } from "./list-delegations.ts";
import { previewRevoke } from "./preview-revoke.ts";
import { revokeDelegation } from "./revoke-delegation.ts";

export function mountDelegations(app: App, deps: Deps): void {
  mountRoute(app, deps, "listDelegations", async ({ c, principal, query }) => c.json(await listDelegations({ principal, query, deps })));

  mountRoute(app, deps, "createDelegation", (call) => {
    const { principal, body } = call;
    // The environment is part of the idempotency scope, so that a key of another environment never receives this key.
    const claimRoute = principal.kind === "person" ? "createDelegation" : `createDelegation/${principal.environment}`;
    return answerOnce(call, claimRoute, 201, (once) => createDelegation({ principal, input: body, deps, once }));
  });

  mountRoute(app, deps, "getDelegation", async ({ c, principal }) =>
    c.json(await getDelegation({ principal, delegationId: delegationIdOf(c.req.param("id")), deps })),
  );

  mountRoute(app, deps, "getDelegationGraph", async ({ c, principal }) =>
    c.json(await delegationGraph({ principal, delegationId: delegationIdOf(c.req.param("id")), deps })),
  );

  mountRoute(app, deps, "previewRevokeDelegation", async ({ c, principal }) =>
    c.json(await previewRevoke({ principal, delegationId: delegationIdOf(c.req.param("id")), deps })),
  );

  mountRoute(app, deps, "revokeDelegation", async ({ c, principal }) =>
    c.json(await revokeDelegation({ principal, delegationId: delegationIdOf(c.req.param("id")), deps })),
  );
}
