// Backtests a million recorded decisions through the product: stored payloads are read, decrypted and evaluated with both sets of
// policies.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import pg from "pg";
import { call, startPostgres, startProduct } from "./lib/product.mjs";
import { report } from "./lib/report.mjs";
import { sealDecisions } from "./lib/seal-decisions.mjs";
import { round } from "./lib/stats.mjs";

const DECISIONS = Number(process.env.DECISIONS ?? 1_000_000);
/** Number of submissions between two different ones. Submissions between them are equal. */
const DISTINCT = Number(process.env.DISTINCT ?? 200_000);
const ACTION = "bench.refund";

const postgres = await startPostgres();
const product = await startProduct(postgres);
const token = product.keys.org_api_key;
const document = (limit) => ({
  apiVersion: "agentlattice/v1",
  kind: "Policy",
  metadata: { name: "bench-refunds" },
  spec: {
    match: { actions: [ACTION] },
    require: [{ field: "amount", operator: "lt", value: limit }],
    otherwise: "approve",
    effect: "allow",
  },
});
const { id } = await call(product.port, "POST", "/api/v1/policies", token, { document: document(100) });
await call(product.port, "POST", `/api/v1/policies/${id}/publish`, token, {});

const admin = new pg.Client({ connectionString: postgres.adminUrl.replace(/\/[^/]*$/, "/agentlattice") });
await admin.connect();
const startedAt = performance.now();
await sealDecisions({ admin, dataDir: postgres.dataDir, count: DECISIONS, distinct: DISTINCT, action: ACTION });
await admin.query("VACUUM ANALYZE app.decision, app.ledger_payload, app.ledger_salt");
await admin.end();
console.log(`${DECISIONS} decisions stored in ${Math.round((performance.now() - startedAt) / 1000)} s (not part of the figure)`);

const gate = measureGate();
const cpuBefore = cpuSeconds(product.pid);
const result = await call(product.port, "POST", "/api/v1/policies/backtest", token, { document: document(50), limit: DECISIONS });
const apiCpu = cpuSeconds(product.pid) - cpuBefore;
const delays = await gate.stop();
if (result.replayed !== DECISIONS || result.changed === 0) throw new Error(`not everything was replayed: ${JSON.stringify(result)}`);
console.log(`${result.replayed} replayed, ${result.changed} would change, ${result.not_replayed} not replayed`);

report(
  "backtest",
  [
    {
      name: "1 M replayed",
      value: round((result.duration_ms / 1000) * (1_000_000 / DECISIONS)),
      unit: "s",
      floor: 60,
      target: 40,
      better: "lower",
    },
  ],
  {
    decisions: DECISIONS,
    distinct: DISTINCT,
    per_second: Math.round((1000 * DECISIONS) / result.duration_ms),
    api_cpu_s: round(apiCpu),
    ...delays,
  },
);
await product.stop();
await postgres.stop();

/** Returns the CPU time of all threads of a process. Linux only; NaN elsewhere. */
function cpuSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}

/** Measures the latency of other requests during the backtest. */
function measureGate() {
  const taken = [];
  let going = true;
  const loop = (async () => {
    while (going) {
      const at = performance.now();
      await fetch(`http://127.0.0.1:${product.port}/health?${randomBytes(4).toString("hex")}`).then((answer) => answer.text());
      taken.push(performance.now() - at);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  return {
    async stop() {
      going = false;
      await loop;
      const sorted = taken.sort((a, b) => a - b);
      const at = (q) => round(sorted[Math.floor(q * (sorted.length - 1))] ?? 0);
      return { health_meanwhile_p50_ms: at(0.5), health_meanwhile_p99_ms: at(0.99) };
    },
  };
}
