import { encodeId } from "@agentlattice/core";
import { createOrganisation } from "@agentlattice/db";
import { createOrgKey } from "../agents/create-org-key.ts";
import type { Deps } from "../deps.ts";
import { always } from "../http/idempotency.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { createPolicy } from "../policies/create-policy.ts";
import { policyIdOf } from "../policies/find-policy.ts";
import { publishPolicy } from "../policies/publish-policy.ts";
import type { SeededOrganisation } from "./describe-organisation.ts";
import { seedAgents } from "./seed-agents.ts";
import { type Credentials, newPassword, seedPeople } from "./seed-people.ts";
import { tellStory } from "./tell-story.ts";

/**
 * Makes an organisation with its people, agents, keys, policies and a little history. What it returns is told once:
 * passwords and keys are kept as hashes only.
 */
export async function seedOrganisation(deps: Deps, kek: Buffer, seeded: SeededOrganisation): Promise<Credentials> {
  const owner = await newPassword();
  const { scope, orgId, ownerId } = await createOrganisation(deps.database, kek, deps.newId, {
    name: seeded.name,
    zone: seeded.zone,
    sample: true,
    logHost: deps.env.AL_LOG_HOST,
    owner: { ...seeded.owner, passwordHash: owner.hash },
  });
  const { people, credentials } = await seedPeople(deps, scope, ownerId, seeded);
  const principal = people.get(seeded.owner.email) as PersonPrincipal;
  const agents = await seedAgents(deps, principal, seeded.agents, people);
  const orgKey = await createOrgKey({
    principal,
    input: { name: seeded.orgKey.name, scopes: [...seeded.orgKey.scopes] },
    deps,
    once: always(deps, principal),
  });
  await seedPolicies(deps, principal, seeded.policies);
  await tellStory(deps, seeded.story, agents, people);
  const [first] = agents.values();
  return {
    org_id: encodeId("org", orgId),
    org_name: seeded.name,
    email: seeded.owner.email,
    password: owner.password,
    ...credentials,
    agent_id: first?.id ?? "",
    agent_name: first?.name ?? "",
    agent_api_key: first?.key ?? "",
    org_api_key: orgKey.api_key,
  };
}

async function seedPolicies(deps: Deps, principal: PersonPrincipal, policies: readonly string[]): Promise<void> {
  const once = always(deps, principal);
  for (const yaml of policies) {
    const { id, version } = await createPolicy({ principal, input: { yaml }, deps, once });
    await publishPolicy({ principal, policyId: policyIdOf(id), version, deps, once });
  }
}
