import { encodeId } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import { describeBusyOrganisation } from "./busy-organisation.ts";
import { DEMO_ORGANISATION } from "./demo-organisation.ts";
import type { SeededOrganisation } from "./describe-organisation.ts";
import { SECOND_ORGANISATION } from "./second-organisation.ts";
import { seedOrganisation } from "./seed-organisation.ts";
import type { StoryClock } from "./story-clock.ts";

export const SEEDS = ["demo", "two-orgs", "busy"] as const;
export type SeedName = (typeof SEEDS)[number];

/** What one run tells: everything on the first, only that it is there on every later one. */
export type Seeded = Readonly<Record<string, string | boolean | object>>;

/** What a seed makes besides the demo organisation, under its name in what is told. */
const MORE: Readonly<Record<SeedName, Readonly<Record<string, () => SeededOrganisation>>>> = {
  demo: {},
  "two-orgs": { second: () => SECOND_ORGANISATION },
  busy: { busy: describeBusyOrganisation },
};

/** Makes what is missing of a seed. `clock` is the one that `deps` was made with. */
export async function runSeed(deps: Deps, clock: StoryClock, kek: Buffer, name: SeedName): Promise<Seeded> {
  const seed = (organisation: SeededOrganisation) => seedOnce(deps, clock, kek, organisation);
  let told = await seed(DEMO_ORGANISATION);
  for (const [place, describe] of Object.entries(MORE[name])) told = { ...told, [place]: await seed(describe()) };
  return told;
}

async function seedOnce(deps: Deps, clock: StoryClock, kek: Buffer, seeded: SeededOrganisation): Promise<Seeded> {
  const orgId = await deps.database.lookups.seededOrganisation(seeded.seed);
  return orgId === null ? seedOrganisation(deps, clock, kek, seeded) : { existing: true, org_id: encodeId("org", orgId) };
}
