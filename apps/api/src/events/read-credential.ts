import type { Deps } from "../deps.ts";
import { authenticate } from "../http/authenticate.ts";
import { authorise } from "../http/authorise.ts";
import { refuseWhileClosing } from "../http/organisation-closing.ts";
import type { Principal } from "../http/principal.ts";

/** Returns the current principal of an open stream's credential. @throws AppError UNAUTHENTICATED, FORBIDDEN, ORGANISATION_CLOSING */
export async function readCredential(
  deps: Pick<Deps, "configs" | "database" | "env" | "keys" | "log" | "now" | "sessions">,
  authorization: string,
): Promise<Principal> {
  const current = await authenticate(deps, authorization, { touch: false });
  refuseWhileClosing(current, { operationId: "streamEvents", method: "get" });
  authorise(current, "audit:read");
  // Keeps the configuration cached and polled, so that a lost hint delays a revocation by seconds only.
  await deps.configs.get(current.scope.orgId);
  return current;
}
