import type { Route } from "@agentlattice/contract";
import { AppError } from "./app-error.ts";
import type { Principal } from "./principal.ts";

/** What every person may still do: see who they are, sign out, go to another organisation. */
const OWN_SESSION: ReadonlySet<string> = new Set(["getSession", "signOut", "listOrganisations", "switchOrganisation"]);

/**
 * Refuses what nobody does in an organisation whose deletion is requested. Its owners read and export, and undo the deletion. Keys are
 * refused when they are looked up.
 * @throws AppError ORGANISATION_CLOSING
 */
export function refuseWhileClosing(principal: Principal, { operationId, method }: Pick<Route, "operationId" | "method">): void {
  if (principal.kind !== "person" || principal.purgeAt === null || OWN_SESSION.has(operationId)) return;
  if (principal.role === "owner" && (method === "get" || operationId === "restoreOrganisation")) return;
  throw organisationClosing();
}

/** The refusal, the same for keys and people. */
export function organisationClosing(): AppError {
  return new AppError("ORGANISATION_CLOSING", {
    detail: "The deletion of this organisation is requested. An owner can undo it in Settings, Organisation.",
  });
}
