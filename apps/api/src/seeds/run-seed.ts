import { encodeId } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import { describeBusyOrganisation } from "./busy-organisation.ts";
import { DEMO_ORGANISATION } from "./demo-organisation.ts";
import type { SeededOrganisation } from "./describe-organisation.ts";
import { SECOND_ORGANISATION } from "./second-organisation.ts";
import { seedOrganisation } from "./seed-organisation.ts";

export const SEEDS = ["demo", "two-orgs", "busy"] as const;
export type SeedName = (typeof SEEDS)[number];

/** The output of a seed: ids and credentials on the first run, ids only on later runs. */
export type SeedResult = Readonly<Record<string, string | boolean | object>>;

/** The organisations that a seed creates in addition to the demo organisation, by their names in the output. */
const MORE: Readonly<Record<SeedName, Readonly<Record<string, () => SeededOrganisation>>>> = {
  demo: {},
  "two-orgs": { second: () => SECOND_ORGANISATION },
  busy: { busy: describeBusyOrganisation },
};

/** Creates the organisations of a seed that do not exist yet. */
export async function runSeed(deps: Deps, kek: Buffer, name: SeedName): Promise<SeedResult> {
  let result = await seedOnce(deps, kek, DEMO_ORGANISATION);
  for (const [key, describe] of Object.entries(MORE[name])) result = { ...result, [key]: await seedOnce(deps, kek, describe()) };
  return result;
}

async function seedOnce(deps: Deps, kek: Buffer, seeded: SeededOrganisation): Promise<SeedResult> {
  const orgId = await deps.database.lookups.seededOrganisation(seeded.seed);
  return orgId === null ? seedOrganisation(deps, kek, seeded) : { existing: true, org_id: encodeId("org", orgId) };
}
