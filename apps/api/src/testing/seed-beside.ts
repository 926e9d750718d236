import { createDeps } from "../create-deps.ts";
import { createLog } from "../http/log.ts";
import { runSeed, type SeedName } from "../seeds/run-seed.ts";
import { StoryClock } from "../seeds/story-clock.ts";
import type { TestApi } from "./api-fixture.ts";

/** Seeds as the seed's own process does, beside an API that runs and sweeps. */
export async function seedBeside<Told>(api: TestApi, name: SeedName): Promise<Told> {
  const clock = new StoryClock();
  const kek = Buffer.from(api.database.kek);
  const { deps, close } = createDeps({ env: api.deps.env, kek, urls: api.database, log: createLog("silent"), told: clock.told });
  return runSeed(deps, clock, kek, name).finally(close) as Promise<Told>;
}
