import { encodeId } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import { DEMO_ORGANISATION } from "./demo-organisation.ts";
import type { SeededOrganisation } from "./describe-organisation.ts";
import { SECOND_ORGANISATION } from "./second-organisation.ts";
import { seedOrganisation } from "./seed-organisation.ts";

export const SEEDS = ["demo", "two-orgs"] as const;
export type SeedName = (typeof SEEDS)[number];

/** What one run tells: everything on the first, only that it is there on every later one. */
export type Seeded = Readonly<Record<string, string | boolean | object>>;

/** Makes what is missing of a seed. */
export async function runSeed(deps: Deps, kek: Buffer, name: SeedName): Promise<Seeded> {
  const demo = await seedOnce(deps, kek, DEMO_ORGANISATION);
  return name === "demo" ? demo : { ...demo, second: await seedOnce(deps, kek, SECOND_ORGANISATION) };
}

async function seedOnce(deps: Deps, kek: Buffer, seeded: SeededOrganisation): Promise<Seeded> {
  const known = await deps.database.lookups.signIn(seeded.owner.email);
  const home = known?.memberships.find((membership) => membership.org_name === seeded.name);
  return home ? { existing: true, org_id: encodeId("org", home.org_id) } : seedOrganisation(deps, kek, seeded);
}
