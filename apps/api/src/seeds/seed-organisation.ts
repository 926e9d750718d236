import { encodeId } from "@agentlattice/core";
import { createOrganisation } from "@agentlattice/db";
import { createOrgKey } from "../agents/create-org-key.ts";
import type { Deps } from "../deps.ts";
import { withoutIdempotency } from "../http/idempotency.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { createPolicy } from "../policies/create-policy.ts";
import { policyIdOf } from "../policies/find-policy.ts";
import { publishPolicy } from "../policies/publish-policy.ts";
import type { SeededOrganisation } from "./describe-organisation.ts";
import { findPastAnomalies } from "./find-past-anomalies.ts";
import { HistoryClock } from "./history-clock.ts";
import { importDeps } from "./import-deps.ts";
import { playHistory } from "./play-history.ts";
import { seedAgents } from "./seed-agents.ts";
import { type Credentials, newPassword, seedPeople } from "./seed-people.ts";
import { snapshotPast } from "./snapshot-past.ts";

const MINUTE = 60_000;
/** Time between two steps of setting up the organisation. */
const STEP_MS = 40_000;

/**
 * Creates a sample organisation with people, agents, keys, policies and history. Returns the credentials, which cannot be read
 * later because only their hashes are stored.
 */
export async function seedOrganisation(liveDeps: Deps, kek: Buffer, seeded: SeededOrganisation): Promise<Credentials> {
  const end = Date.now();
  const start = end - seeded.createdAgo * MINUTE;
  const clock = new HistoryClock(start);
  const deps = importDeps(liveDeps, clock);
  const owner = await newPassword();
  const { scope, orgId, ownerId } = await createOrganisation(deps.database, kek, deps.newId, {
    name: seeded.name,
    zone: seeded.zone,
    seed: seeded.seed,
    logHost: deps.env.AL_LOG_HOST,
    // Nobody is informed about sample history.
    sendsNotices: false,
    owner: { ...seeded.owner, passwordHash: owner.hash },
  });
  clock.advance(STEP_MS);
  const { people, credentials } = await seedPeople(deps, scope, ownerId, seeded);
  const principal = people.get(seeded.owner.email) as PersonPrincipal;
  clock.advance(STEP_MS);
  const agents = await seedAgents(deps, principal, seeded.agents, people);
  const orgKey = await createOrgKey({
    principal,
    input: { name: seeded.orgKey.name, scopes: [...seeded.orgKey.scopes] },
    deps,
    once: withoutIdempotency(deps, principal),
  });
  await seedPolicies(deps, clock, principal, seeded.policies);
  await playHistory({ deps, clock, agents, people, serviceKey: orgKey.api_key }, orgId, seeded.history(end), end);
  await findPastAnomalies(liveDeps, scope);
  await snapshotPast(liveDeps, scope, { from: start, to: end });
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

async function seedPolicies(deps: Deps, clock: HistoryClock, principal: PersonPrincipal, policies: readonly string[]): Promise<void> {
  const once = withoutIdempotency(deps, principal);
  for (const yaml of policies) {
    const { id, version } = await createPolicy({ principal, input: { yaml }, deps, once });
    clock.advance(STEP_MS);
    await publishPolicy({ principal, policyId: policyIdOf(id), version, deps, once });
  }
}
