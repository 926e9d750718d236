import type { JsonValue, PolicyDiff, PolicyDiffQuery } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { comparePolicies } from "@agentlattice/core/policy";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { findVisibleVersion } from "./policy-reach.ts";
import { requireReader } from "./require-reader.ts";
import { documentOf } from "./to-policy.ts";

interface DiffPolicyInput {
  readonly principal: Principal;
  readonly policyId: string;
  readonly query: z.output<typeof PolicyDiffQuery>;
  readonly deps: Pick<Deps, "database">;
}

/** Compares two versions, by default the one in force with the newest. @throws AppError NOT_FOUND, FORBIDDEN */
export async function diffPolicy({ principal, policyId, query, deps }: DiffPolicyInput): Promise<PolicyDiff> {
  const { scope } = requireReader(principal);
  const { from, to } = await deps.database.inOrg(scope, async (client) => {
    const after = await findVisibleVersion(client, principal, policyId, query.to);
    const base = query.from ?? after.policy.activeVersion;
    const before = base === null ? null : (await findVisibleVersion(client, principal, policyId, base)).version;
    return { from: before, to: after.version };
  });
  const { reach, facts, changes } = comparePolicies(from && documentOf(from), documentOf(to));
  return {
    id: encodeId("pol", policyId),
    from: from?.version ?? null,
    to: to.version,
    reach,
    facts: [...facts],
    changes: changes.map(({ path, before, after }) => ({ path, before: before as JsonValue, after: after as JsonValue })),
  };
}
