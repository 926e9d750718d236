import { loadKek, roleUrls } from "@agentlattice/db/provision";
import { createDeps } from "./create-deps.ts";
import { readEnv } from "./env.ts";
import { createLog } from "./http/log.ts";
import { runSeed, SEEDS } from "./seeds/run-seed.ts";
import { StoryClock } from "./seeds/story-clock.ts";

/** `node dist/seed.mjs <name>`: makes sample organisations and prints one JSON object, with secrets on the first run only. */
async function main(): Promise<void> {
  const name = SEEDS.find((seed) => seed === process.argv[2]);
  if (!name) throw new Error(`Name a seed: ${SEEDS.join(", ")}.`);
  const env = readEnv(process.env);
  const { kek } = loadKek({ env: process.env, dataDir: env.DATA_DIR });
  // Standard output is for the one object.
  const log = createLog("silent");
  const clock = new StoryClock();
  const urls = roleUrls(env.AL_DATABASE_URL, kek, env.AL_ROLE_SUFFIX);
  const { deps, close } = createDeps({ env, kek, urls, log, told: clock.told });
  try {
    process.stdout.write(`${JSON.stringify(await runSeed(deps, clock, kek, name))}\n`);
  } finally {
    await close();
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : "the seed failed");
  process.exitCode = 1;
});
