import type { Whoami } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { matchesCapability } from "@agentlattice/core/policy";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";

/** Who a key speaks for and which policies concern it. */
export async function describePrincipal({ principal, deps }: { principal: Principal; deps: Deps }): Promise<Whoami> {
  if (principal.kind === "person") throw new AppError("FORBIDDEN", { detail: "whoami is for keys. Read /auth/session for the person who is signed in." });
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
    policies: config.policies.flatMap((policy) => policy.actions.filter((action) => capabilities.some((held) => overlaps(held, action))).map((action) => ({ name: policy.name, action_type: action, approval_required: policy.approvalRequired }))),
    delegations: { as_parent: [], as_child: [] },
  };
}

/** Whether some action matches both patterns (a literal, `prefix.*` or `*`). */
function overlaps(capability: string, pattern: string): boolean {
  return matchesCapability(capability, stem(pattern)) || matchesCapability(pattern, stem(capability));
}

function stem(pattern: string): string {
  return pattern === "*" ? "" : pattern.replace(/\.\*$/, "");
}
