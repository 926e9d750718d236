// Measures execute() with authentication, 100 policies and a durable ledger entry, against two reference servers on the same Postgres in
// the same run.
import pg from "pg";
import { load, request } from "./lib/load.mjs";
import { call, startFloor, startPostgres, startProduct } from "./lib/product.mjs";
import { report } from "./lib/report.mjs";
import { median, quantile, round } from "./lib/stats.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const ROUND_MS = Number(process.env.ROUND_MS ?? 3_000);
const WARM_UP_ROUNDS = Number(process.env.WARM_UP_ROUNDS ?? 5);
const CONNECTIONS = 32;
const POLICIES = 100;

const body = JSON.stringify({
  action_type: "bench.action_7",
  metadata: { repo: "acme/web", pr_size: 42, reviewer: "ana", branch: "main", labels: ["small", "safe"], notes: "x".repeat(180) },
  data_accessed: [{ type: "customer", count: 3, sensitivity: "low" }],
});

const postgres = await startPostgres();
const product = await startProduct(postgres);
const statements = new pg.Client({ connectionString: postgres.adminUrl.replace(/\/[^/]*$/, "/postgres") });
await statements.connect();
await statements.query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
await publishPolicies();
const floors = {
  prisma: await startFloor("prisma-append", postgres.databaseUrl),
  group: await startFloor("group-commit", postgres.databaseUrl),
};

const contenders = {
  prisma: () => drive(floors.prisma.port, "/", "floor"),
  group: () => drive(floors.group.port, "/", "floor"),
  product: () => drive(product.port, "/api/v1/actions", product.keys.agent_api_key),
  product_minimal: () => drive(product.port, "/api/v1/actions", product.keys.agent_api_key, { prefer: "return=minimal" }),
};
const rounds = [];
let counted = { statements: 0, calls: 0 };
// All servers get the same warm-up, which compiles the engine as in a running server.
for (let i = 0; i < WARM_UP_ROUNDS; i++) for (const drive of Object.values(contenders)) await drive();
for (let i = 0; i < ROUNDS; i++) {
  const round = {};
  for (const [name, drive] of Object.entries(contenders)) {
    if (name === "product") await statements.query("SELECT pg_stat_statements_reset()");
    round[name] = await drive();
    if (name === "product")
      counted = { statements: counted.statements + (await countStatements()), calls: counted.calls + round[name].requests };
  }
  rounds.push(round);
  console.log(
    `round ${i + 1}: ${Object.entries(round)
      .map(([name, { rps, p50 }]) => `${name} ${Math.round(rps)}/s p50 ${round2(p50)} ms`)
      .join(" · ")}`,
  );
}
await assertEveryAnswerIsAnEntry();

const ratio = (name, floor) => round(median(rounds.map((r) => r[name].rps / r[floor].rps)));
report(
  "execute",
  [
    {
      name: "execute() vs a Prisma interactive-transaction append",
      value: ratio("product", "prisma"),
      unit: "x",
      floor: 10,
      target: 20,
      better: "higher",
    },
    {
      name: "execute() vs bare node:http + group commit",
      value: ratio("product", "group"),
      unit: "x",
      floor: 0.4,
      target: 0.75,
      better: "higher",
    },
    {
      name: "SQL statements per call",
      value: round(counted.statements / counted.calls, 3),
      unit: "statements",
      floor: 0.25,
      target: 0.1,
      better: "lower",
    },
  ],
  {
    connections: CONNECTIONS,
    policies: POLICIES,
    written: "entry, payloads, salts, projection, checkpoint; fsync on; receipts in the answer",
    rps: Object.fromEntries(Object.keys(contenders).map((name) => [name, Math.round(median(rounds.map((r) => r[name].rps)))])),
    minimal_vs_group: ratio("product_minimal", "group"),
  },
);
await statements.end();
await Promise.all([product.stop(), floors.prisma.stop(), floors.group.stop()]);
await postgres.stop();

function round2(value) {
  return round(value, 2);
}

async function drive(port, path, key, headers = {}) {
  const wire = request("POST", path, { authorization: `Bearer ${key}`, ...headers }, body);
  const { requests, seconds, latencies, statuses } = await load({ port, connections: CONNECTIONS, ms: ROUND_MS, next: () => wire });
  const failed = Object.entries(statuses).filter(([status]) => status !== "200");
  if (failed.length > 0) throw new Error(`${path} answered ${JSON.stringify(statuses)}`);
  return { requests, rps: requests / seconds, p50: median(latencies), p99: quantile(latencies, 0.99) };
}

async function publishPolicies() {
  const token = product.keys.org_api_key;
  for (let i = 0; i < POLICIES; i++) {
    const document = {
      apiVersion: "agentlattice/v1",
      kind: "Policy",
      metadata: { name: `bench-${i}`, description: "One of a hundred." },
      spec: {
        effect: "allow",
        match: { actions: [`bench.action_${i}`] },
        when: { field: "repo", operator: "in", value: ["acme/web", "acme/api"] },
        require: [{ field: "pr_size", operator: "lt", value: 100 }],
      },
    };
    const { id } = await call(product.port, "POST", "/api/v1/policies", token, { document });
    await call(product.port, "POST", `/api/v1/policies/${id}/publish`, token, {});
  }
}

/** BEGIN, COMMIT and queries of the benchmark are not counted. */
async function countStatements() {
  const { rows } = await statements.query(
    `SELECT coalesce(sum(calls), 0)::int AS calls FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
     WHERE r.rolname IN ('al_app', 'al_ledger') AND query !~* '^(BEGIN|COMMIT|ROLLBACK|SET )'`,
  );
  return rows[0].calls;
}

/** Checks that each server stored one row per answered call. Speed counts only then. */
async function assertEveryAnswerIsAnEntry() {
  const verified = await call(product.port, "GET", "/api/v1/audit/verify", product.keys.org_api_key);
  if (!verified.chain_valid) throw new Error(`the product's ledger does not verify: ${JSON.stringify(verified)}`);
  const admin = new pg.Client({ connectionString: postgres.adminUrl.replace(/\/[^/]*$/, "/agentlattice") });
  await admin.connect();
  const { rows } = await admin.query(
    "SELECT (SELECT count(*) FROM app.ledger_entry WHERE action_type = 'bench.action_7')::int AS product, (SELECT seq FROM floor_group_head)::int AS grouped, (SELECT count(*) FROM floor_group)::int AS group_rows",
  );
  await admin.end();
  const answered = rounds.reduce((sum, r) => sum + r.product.requests + r.product_minimal.requests, 0);
  if (rows[0].product < answered || rows[0].grouped !== rows[0].group_rows)
    throw new Error(`answers and entries differ: ${JSON.stringify(rows[0])}, ${answered} answered`);
  console.log(`${answered} timed answers, ${rows[0].product} entries with the warm-up; the ledger verifies`);
}
