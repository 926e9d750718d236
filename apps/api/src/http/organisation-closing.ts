import type { Route } from "@agentlattice/contract";
import { AppError } from "./app-error.ts";
import type { Principal } from "./principal.ts";

/** Operations that stay available to every person: read the session, sign out, switch organisation. */
const OWN_SESSION: ReadonlySet<string> = new Set(["getSession", "signOut", "listOrganisations", "switchOrganisation"]);

/**
 * Rejects operations in an organisation whose deletion was requested. Owners may read, export and cancel the deletion. Keys are rejected at
 * their look-up.
 * @throws AppError ORGANISATION_CLOSING
 */
export function refuseWhileClosing(principal: Principal, { operationId, method }: Pick<Route, "operationId" | "method">): void {
  if (principal.kind !== "person" || principal.purgeAt === null || OWN_SESSION.has(operationId)) return;
  if (principal.role === "owner" && (method === "get" || operationId === "restoreOrganisation")) return;
  throw organisationClosing();
}

/** Returns the error, which is the same for keys and people. */
export function organisationClosing(): AppError {
  return new AppError("ORGANISATION_CLOSING", {
    detail: "The deletion of this organisation was requested. An owner can cancel it in Settings, Organisation.",
  });
}
