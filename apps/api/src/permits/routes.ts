import { decodeId } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { authenticate } from "../http/authenticate.ts";
import { answerOnce } from "../http/idempotency.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { requirePerson } from "../http/require-agent.ts";
import { consumePermit } from "./consume-permit.ts";
import { readPermitKeys } from "./permit-keys.ts";
import { rotatePermitKey } from "./rotate-permit-key.ts";

/** Seconds for which verifiers may cache the keys: as long as the longest permit. */
const CACHE = "public, max-age=60";

export function mountPermits(app: App, deps: Deps): void {
  mountRoute(app, deps, "getPermitKeys", async ({ c, query }) => {
    const authorization = c.req.header("authorization");
    const principal = authorization === undefined ? null : await authenticate(deps, authorization, { touch: false });
    if (principal) await deps.rate.take(c, principal);
    const orgId = query.org === undefined ? principal?.scope.orgId : decodeId("org", query.org);
    if (!orgId) throw new AppError("INVALID_REQUEST", { detail: "Name the organisation as ?org=, or send a key of the organisation." });
    const keys = await readPermitKeys(deps, orgId, { isMember: principal?.scope.orgId === orgId });
    c.header("cache-control", principal ? "no-store" : CACHE);
    return c.json(keys);
  });

  mountRoute(app, deps, "rotatePermitKey", (call) =>
    answerOnce(call, "rotatePermitKey", 200, (once) =>
      rotatePermitKey({ principal: requirePerson(call.principal), overlap: call.body.overlap, once, deps }),
    ),
  );

  mountRoute(app, deps, "consumePermit", async ({ c, principal, body }) => {
    if (principal.kind !== "org_key")
      throw new AppError("FORBIDDEN", { detail: "This operation requires an organisation key with the scope permits:consume." });
    const consumed = await consumePermit({ principal, input: body, idempotencyKey: c.req.header("idempotency-key"), deps });
    if (consumed.replayed) c.header("idempotency-replayed", "true");
    return c.json(consumed);
  });
}
