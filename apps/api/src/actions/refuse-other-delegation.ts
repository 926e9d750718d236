import type { Context } from "hono";
import { AppError } from "../http/app-error.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { delegationIdOf } from "./acting.ts";

/** Rejects a delegation header for another delegation than the credential's own. INVARIANT: such a header is never ignored. */
export function refuseOtherDelegation(c: Context, principal: AgentPrincipal): void {
  const named = c.req.header("x-al-delegation-id");
  if (named === undefined || named === delegationIdOf(principal)) return;
  const detail = principal.delegation
    ? "X-AL-Delegation-ID does not name this key's delegation. Send the delegation's own key, or leave the header out."
    : "This key is not a delegation's. Send X-AL-Delegation-ID only with the delegation's own key.";
  throw new AppError("DELEGATION_INVALID", { detail });
}
