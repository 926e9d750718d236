import type { Deps } from "../deps.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { confirmPreference, readPreferences, takesMinimal } from "../http/prefer.ts";
import { requireAgent, requirePerson } from "../http/require-agent.ts";
import { awaitApproval } from "./await-approval.ts";
import { cancelApproval } from "./cancel-approval.ts";
import { collectApproval } from "./collect-approval.ts";
import { decideApproval } from "./decide-approval.ts";
import { approvalIdOf } from "./find-approval.ts";
import { listApprovals } from "./list-approvals.ts";
import { reviewApproval } from "./review-approval.ts";

export function mountApprovals(app: App, deps: Deps): void {
  mountRoute(app, deps, "listApprovals", async ({ c, principal, query }) => c.json(await listApprovals({ principal, query, deps })));

  mountRoute(app, deps, "getApproval", async ({ c, principal }) => {
    const { wait } = readPreferences(c.req.header("prefer"));
    const approval = await awaitApproval({
      deps,
      principal,
      approvalId: approvalIdOf(c.req.param("id")),
      waitMs: wait * 1000,
      signal: c.req.raw.signal,
    });
    if (wait > 0) confirmPreference(c, `wait=${wait}`);
    if (approval.status !== "pending" || wait === 0) return c.json(approval);
    c.header("retry-after", "1");
    c.header("location", approval.approval_url);
    return c.json(approval, 202);
  });

  mountRoute(app, deps, "reviewApproval", async ({ c, principal }) =>
    c.json(await reviewApproval({ principal: requirePerson(principal), approvalId: approvalIdOf(c.req.param("id")), deps })),
  );

  mountRoute(app, deps, "decideApproval", async ({ c, principal, body }) => {
    const { approval, replayed } = await decideApproval({
      principal: requirePerson(principal),
      approvalId: approvalIdOf(c.req.param("id")),
      decision: body,
      idempotencyKey: c.req.header("idempotency-key"),
      deps,
    });
    if (replayed) c.header("idempotency-replayed", "true");
    return c.json(approval);
  });

  mountRoute(app, deps, "collectApproval", async ({ c, principal, body }) => {
    const approvalId = approvalIdOf(c.req.param("id"));
    const receipt = !takesMinimal(c);
    return c.json(await collectApproval({ principal: requireAgent(principal), approvalId, audience: body.audience, receipt, deps }));
  });

  mountRoute(app, deps, "cancelApproval", async ({ c, principal }) =>
    c.json(await cancelApproval({ principal: requireAgent(principal), approvalId: approvalIdOf(c.req.param("id")), deps })),
  );
}
