import type { JsonValue, PolicyDetail } from "@agentlattice/contract";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { findVersion } from "./find-policy.ts";
import { documentOf, toVersion } from "./to-policy.ts";

/** The newest version of a policy with its text. @throws AppError NOT_FOUND, FORBIDDEN */
export async function getPolicy({
  principal,
  policyId,
  deps,
}: {
  principal: Principal;
  policyId: string;
  deps: Deps;
}): Promise<z.output<typeof PolicyDetail>> {
  // INVARIANT: an agent learns which policies concern it, never what they compare with.
  if (principal.kind === "agent")
    throw new AppError("FORBIDDEN", { detail: "An agent's key lists policies by name; their text is for people and organisation keys." });
  const { policy, version } = await deps.database.inOrg(principal.scope, (client) => findVersion(client, principal.scope.orgId, policyId));
  return {
    ...toVersion(policy, version),
    document: documentOf(version) as unknown as JsonValue,
    yaml: version.yaml,
    active_version: policy.activeVersion,
  };
}
