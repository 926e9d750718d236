// Measures one policy with four modules on requests of 200 bytes and 10 KB without findings.
import { createHmac } from "node:crypto";
import { finish, load, timeCalls } from "./measure.mjs";
import { requestOf, source } from "./policies.mjs";

const { compileBundle, evaluate } = await load("policy");

/** Settings that make each module do work. */
const CONFIGS = {
  secrets: {},
  registry: { models: [{ name: "gpt-5", server: "openai" }], tools: [{ name: "search" }, { name: "fetch" }], hidden: ["shell"] },
  reliability: {},
  memory: { write: { session: ["public", "internal"], agent: ["public"] }, read: { session: ["public", "internal"] } },
};
const names = ["secrets", "registry", "reliability", "memory"];
const bundle = compileBundle({
  policies: [
    source({
      apiVersion: "agentlattice/v1",
      kind: "Policy",
      metadata: { name: "guarded" },
      spec: {
        effect: "allow",
        match: { actions: ["tool.call"] },
        modules: Object.fromEntries(names.map((name) => [name, CONFIGS[name]])),
      },
    }),
  ],
});
const tools = {
  fingerprint: (value) => createHmac("sha256", "bench").update(value).digest("hex").slice(0, 16),
  verifySignature: () => false,
};

const used = {
  action_type: "tool.call",
  tool: { name: "search", server: "web" },
  model: { provider: "openai", name: "gpt-5" },
  memory: { op: "write", scope: "session", class: "internal" },
};
const PROSE =
  "The nightly import of invoices failed for 14 of 3,210 rows because the column amount was empty. We retried twice, then moved the rows " +
  'to a queue and told the team. See https://wiki.example.com/runbooks/import?page=2#retry for what to do. const rows = await db.query("select id, amount from invoice where status = $1", [status]);\n' +
  'if (rows.length === 0) return { status: "empty", next: null }; for (const row of rows) total += Number(row.amount ?? 0);\n';
const small = { ...used, metadata: { customer: "acme", ticket: "SUP-1042", items: [1, 2, 3] } };
const large = {
  ...used,
  metadata: {
    customer: "acme",
    ticket: "SUP-1042",
    lines: Array.from({ length: 20 }, (_, i) => ({ sku: `SKU-${1000 + i}`, quantity: i, note: "handle with care", price: 12.5 + i })),
  },
  content: "",
};
large.content = PROSE.repeat(40).slice(0, 10_000 - JSON.stringify(large).length);

const result = { modules: names };
for (const [size, submission, calls] of [
  ["200 B", small, 40_000],
  ["10 KB", large, 8_000],
]) {
  const text = JSON.stringify(submission);
  // Requests are parsed for each call, so that caching by object has no effect.
  const make = () => requestOf(JSON.parse(text));
  const run = (facts) => evaluate(facts, bundle, { tools });
  const verdict = run(make());
  if (verdict.status !== "executed" || verdict.findings.length > 0) throw new Error(`${size}: ${verdict.message}`);
  result[size] = { ...timeCalls({ make, run, warmUp: calls, calls }), bytes: text.length };
}
finish(result);
