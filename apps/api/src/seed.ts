import { loadKek, roleUrls } from "@agentlattice/db/provision";
import { createDeps } from "./create-deps.ts";
import { readEnv } from "./env.ts";
import { createLog } from "./http/log.ts";
import { runSeed, SEEDS } from "./seeds/run-seed.ts";

/** Runs `node dist/seed.mjs <name>`: creates sample organisations and prints one JSON object, with secrets on the first run only. */
async function main(): Promise<void> {
  const name = SEEDS.find((seed) => seed === process.argv[2]);
  if (!name) throw new Error(`Unknown seed. Use one of: ${SEEDS.join(", ")}.`);
  const env = readEnv(process.env);
  const { kek } = loadKek({ env: process.env, dataDir: env.DATA_DIR });
  // Standard output contains only the JSON object.
  const log = createLog("silent");
  const urls = roleUrls(env.AL_DATABASE_URL, kek, env.AL_ROLE_SUFFIX);
  const { deps, close } = createDeps({ env, kek, urls, log });
  try {
    process.stdout.write(`${JSON.stringify(await runSeed(deps, kek, name))}\n`);
  } finally {
    await close();
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : "The seed failed.");
  process.exitCode = 1;
});
