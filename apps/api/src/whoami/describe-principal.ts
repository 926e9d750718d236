import type { Whoami } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { readBreakers } from "@agentlattice/core/settle";
import { readLimits } from "@agentlattice/db";
import { moduleTools } from "../actions/module-tools.ts";
import { toFacts } from "../actions/to-facts.ts";
import type { ActivePolicy, OrgConfig } from "../config/org-config.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { describeRights } from "../http/you.ts";
import { overlapsAny } from "../policies/overlaps.ts";

/** Describes the agent or organisation of a key and the policies that apply to it. */
export async function describePrincipal({
  principal,
  deps,
}: {
  principal: Principal;
  deps: Pick<Deps, "configs" | "database" | "now">;
}): Promise<Whoami> {
  if (principal.kind === "person")
    throw new AppError("FORBIDDEN", { detail: "whoami is only for keys. GET /auth/session returns the signed-in person." });
  const { orgId } = principal.scope;
  const config = await deps.configs.get(orgId);
  const capabilities = principal.kind === "agent" ? principal.capabilities : [];
  return {
    name: principal.kind === "agent" ? principal.name : "organisation key",
    config_id: `${encodeId("org", orgId)}/epoch/${config.epoch}`,
    org_id: encodeId("org", orgId),
    environment: principal.environment,
    ...(principal.kind === "agent" ? { agent_id: encodeId("agt", principal.agentId) } : {}),
    cb_state: await breakerOf(principal, config, deps),
    capabilities: [...capabilities],
    policies: config.policies.flatMap((policy) => policyLines(policy, capabilities)),
    delegations: await delegationsOf(principal, deps),
    you: describeRights(principal),
  };
}

/** Returns the state of the breakers of an agent and its ancestors, as decisions enforce it. */
async function breakerOf(
  principal: Principal,
  { bundle, zone }: OrgConfig,
  deps: Pick<Deps, "database" | "now">,
): Promise<Whoami["cb_state"]> {
  if (principal.kind !== "agent") return "closed";
  const { scope } = principal;
  const now = deps.now();
  const facts = toFacts(principal, { action_type: "whoami" }, { zone, now });
  const breakers = bundle.breakers(facts, moduleTools(await deps.database.keysOf(scope.orgId)));
  const plan = { checks: breakers.counted, historyEvents: [] };
  const view = await deps.database.inOrg(scope, (client) => readLimits(client, scope, plan));
  return readBreakers(breakers, { view, now });
}

/** Returns one line per action of a policy that matches a capability. */
function policyLines(policy: ActivePolicy, capabilities: readonly string[]): Whoami["policies"] {
  const actions = policy.actions.filter((action) => overlapsAny(capabilities, [action]));
  return actions.map((action) => ({ name: policy.name, action_type: action, approval_required: policy.approvalRequired }));
}

const LISTED = 200;

/** Returns the ids of the agent's active delegations, newest first, and of its own delegation. */
async function delegationsOf(principal: Principal, deps: Pick<Deps, "database" | "now">): Promise<Whoami["delegations"]> {
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
