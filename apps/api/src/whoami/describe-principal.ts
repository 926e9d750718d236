import type { Whoami } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { ActivePolicy } from "../config/org-config.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { overlapsAny } from "../policies/overlaps.ts";

/** Who a key speaks for and which policies concern it. */
export async function describePrincipal({ principal, deps }: { principal: Principal; deps: Deps }): Promise<Whoami> {
  if (principal.kind === "person")
    throw new AppError("FORBIDDEN", { detail: "whoami is for keys. Read /auth/session for the person who is signed in." });
  const { orgId } = principal.scope;
  const config = await deps.configs.get(orgId);
  const capabilities = principal.kind === "agent" ? principal.capabilities : [];
  return {
    name: principal.kind === "agent" ? principal.name : "organisation key",
    config_id: `${encodeId("org", orgId)}/epoch/${config.epoch}`,
    org_id: encodeId("org", orgId),
    environment: principal.environment,
    ...(principal.kind === "agent" ? { agent_id: encodeId("agt", principal.agentId) } : {}),
    cb_state: "closed",
    capabilities: [...capabilities],
    policies: config.policies.flatMap((policy) => concerning(policy, capabilities)),
    delegations: await delegationsOf(principal, deps),
  };
}

/** One line per action of a policy that one of these capabilities reaches. */
function concerning(policy: ActivePolicy, capabilities: readonly string[]): Whoami["policies"] {
  const actions = policy.actions.filter((action) => overlapsAny(capabilities, [action]));
  return actions.map((action) => ({ name: policy.name, action_type: action, approval_required: policy.approvalRequired }));
}

const LISTED = 200;

/** Wire ids: what the agent has delegated and is still alive, newest first, and what it acts under itself. */
async function delegationsOf(principal: Principal, deps: Deps): Promise<Whoami["delegations"]> {
  if (principal.kind !== "agent") return { as_parent: [], as_child: [] };
  const { agentId, environment, delegation } = principal;
  const { orgId } = principal.scope;
  const given = await deps.database.inOrg(principal.scope, (client) =>
    client.delegation.findMany({
      where: { orgId, parentAgentId: agentId, environment, endedAt: null, expiresAt: { gt: new Date(deps.now()) } },
      orderBy: { delegationId: "desc" },
      take: LISTED,
      select: { delegationId: true },
    }),
  );
  return {
    as_parent: given.map((row) => encodeId("del", row.delegationId)),
    as_child: delegation ? [encodeId("del", delegation.id)] : [],
  };
}
