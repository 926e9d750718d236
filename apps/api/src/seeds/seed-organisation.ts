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
import { snapshotPast } from "./snapshot-past.ts";
import type { StoryClock } from "./story-clock.ts";
import { tellStory } from "./tell-story.ts";

const MINUTE = 60_000;
/** Setting up takes people a while: so long after one step comes the next. */
const STEP_MS = 40_000;

/**
 * Makes an organisation with its people, agents, keys, policies and what has happened since. What it returns is told once:
 * passwords and keys are kept as hashes only.
 */
export async function seedOrganisation(deps: Deps, clock: StoryClock, kek: Buffer, seeded: SeededOrganisation): Promise<Credentials> {
  const end = Date.now();
  clock.moveTo(end - seeded.madeAgo * MINUTE);
  try {
    return await tellAll({ deps, clock, kek, seeded, end });
  } finally {
    clock.backToPresent();
  }
}

interface Telling {
  readonly deps: Deps;
  readonly clock: StoryClock;
  readonly kek: Buffer;
  readonly seeded: SeededOrganisation;
  /** ms since the epoch */
  readonly end: number;
}

async function tellAll({ deps, clock, kek, seeded, end }: Telling): Promise<Credentials> {
  const owner = await newPassword();
  const { scope, orgId, ownerId } = await createOrganisation(deps.database, kek, deps.newId, {
    name: seeded.name,
    zone: seeded.zone,
    seed: seeded.seed,
    logHost: deps.env.AL_LOG_HOST,
    owner: { ...seeded.owner, passwordHash: owner.hash },
  });
  clock.pass(STEP_MS);
  const { people, credentials } = await seedPeople(deps, scope, ownerId, seeded);
  const principal = people.get(seeded.owner.email) as PersonPrincipal;
  clock.pass(STEP_MS);
  const agents = await seedAgents(deps, principal, seeded.agents, people);
  const orgKey = await createOrgKey({
    principal,
    input: { name: seeded.orgKey.name, scopes: [...seeded.orgKey.scopes] },
    deps,
    once: always(deps, principal),
  });
  await seedPolicies(deps, clock, principal, seeded.policies);
  await tellStory({ deps, clock, agents, people }, orgId, seeded.story(end), end);
  clock.backToPresent();
  await snapshotPast(deps, scope, { from: end - seeded.madeAgo * MINUTE, to: end });
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

async function seedPolicies(deps: Deps, clock: StoryClock, principal: PersonPrincipal, policies: readonly string[]): Promise<void> {
  const once = always(deps, principal);
  for (const yaml of policies) {
    const { id, version } = await createPolicy({ principal, input: { yaml }, deps, once });
    clock.pass(STEP_MS);
    await publishPolicy({ principal, policyId: policyIdOf(id), version, deps, once });
  }
}
