import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { encodeId } from "@agentlattice/core";
import { loadKek, roleUrls } from "@agentlattice/db/provision";
import { hashPassword } from "./auth/hash-password.ts";
import { createDeps } from "./create-deps.ts";
import { readEnv } from "./env.ts";
import { createLog } from "./http/log.ts";

const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,190}$/;
const PASSWORD_BYTES = 15;

/** Runs `node dist/create-org.mjs --name Acme --email you@acme.test`: creates an organisation in a database that you operate. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { name: { type: "string" }, email: { type: "string" }, zone: { type: "string", default: "UTC" } },
  });
  const { name, zone } = values;
  const email = values.email?.normalize("NFC").toLowerCase();
  if (!name || !email || !EMAIL.test(email))
    throw new Error("Usage: create-org --name <organisation> --email <owner's address> [--zone Europe/Berlin]");
  const env = readEnv(process.env);
  const { kek } = loadKek({ env: process.env, dataDir: env.DATA_DIR });
  const { deps, close } = createDeps({
    env,
    kek,
    urls: roleUrls(env.AL_DATABASE_URL, kek, env.AL_ROLE_SUFFIX),
    log: createLog("silent"),
  });
  try {
    const known = await deps.database.lookups.signIn(email);
    const password = randomBytes(PASSWORD_BYTES).toString("base64url");
    const owner = { email, name: email.split("@")[0] ?? email, passwordHash: await hashPassword(password) };
    const { orgId } = await deps.createOrganisation({ name, zone, seed: null, owner });
    // A person with an account keeps their password.
    process.stdout.write(`${JSON.stringify({ org_id: encodeId("org", orgId), name, email, ...(known ? {} : { password }) })}\n`);
  } finally {
    await close();
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : "the organisation could not be created");
  process.exitCode = 1;
});
