import type { Deps } from "../deps.ts";
import { answerOnce } from "../http/idempotency.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { createPolicy } from "./create-policy.ts";
import { policyIdOf } from "./find-policy.ts";
import { getPolicy } from "./get-policy.ts";
import { listPolicies } from "./list-policies.ts";
import { publishPolicy } from "./publish-policy.ts";
import { validatePolicy } from "./validate-policy.ts";

export function mountPolicies(app: App, deps: Deps): void {
  mountRoute(app, deps, "listPolicies", async ({ c, principal, query }) => c.json(await listPolicies({ principal, query, deps })));

  mountRoute(app, deps, "createPolicy", (call) =>
    answerOnce(call, "createPolicy", 201, (once) => createPolicy({ principal: call.principal, input: call.body, deps, once })),
  );

  mountRoute(app, deps, "validatePolicy", async ({ c, body }) => c.json(validatePolicy(body)));

  mountRoute(app, deps, "getPolicy", async ({ c, principal }) =>
    c.json(await getPolicy({ principal, policyId: policyIdOf(c.req.param("id")), deps })),
  );

  mountRoute(app, deps, "publishPolicy", (call) => {
    const policyId = policyIdOf(call.c.req.param("id"));
    return answerOnce(call, "publishPolicy", 200, (once) =>
      publishPolicy({ principal: call.principal, policyId, version: call.body.version, deps, once }),
    );
  });
}
