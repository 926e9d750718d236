import { decodeId, encodeId } from "@agentlattice/core";
import { toBase64 } from "@agentlattice/core/ledger";
import { beginGeneration } from "@agentlattice/db";
import { loadKek, roleUrls } from "@agentlattice/db/provision";
import { createDeps } from "./create-deps.ts";
import { readEnv } from "./env.ts";
import { createLog } from "./http/log.ts";
import { saveGeneration } from "./restore/save-generation.ts";

/**
 * Runs `node dist/restore.mjs [org_…]`: begins a new generation of each ledger that does not extend the head last signed on this machine, or of
 * the given organisation's ledger, and prints one JSON object per line. It needs the owner's connection.
 */
async function main(): Promise<void> {
  const { DATABASE_URL: ownerUrl, ...rest } = process.env;
  if (!ownerUrl) throw new Error("DATABASE_URL is required: only the owner of the database may begin a new generation.");
  const env = readEnv(rest);
  const { kek } = loadKek({ env: process.env, dataDir: env.DATA_DIR });
  const urls = roleUrls(env.AL_DATABASE_URL, kek, env.AL_ROLE_SUFFIX);
  const { deps, close } = createDeps({ env, kek, urls, log: createLog("silent") });
  try {
    const { database, newId } = deps;
    await database.checkLedgers();
    const named = process.argv[2] === undefined ? null : idOf(process.argv[2]);
    const due =
      named === null ? database.health.faults().filter(({ code }) => code === "LEDGER_DIVERGED") : [{ orgId: named, signed: null }];
    for (const { orgId } of due) {
      const signed = database.health.faultOf(orgId)?.signed ?? null;
      const kept = await saveGeneration(deps, orgId);
      const { generation, origin, vkey, previous } = await beginGeneration({ ownerUrl, kek, orgId, newId, signed });
      await database.signedHead(orgId);
      const before = { origin: previous.origin, size: previous.size, root: toBase64(previous.root) };
      const last = signed && { size: signed.size, root: toBase64(signed.root) };
      process.stdout.write(
        `${JSON.stringify({ org_id: encodeId("org", orgId), generation, origin, vkey, previous: before, signed: last, kept })}\n`,
      );
    }
    const unreadable = database.health.faults();
    if (unreadable.length > 0) throw new Error(unreadable.map(({ message }) => message).join("\n"));
    if (due.length === 0)
      console.error(
        "Nothing was changed, because every ledger extends the head last signed on this machine. Name an organisation (org_…) to begin a new generation anyway.",
      );
  } finally {
    await close();
  }
}

function idOf(text: string): string {
  const orgId = decodeId("org", text);
  if (orgId === null) throw new Error(`${text} is not the id of an organisation (org_…).`);
  return orgId;
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : "no new generation was begun");
  process.exitCode = 1;
});
