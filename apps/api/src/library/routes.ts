import { reassessOpen } from "../approvals/reassess-open.ts";
import type { Deps } from "../deps.ts";
import { answerOnce } from "../http/idempotency.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { getItem } from "./get-item.ts";
import { installItem } from "./install-item.ts";
import { listLibrary } from "./list-library.ts";

export function mountLibrary(app: App, deps: Deps): void {
  mountRoute(app, deps, "listLibrary", async ({ c, principal }) => c.json(await listLibrary({ principal, deps })));

  mountRoute(app, deps, "getLibraryItem", async ({ c, principal }) =>
    c.json(await getItem({ principal, name: c.req.param("name"), deps })),
  );

  mountRoute(app, deps, "installLibraryItem", async (call) => {
    const response = await answerOnce(call, "installLibraryItem", 200, (once) =>
      installItem({ principal: call.principal, name: call.c.req.param("name"), input: call.body, deps, once }),
    );
    if (call.body.publish && !call.body.dry_run) await reassessOpen(deps, call.principal.scope.orgId);
    return response;
  });
}
