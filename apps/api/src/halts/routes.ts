import type { Deps } from "../deps.ts";
import { answerOnce } from "../http/idempotency.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requireAgent, requirePerson } from "../http/require-agent.ts";
import { acknowledgeHalt } from "./acknowledge-halt.ts";
import { createHalt } from "./create-halt.ts";
import { haltIdOf } from "./find-halt.ts";
import { getHalt, listHalts } from "./list-halts.ts";
import { previewHalt } from "./preview-halt.ts";
import { resumeHalt } from "./resume-halt.ts";

export function mountHalts(app: App, deps: Deps): void {
  mountRoute(app, deps, "listHalts", async ({ c, principal, query }) => c.json(await listHalts(deps, principal, query)));

  mountRoute(app, deps, "createHalt", async (call) =>
    answerOnce(call, "createHalt", 201, (once) => createHalt({ principal: requirePerson(call.principal), input: call.body, once, deps })),
  );

  mountRoute(app, deps, "previewHalt", async ({ c, principal, body }) =>
    c.json(await previewHalt(deps, requirePerson(principal), body.scope)),
  );

  mountRoute(app, deps, "getHalt", async ({ c, principal }) => c.json(await getHalt(deps, principal, haltIdOf(c.req.param("id")))));

  mountRoute(app, deps, "acknowledgeHalt", async ({ c, principal, body }) =>
    c.json(await acknowledgeHalt({ principal: requireAgent(principal), haltId: haltIdOf(c.req.param("id")), input: body, deps })),
  );

  mountRoute(app, deps, "resumeHalt", async (call) => {
    const haltId = haltIdOf(call.c.req.param("id"));
    return answerOnce(call, "resumeHalt", 200, (once) =>
      resumeHalt({ principal: requirePerson(call.principal), haltId, reason: call.body.reason, once, deps }),
    );
  });
}
