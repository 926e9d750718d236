// Checks in the agent's process: 100 policies as a table of sure denials.
import { createHash } from "node:crypto";
import path from "node:path";
import { withBundle } from "../lib/bundle.mjs";
import { quantile, round } from "../lib/stats.mjs";

const POLICIES = 100;
const CHECKS = 20_000;

/** Returns the p99 of single checks in µs, half of which deny. */
export async function measurePrechecks() {
  return withBundle({ prechecks: "src/model/prechecks.ts", policy: "src/policy/index.ts" }, async (dir) => {
    const { findSureDenial } = await import(path.join(dir, "prechecks.mjs"));
    const { buildPrechecks } = await import(path.join(dir, "policy.mjs"));
    const agent = { id: "agt_01h455vb4pex5vsknk084sn02q", name: "bot", labels: {}, capabilities: ["code.*"] };
    const prechecks = buildPrechecks({ policies: Array.from({ length: POLICIES }, toPolicy) }, { agent, ancestors: [] }, "prod");
    const times = [];
    for (let i = 0; i < 2 * CHECKS; i++) {
      const lines = i % 2 === 0 ? 320 : 7;
      const before = performance.now();
      const denial = findSureDenial(prechecks, `code.push_${i % POLICIES}`, { lines });
      const took = performance.now() - before;
      if ((denial?.reason === "CONDITIONS_DENIED") !== (lines === 320)) throw new Error("The check gave a wrong answer.");
      if (i >= CHECKS) times.push(took * 1_000);
    }
    return { policies: POLICIES, p99: round(quantile(times, 0.99)) };
  });
}

function toPolicy(_, i) {
  const spec = { match: { actions: [`code.push_${i}`] }, require: [{ field: "lines", operator: "lte", value: 100 }], effect: "allow" };
  const document = { apiVersion: "agentlattice/v1", kind: "Policy", metadata: { name: `p${i}` }, spec };
  return {
    id: "pol_01h455vb4pex5vsknk084sn02q",
    name: `p${i}`,
    version: 1,
    hash: createHash("sha256").update(`${i}`).digest("hex"),
    document,
  };
}
