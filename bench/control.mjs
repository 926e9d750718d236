// Measures what agents and their owners use beside the gate: checks in the agent's process, idempotent claims, and the graph of delegations.
// The claims are compared with a bare server that commits in groups, the graph with its recursive query alone, in the same run.
import { createHash, randomUUID } from "node:crypto";
import path from "node:path";
import pg from "pg";
import { withBundle } from "./lib/bundle.mjs";
import { load, request } from "./lib/load.mjs";
import { call, startFloor, startPostgres, startProduct } from "./lib/product.mjs";
import { report } from "./lib/report.mjs";
import { median, quantile, round } from "./lib/stats.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const ROUND_MS = Number(process.env.ROUND_MS ?? 2_000);
const WARM_UP = Number(process.env.WARM_UP ?? 2);
const PARALLEL = 10;
const POLICIES = 100;
const CHECKS = 20_000;
/** The longest chain that can be created. The query goes on to depth 32. */
const CHAIN = 8;

const precheck = await measurePrechecks();
const postgres = await startPostgres();
const product = await startProduct(postgres);
const floor = await startFloor("group-commit", postgres.databaseUrl);
const { agent_api_key: key } = product.keys;
const root = (await call(product.port, "GET", "/api/v1/whoami", key)).agent_id;
await delegate();
const sql = new pg.Client({ connectionString: postgres.adminUrl.replace(/\/[^/]*$/, "/agentlattice") });
await sql.connect();

const body = JSON.stringify({ action_type: "doc.read", metadata: { repo: "acme/web" } });
const contenders = {
  floor: () => drive(floor.port, () => request("POST", "/", { authorization: "Bearer floor" }, body)),
  claims: () => drive(product.port, () => request("POST", "/api/v1/actions", headers({ "x-al-event-id": randomUUID() }), body)),
  query: () => repeat(() => recurse()),
  graph: () => repeat(() => call(product.port, "GET", `/api/v1/graph?root=${root}&edge_types=delegation&depth=32`, key)),
};

const rounds = [];
for (let i = 0; i < WARM_UP + ROUNDS; i++) {
  const measured = {};
  for (const [name, run] of Object.entries(contenders)) measured[name] = await run();
  if (i < WARM_UP) continue;
  rounds.push(measured);
  const texts = Object.entries(measured).map(
    ([name, { p50, p99, rps }]) => `${name} ${Math.round(rps)}/s p50 ${round(p50)} p99 ${round(p99)} ms`,
  );
  console.log(`round ${rounds.length}: ${texts.join(" · ")}`);
}

const of = (name, value) => round(median(rounds.map((one) => one[name][value])));
const lower = (name, value, unit, limits) => ({ name, value, unit, ...limits, better: "lower" });
report(
  "control",
  [
    lower(`check in the agent's process, ${POLICIES} policies, p99`, precheck, "µs", { floor: 50, target: 20 }),
    lower(`idempotent claim, ${PARALLEL} parallel, p50`, of("claims", "p50"), "ms", { floor: 3, target: 1.5 }),
    {
      name: `idempotent claims, ${PARALLEL} parallel`,
      value: of("claims", "rps"),
      unit: "per s",
      floor: 1_000,
      target: 2_000,
      better: "higher",
    },
    {
      name: "idempotent claims vs bare node:http + group commit",
      value: round(median(rounds.map((one) => one.claims.rps / one.floor.rps))),
      unit: "x",
      floor: 0.3,
      target: 0.6,
      better: "higher",
    },
    lower(`graph of delegations to depth 32, ${CHAIN} levels, p99`, of("graph", "p99"), "ms", { floor: 10, target: 5 }),
    lower("graph of delegations vs its recursive query", round(median(rounds.map((one) => one.graph.p50 / one.query.p50))), "x", {
      floor: 40,
      target: 10,
    }),
  ],
  { parallel: PARALLEL, chain: CHAIN },
);
await sql.end();
await Promise.all([product.stop(), floor.stop()]);
await postgres.stop();
process.exit();

/** Returns the p99 of single checks in µs, half of which deny. */
async function measurePrechecks() {
  return withBundle({ prechecks: "src/model/prechecks.ts", policy: "src/policy/index.ts" }, async (dir) => {
    const { findSureDenial } = await import(path.join(dir, "prechecks.mjs"));
    const { buildPrechecks } = await import(path.join(dir, "policy.mjs"));
    const policies = Array.from({ length: POLICIES }, (_, i) => {
      const spec = { match: { actions: [`code.push_${i}`] }, require: [{ field: "lines", operator: "lte", value: 100 }], effect: "allow" };
      const document = { apiVersion: "agentlattice/v1", kind: "Policy", metadata: { name: `p${i}` }, spec };
      return {
        id: "pol_01h455vb4pex5vsknk084sn02q",
        name: `p${i}`,
        version: 1,
        hash: createHash("sha256").update(`${i}`).digest("hex"),
        document,
      };
    });
    const agent = { id: "agt_01h455vb4pex5vsknk084sn02q", name: "bot", labels: {}, capabilities: ["code.*"] };
    const prechecks = buildPrechecks({ policies }, { agent, ancestors: [] }, "prod");
    const times = [];
    for (let i = 0; i < 2 * CHECKS; i++) {
      const lines = i % 2 === 0 ? 320 : 7;
      const before = performance.now();
      const denial = findSureDenial(prechecks, `code.push_${i % POLICIES}`, { lines });
      const took = performance.now() - before;
      if ((denial?.reason === "CONDITIONS_DENIED") !== (lines === 320)) throw new Error("The check gave a wrong answer.");
      if (i >= CHECKS) times.push(took * 1_000);
    }
    return round(quantile(times, 0.99));
  });
}

/** Creates a chain of delegations below the agent. */
async function delegate() {
  let token = key;
  for (let depth = 1; depth <= CHAIN; depth++) {
    const created = await call(product.port, "POST", "/api/v1/delegations", token, {
      name: `level-${depth}`,
      capabilities: ["doc.*"],
      ttl: 3_600,
    });
    token = created.api_key;
  }
}

function headers(more = {}) {
  return { authorization: `Bearer ${key}`, ...more };
}

async function drive(port, next) {
  const { requests, seconds, latencies, statuses } = await load({ port, connections: PARALLEL, ms: ROUND_MS, next });
  if (Object.keys(statuses).some((status) => status !== "200" && status !== "201")) throw new Error(JSON.stringify(statuses));
  return { rps: requests / seconds, p50: median(latencies), p99: quantile(latencies, 0.99) };
}

async function repeat(run) {
  const latencies = [];
  const startedAt = performance.now();
  while (performance.now() - startedAt < ROUND_MS) {
    const before = performance.now();
    await run();
    latencies.push(performance.now() - before);
  }
  return { rps: latencies.length / (ROUND_MS / 1_000), p50: median(latencies), p99: quantile(latencies, 0.99) };
}

/** Walks the delegations with one recursive query. */
function recurse() {
  return sql.query(
    `WITH RECURSIVE below(org_id, agent_id, depth) AS (
       SELECT org_id, agent_id, 0 FROM app.agent WHERE root_agent_id IS NULL AND name = (SELECT name FROM app.agent WHERE root_agent_id IS NULL LIMIT 1)
       UNION ALL
       SELECT d.org_id, d.child_agent_id, b.depth + 1 FROM below b JOIN app.delegation d ON d.org_id = b.org_id AND d.parent_agent_id = b.agent_id
       WHERE b.depth < 32)
     SELECT * FROM below`,
  );
}
