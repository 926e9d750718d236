import type { PolicyVersionDetail } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { toHistory } from "./policy-history.ts";
import { findVisibleVersion } from "./policy-reach.ts";
import { requireReader } from "./require-reader.ts";

interface GetVersionInput {
  readonly principal: Principal;
  readonly policyId: string;
  readonly version: number;
  readonly deps: Pick<Deps, "database">;
}

/** Reads a version with its original text. @throws AppError NOT_FOUND, FORBIDDEN */
export async function getVersion({ principal, policyId, version, deps }: GetVersionInput): Promise<PolicyVersionDetail> {
  const { scope } = requireReader(principal);
  return deps.database.inOrg(scope, async (client) => {
    const found = await findVisibleVersion(client, principal, policyId, version);
    const [item] = await toHistory(client, found.policy, [found.version]);
    if (!item) throw new Error("The version has no item of history.");
    return {
      ...item,
      id: encodeId("pol", policyId),
      name: found.policy.name,
      document: JSON.parse(found.version.canonical),
      yaml: found.version.yaml,
    };
  });
}
