/**
 * Where each command that a document tells people to type runs in a test: `by` is the file, `says` what it holds about it.
 * `because` stands where no test of ours can run it, and says who does.
 * @typedef {{ command: RegExp, by: string, says: string } | { command: RegExp, because: string }} Coverage
 */

const HERE = "scripts/documented-commands.int.test.mjs";
const CLI = "apps/api/src/clients/cli.int.test.ts";
const SIDECAR = "apps/api/src/sidecar/documented.int.test.ts";
const PEOPLE = "apps/api/src/clients/cli-people.int.test.ts";
const ROLL_OUT = { by: "apps/api/src/clients/roll-out.int.test.ts", says: "how-to-roll-out-a-policy.md" };
const CI = { because: "what CI itself types, step by step (.ci/run, scripts/test.mjs)" };
const BY_HAND = { because: "measures or draws; nothing depends on it, and it takes longer than CI has" };
const DOCKER = { because: "needs Docker; scripts/lib/documents.test.mjs holds the files that it reads against the code" };
const POSTGRES = {
  because: "needs the client programs of the server's own version; apps/api/src/restore.int.test.ts goes on from a copy of a database",
};

/** @type {Coverage[]} the first that fits counts */
export const COVERAGE = [
  { command: /^npm run seed -- create-org /, by: HERE, says: '"create-org"' },
  { command: /^npm run seed -- <name>$/, by: HERE, says: '"demo"' },
  { command: /(^|… )npm run migrate$/, by: HERE, says: '"migrate"' },
  { command: /(^|… )npm run restore( -- org_…)?$/, by: HERE, says: '"restore"' },
  { command: /^node scripts\/migrate\.mjs --built$/, by: HERE, says: '"--built"' },
  { command: /^node apps\/api\/dist\/server\.mjs$/, by: "apps/api/src/testing/server-process.ts", says: "dist/server.mjs" },
  { command: /^node apps\/web\/\.next\/standalone\/apps\/web\/server\.js$/, by: "playwright/global-setup.ts", says: "scripts/start.mjs" },
  { command: /^((AL_SEED|DATABASE_URL)=\S+ )?npm start$/, by: "playwright/global-setup.ts", says: "scripts/start.mjs" },
  { command: /^npm (test|run (verify|boundaries|build|generate))( |$)/, ...CI },
  { command: /^npm ci --include=dev && npm run build$/, ...CI },
  { command: /^npx vitest run --project (unit|int)/, ...CI },
  { command: /^npm run bench -- /, ...BY_HAND },
  { command: /^npm run release$/, because: "packs what the pack tests install; the release workflow runs it" },
  { command: /^npm publish /, because: "publishes" },
  { command: /^npm install @agentlattice\/sdk$/, by: "packages/sdk/src/packed.pack.test.ts", says: "install" },
  { command: /^(npx )?agentlattice gate /, by: "packages/cli/src/gate/gate.pack.test.ts", says: "gate" },
  { command: /^(npx )?agentlattice verify/, by: "packages/cli/src/cli.pack.test.ts", says: "verify" },
  { command: /^(npx )?agentlattice export/, by: "packages/cli/src/cli.pack.test.ts", says: "export" },
  { command: /^(npx )?agentlattice policy test examples\/policies$/, by: "apps/api/src/clients/examples.int.test.ts", says: "policies" },
  { command: /^(AL_API_KEY=\$ORG_KEY npx agentlattice policy push |export (ORG|AGENT)_KEY=)/, ...ROLL_OUT },
  { command: /^curl .*(\$ORG_KEY|\$AGENT_KEY|\\$)/, ...ROLL_OUT },
  { command: /^agentlattice approvals /, by: PEOPLE, says: '"approvals"' },
  { command: /^agentlattice login /, by: CLI, says: '"login"' },
  { command: /^agentlattice report$/, by: CLI, says: '"report"' },
  { command: /^(npx )?agentlattice doctor$/, by: CLI, says: '"doctor"' },
  { command: /^(npx )?agentlattice (policy|keys|tail) /, by: CLI, says: "agentlattice" },
  { command: /^node examples\//, by: "apps/api/src/clients/examples.int.test.ts", says: "guarded-merge" },
  { command: /^export AL_(API_KEY|BASE_URL)=/, by: HERE, says: "demo.json" },
  { command: /^curl /, by: SIDECAR, says: "every curl line of docs/sidecar.md" },
  { command: /^node -pe /, by: SIDECAR, says: "every curl line of docs/sidecar.md" },
  { command: /^docker compose /, ...DOCKER },
  { command: /^chmod 600 \.env$/, ...DOCKER },
  { command: /^(psql|pg_dump|pg_restore) /, ...POSTGRES },
];

/** Words of documents that look like a command and are none. */
export const NO_COMMANDS = [/^node hash {2}=/, /^curl -u$/];
