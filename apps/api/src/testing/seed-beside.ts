import { createDeps } from "../create-deps.ts";
import { createLog } from "../http/log.ts";
import { runSeed, type SeedName } from "../seeds/run-seed.ts";
import type { TestApi } from "./api-fixture.ts";

/** Runs a seed with its own dependencies, like the seed process, while the API and its sweeper run. */
export async function seedBeside<Result>(api: TestApi, name: SeedName): Promise<Result> {
  const kek = Buffer.from(api.database.kek);
  const { deps, close } = createDeps({ env: api.deps.env, kek, urls: api.database, log: createLog("silent") });
  return runSeed(deps, kek, name).finally(close) as Promise<Result>;
}
