import { type ApprovalFilter, type ApprovalFilterInput, MAX_APPROVAL_FILTERS } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import { lockMember, type OrgClient } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { PersonPrincipal } from "../http/principal.ts";

interface OwnCall {
  readonly principal: PersonPrincipal;
  readonly deps: Pick<Deps, "database" | "newId" | "now">;
}

/** Returns the saved filters of the signed-in person by name. */
export async function listFilters({ principal: { scope, userId }, deps }: OwnCall): Promise<ApprovalFilter[]> {
  const { orgId } = scope;
  const rows = await deps.database.inOrg(scope, (client) =>
    client.approvalFilter.findMany({ where: { orgId, userId }, orderBy: { name: "asc" } }),
  );
  return rows.map(toFilter);
}

/** Saves a filter of the signed-in person. One with the same name is replaced. @throws AppError FILTER_LIMIT */
export async function saveFilter({ principal, input, deps }: OwnCall & { readonly input: ApprovalFilterInput }): Promise<ApprovalFilter> {
  const { scope, userId } = principal;
  const { orgId } = scope;
  const { name, risk, agent_id, policy_id, action_type, expires_within } = input;
  const conditions = {
    risk,
    agentId: agent_id === null ? null : decodeId("agt", agent_id),
    policyId: policy_id === null ? null : decodeId("pol", policy_id),
    actionType: action_type,
    expiresWithin: expires_within,
  };
  return deps.database.inOrg(scope, async (client) => {
    await lockMember(client, orgId, userId);
    const where = { orgId_userId_name: { orgId, userId, name } };
    if (await client.approvalFilter.findUnique({ where })) return toFilter(await client.approvalFilter.update({ where, data: conditions }));
    if ((await client.approvalFilter.count({ where: { orgId, userId } })) >= MAX_APPROVAL_FILTERS)
      throw new AppError("FILTER_LIMIT", {
        detail: `You have ${MAX_APPROVAL_FILTERS} saved filters already. Delete one that you no longer use.`,
      });
    const data = { orgId, filterId: deps.newId(), userId, name, ...conditions, createdAt: new Date(deps.now()) };
    return toFilter(await client.approvalFilter.create({ data }));
  });
}

/** Deletes a saved filter of the signed-in person. @throws AppError NOT_FOUND */
export async function deleteFilter({ principal, filterId, deps }: OwnCall & { readonly filterId: string | null }): Promise<void> {
  const { scope, userId } = principal;
  const { orgId } = scope;
  const count =
    filterId === null
      ? 0
      : (await deps.database.inOrg(scope, (client) => client.approvalFilter.deleteMany({ where: { orgId, userId, filterId } }))).count;
  if (count === 0) throw new AppError("NOT_FOUND", { detail: "You have no such filter. GET /approval-filters lists yours." });
}

type FilterRow = NonNullable<Awaited<ReturnType<OrgClient["approvalFilter"]["findUnique"]>>>;

function toFilter({ filterId, name, risk, agentId, policyId, actionType, expiresWithin, createdAt }: FilterRow): ApprovalFilter {
  return {
    id: encodeId("flt", filterId),
    name,
    // A constraint of the table allows the levels of risk only.
    risk: risk as ApprovalFilter["risk"],
    agent_id: agentId === null ? null : encodeId("agt", agentId),
    policy_id: policyId === null ? null : encodeId("pol", policyId),
    action_type: actionType,
    expires_within: expiresWithin,
    created_at: createdAt.toISOString(),
  };
}
