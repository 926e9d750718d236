import { policyJsonSchema } from "@agentlattice/core/policy";
import { reassessOpen } from "../approvals/reassess-open.ts";
import type { Deps } from "../deps.ts";
import { answerOnce } from "../http/idempotency.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import type { Principal } from "../http/principal.ts";
import { requireAgent } from "../http/require-agent.ts";
import { answerBacktest } from "./backtest/answer-backtest.ts";
import { changePolicySettings } from "./change-policy-settings.ts";
import { chooseText } from "./choose-text.ts";
import { createPolicy } from "./create-policy.ts";
import { diffPolicy } from "./diff-policy.ts";
import { disablePolicy } from "./disable-policy.ts";
import { policyIdOf, versionOf } from "./find-policy.ts";
import { getPolicy } from "./get-policy.ts";
import { getPolicyBundle } from "./get-policy-bundle.ts";
import { getVersion } from "./get-version.ts";
import { previewImpact } from "./impact/preview-impact.ts";
import { listPolicies } from "./list-policies.ts";
import { listVersions } from "./list-versions.ts";
import { getPolicySettings } from "./policy-settings.ts";
import { publishPolicy } from "./publish-policy.ts";
import { decideReview, reviewIdOf } from "./review/decide-review.ts";
import { listReviews } from "./review/list-reviews.ts";
import { requestReview } from "./review/request-review.ts";
import { testPolicy } from "./test-policy.ts";
import { validatePolicy } from "./validate-policy.ts";

export function mountPolicies(app: App, deps: Deps): void {
  /** Answers after the change has reached the open requests. */
  const effective = async (principal: Principal, changed: Response | Promise<Response>) => {
    const response = await changed;
    await reassessOpen(deps, principal.scope.orgId);
    return response;
  };

  mountRoute(app, deps, "listPolicies", async ({ c, principal, query }) => c.json(await listPolicies({ principal, query, deps })));

  mountRoute(app, deps, "previewPolicyImpact", async ({ c, principal, body }) =>
    c.json(await previewImpact({ principal, input: body, deps })),
  );

  // Mounted before the routes with an id, which would match `bundle`.
  mountRoute(app, deps, "getPolicyBundle", async ({ c, principal }) =>
    c.json(await getPolicyBundle({ principal: requireAgent(principal), deps }), 200, { "cache-control": "no-store" }),
  );

  mountRoute(app, deps, "createPolicy", (call) =>
    answerOnce(call, "createPolicy", 201, (once) => createPolicy({ principal: call.principal, input: call.body, deps, once })),
  );

  mountRoute(app, deps, "validatePolicy", async ({ c, principal, body }) => c.json(await validatePolicy({ deps, principal }, body)));

  mountRoute(app, deps, "getPolicySettings", async ({ c, principal }) => c.json(await getPolicySettings({ principal, deps })));

  mountRoute(app, deps, "changePolicySettings", async ({ c, principal, body }) =>
    effective(principal, c.json(await changePolicySettings({ principal, change: body, deps }))),
  );

  mountRoute(app, deps, "listPolicyReviews", async ({ c, principal, query }) => c.json(await listReviews({ principal, query, deps })));

  mountRoute(app, deps, "requestPolicyReview", (call) => {
    const policyId = policyIdOf(call.c.req.param("id"));
    return answerOnce(call, "requestPolicyReview", 201, (once) =>
      requestReview({ principal: call.principal, policyId, input: call.body, deps, once }),
    );
  });

  mountRoute(app, deps, "decidePolicyReview", (call) => {
    const policyId = policyIdOf(call.c.req.param("id"));
    const reviewId = reviewIdOf(call.c.req.param("review_id"));
    return effective(
      call.principal,
      answerOnce(call, "decidePolicyReview", 200, (once) =>
        decideReview({ principal: call.principal, policyId, reviewId, input: call.body, deps, once }),
      ),
    );
  });

  mountRoute(app, deps, "getPolicySchema", async ({ c }) =>
    c.body(JSON.stringify(policyJsonSchema()), 200, { "content-type": "application/schema+json", "cache-control": "public, max-age=3600" }),
  );

  mountRoute(app, deps, "getPolicy", async ({ c, principal, query }) =>
    c.json(await getPolicy({ principal, policyId: policyIdOf(c.req.param("id")), query, deps })),
  );

  mountRoute(app, deps, "testPolicy", async ({ c, principal, body }) => c.json(await testPolicy({ principal, input: body, deps })));

  mountRoute(app, deps, "validatePolicyVersion", async ({ c, principal, body }) =>
    c.json(
      await validatePolicy(
        { deps, principal },
        await chooseText({ principal, policyId: policyIdOf(c.req.param("id")), input: body, deps }),
      ),
    ),
  );

  mountRoute(app, deps, "testPolicyVersion", async ({ c, principal, body: { cases, ...input } }) => {
    const text = await chooseText({ principal, policyId: policyIdOf(c.req.param("id")), input, deps });
    return c.json(await testPolicy({ principal, input: { ...text, ...(cases ? { cases } : {}) }, deps }));
  });

  mountRoute(app, deps, "backtestDocument", ({ c, principal, body }) =>
    answerBacktest(c, { principal, policyId: null, input: body, deps }),
  );

  mountRoute(app, deps, "backtestPolicy", ({ c, principal, body }) =>
    answerBacktest(c, { principal, policyId: policyIdOf(c.req.param("id")), input: body, deps }),
  );

  mountRoute(app, deps, "listPolicyVersions", async ({ c, principal, query }) =>
    c.json(await listVersions({ principal, policyId: policyIdOf(c.req.param("id")), query, deps })),
  );

  mountRoute(app, deps, "getPolicyVersion", async ({ c, principal }) =>
    c.json(await getVersion({ principal, policyId: policyIdOf(c.req.param("id")), version: versionOf(c.req.param("version")), deps })),
  );

  mountRoute(app, deps, "diffPolicy", async ({ c, principal, query }) =>
    c.json(await diffPolicy({ principal, policyId: policyIdOf(c.req.param("id")), query, deps })),
  );

  mountRoute(app, deps, "disablePolicy", (call) => {
    const policyId = policyIdOf(call.c.req.param("id"));
    return effective(
      call.principal,
      answerOnce(call, "disablePolicy", 200, (once) => disablePolicy({ principal: call.principal, policyId, deps, once })),
    );
  });

  mountRoute(app, deps, "publishPolicy", (call) => {
    const policyId = policyIdOf(call.c.req.param("id"));
    return effective(
      call.principal,
      answerOnce(call, "publishPolicy", 200, (once) =>
        publishPolicy({ principal: call.principal, policyId, version: call.body.version, deps, once }),
      ),
    );
  });
}
