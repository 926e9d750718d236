import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { consumePermit } from "./consume-permit.ts";

export function mountPermits(app: App, deps: Deps): void {
  mountRoute(app, deps, "consumePermit", async ({ c, principal, body }) => {
    if (principal.kind !== "org_key")
      throw new AppError("FORBIDDEN", { detail: "This operation requires an organisation key with the scope permits:consume." });
    const consumed = await consumePermit({ principal, input: body, idempotencyKey: c.req.header("idempotency-key"), deps });
    if (consumed.replayed) c.header("idempotency-replayed", "true");
    return c.json(consumed);
  });
}
