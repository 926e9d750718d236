// Measures the requests of console pages over a long history: every answer counts 200,000 decisions of 30 days.
import { growHistory } from "./lib/grow-history.mjs";
import { call, startPostgres, startProduct } from "./lib/product.mjs";
import { report } from "./lib/report.mjs";
import { median, round } from "./lib/stats.mjs";

const DECISIONS = Number(process.env.DECISIONS ?? 200_000);
const ROUNDS = Number(process.env.ROUNDS ?? 7);
/** Time in milliseconds from which a person notices the wait. */
const FLOOR_MS = 1_000;
const TARGET_MS = 200;
const PATHS = [
  "overview?window=24h",
  "overview?window=30d",
  "posture",
  "posture/history?days=30",
  "agents?limit=50",
  "audit/events?limit=50",
];

const postgres = await startPostgres();
const product = await startProduct(postgres);
const { email, password, agent_name: agentName } = product.keys;
const { token } = await call(product.port, "POST", "/api/v1/auth/sign-in", "", { email, password });
const grown = await growHistory({ adminUrl: postgres.adminUrl, agentName, decisions: DECISIONS, days: 30 });
console.log(JSON.stringify(grown));

const goals = [];
for (const path of PATHS) {
  const took = [];
  for (let left = ROUNDS; left > 0; left--) {
    const began = performance.now();
    await call(product.port, "GET", `/api/v1/${path}`, token);
    took.push(performance.now() - began);
  }
  goals.push({
    name: `GET /${path}, median`,
    value: round(median(took), 0),
    unit: "ms",
    floor: FLOOR_MS,
    target: TARGET_MS,
    better: "lower",
  });
}
await product.stop();
await postgres.stop();
report("pages", goals, { grown });
