import type { Deps } from "../../deps.ts";
import { type App, mountRoute } from "../../http/mount-route.ts";
import { requirePerson } from "../../http/require-agent.ts";
import { approvalIdOf } from "../find-approval.ts";
import { getQuality } from "./get-quality.ts";
import { openApproval } from "./open-approval.ts";

export function mountQuality(app: App, deps: Deps): void {
  mountRoute(app, deps, "getApprovalQuality", async ({ c, principal, query }) => c.json(await getQuality({ principal, query, deps })));

  mountRoute(app, deps, "openApproval", async ({ c, principal }) => {
    await openApproval({ principal: requirePerson(principal), approvalId: approvalIdOf(c.req.param("id")), deps });
    return c.body(null, 204);
  });
}
