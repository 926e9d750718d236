/**
 * The test that runs each command of the documents: `by` is its file, and `contains` is a text in it. `because` explains why no test can run
 * a command.
 */

const HERE = "scripts/documented-commands.int.test.mjs";
const CLI = "apps/api/src/clients/cli.int.test.ts";
const SIDECAR = "apps/api/src/sidecar/documented.int.test.ts";
const PEOPLE = "apps/api/src/clients/cli-people.int.test.ts";
const ROLL_OUT = { by: "apps/api/src/clients/roll-out.int.test.ts", contains: "how-to-roll-out-a-policy.md" };
const CI = { because: "CI runs it (.ci/run, scripts/test.mjs)" };
const BY_HAND = { because: "a benchmark or a screenshot, which takes longer than CI allows" };
const COMPOSE = { by: "scripts/install-tests/compose.install.test.mjs", contains: "docker compose" };
const OPERATIONS = { by: "scripts/install-tests/operations.install.test.mjs", contains: "docs/operations.md" };

/** @type {Coverage[]} the first entry that matches a command covers it */
export const COVERAGE = [
  { command: /^npm run seed -- create-org /, by: HERE, contains: '"create-org"' },
  { command: /^npm run seed -- <name>$/, by: HERE, contains: '"demo"' },
  { command: /(^|… )npm run migrate$/, by: HERE, contains: '"migrate"' },
  { command: /(^|… )npm run restore( -- org_…)?$/, by: HERE, contains: '"restore"' },
  { command: /^node scripts\/migrate\.mjs --built$/, by: HERE, contains: '"--built"' },
  { command: /^node apps\/(api\/dist\/server\.mjs|web\/\.next\/standalone\/apps\/web\/server\.js)$/, ...OPERATIONS },
  { command: /^((AL_SEED|DATABASE_URL)=\S+ )?npm start$/, by: "playwright/global-setup.ts", contains: "scripts/start.mjs" },
  { command: /^npm (test|run (verify|boundaries|build|generate))( |$)/, ...CI },
  { command: /^npm ci --include=dev && npm run build$/, ...OPERATIONS },
  { command: /^npx vitest run --project (unit|int)/, ...CI },
  { command: /^npm run bench -- /, ...BY_HAND },
  { command: /^npm run (changeset|changelog)( |$)/, by: "scripts/lib/changelog.test.mjs", contains: "npm run changelog" },
  { command: /^npm run release$/, because: "packs what the pack tests install; the release workflow runs it" },
  { command: /^npm publish /, because: "publishes" },
  { command: /^npm install @agentlattice\/sdk$/, by: "packages/sdk/src/packed.pack.test.ts", contains: "install" },
  {
    command: /^npm install --global agentlattice$/,
    because: "installs what was published; packages/cli/src/cli.pack.test.ts runs the build",
  },
  { command: /^agentlattice (hook|init|remove) (claude|codex)/, by: "packages/cli/src/hook/hook.pack.test.ts", contains: '"init"' },
  { command: /^chmod 600 claude\.key$/, by: "packages/cli/src/hook/hook.pack.test.ts", contains: "--api-key-file" },
  { command: /^agentlattice can-i /, by: "apps/api/src/clients/cli-commands.int.test.ts", contains: '"can-i"' },
  { command: /^agentlattice members( |$)/, by: "apps/api/src/clients/cli-members.int.test.ts", contains: "members remove" },
  { command: /^(npx )?agentlattice gate /, by: "packages/cli/src/gate/gate.pack.test.ts", contains: "gate" },
  { command: /^(npx )?agentlattice verify/, by: "packages/cli/src/cli.pack.test.ts", contains: "verify" },
  { command: /^(npx )?agentlattice export/, by: "packages/cli/src/cli.pack.test.ts", contains: "export" },
  {
    command: /^(npx )?agentlattice policy test examples\/policies$/,
    by: "apps/api/src/clients/examples.int.test.ts",
    contains: "policies",
  },
  { command: /^(AL_API_KEY=\$\(node -p|node preview\.mjs)/, by: "playwright/readme.e2e.ts", contains: "README.md" },
  { command: /^(AL_API_KEY=\$ORG_KEY npx agentlattice policy push |export (ORG|AGENT)_KEY=)/, ...ROLL_OUT },
  { command: /^curl .*(\$ORG_KEY|\$AGENT_KEY|\\$)/, ...ROLL_OUT },
  { command: /^agentlattice approvals /, by: PEOPLE, contains: '"approvals"' },
  { command: /^agentlattice ledger /, by: PEOPLE, contains: '"ledger"' },
  { command: /^agentlattice agents /, by: PEOPLE, contains: '"agents"' },
  { command: /^export AL_IDENTITY_/, by: PEOPLE, contains: "AL_IDENTITY_PRIVATE_KEY" },
  { command: /^agentlattice halts? /, by: PEOPLE, contains: '"halts"' },
  { command: /^agentlattice (compliance|anomalies)/, by: CLI, contains: '"compliance"' },
  { command: /^agentlattice login /, by: CLI, contains: '"login"' },
  { command: /^agentlattice report$/, by: CLI, contains: '"report"' },
  { command: /^(npx )?agentlattice doctor$/, by: CLI, contains: '"doctor"' },
  { command: /^agentlattice can-i /, by: "apps/api/src/clients/cli-commands.int.test.ts", contains: '"can-i"' },
  { command: /^(npx )?agentlattice (policy|keys|tail) /, by: CLI, contains: "agentlattice" },
  { command: /^node (example|first-gate)\.mjs$/, by: "apps/api/src/clients/cookbook.int.test.ts", contains: "cookbook" },
  { command: /^node examples\//, by: "apps/api/src/clients/examples.int.test.ts", contains: "guarded-merge" },
  { command: /^export AL_(API_KEY|BASE_URL)=/, by: HERE, contains: "demo.json" },
  { command: /^curl /, by: SIDECAR, contains: "every curl line of docs/sidecar.md" },
  { command: /^node -pe /, by: SIDECAR, contains: "every curl line of docs/sidecar.md" },
  { command: /^docker compose /, ...COMPOSE },
  { command: /^chmod 600 \.env$/, by: COMPOSE.by, contains: "0o600" },
  { command: /^(psql|pg_dump|pg_restore) /, ...OPERATIONS },
  { command: /^node scripts\/seed\.mjs create-org --built /, ...OPERATIONS },
];

/** Texts in documents that look like commands. */
export const NO_COMMANDS = [/^node hash {2}=/, /^curl -u$/];
