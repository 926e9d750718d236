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
    delegations: { as_parent: [], as_child: [] },
  };
}

/** One line per action of a policy that one of these capabilities reaches. */
function concerning(policy: ActivePolicy, capabilities: readonly string[]): Whoami["policies"] {
  const actions = policy.actions.filter((action) => overlapsAny(capabilities, [action]));
  return actions.map((action) => ({ name: policy.name, action_type: action, approval_required: policy.approvalRequired }));
}
