// Measures how long a decision of one organisation takes while another sends slow content at full rate with one key. Idle and attack
// phases alternate on one server.

import { load, request } from "./lib/load.mjs";
import { call, startPostgres, startProduct } from "./lib/product.mjs";
import { report } from "./lib/report.mjs";
import { median, quantile, round } from "./lib/stats.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const ROUND_MS = Number(process.env.ROUND_MS ?? 4_000);
const ATTACKERS = Number(process.env.ATTACKERS ?? 8);
const SIZE = 480 * 1024;
const NAMES = 25_000;
/** The slowest pieces of the growth benchmark for each module, and the texts of an audit. */
const PIECES = [
  "раssword=а",
  "password=",
  "%41%4b",
  "-password=а",
  "password=k9XaBcD3a ",
  "MOBILE 1\n",
  "\ud835\udc002001:db8::1",
  "a@b.co ",
];
const PASSWORD = "a tall heron waits 47 minutes";

const postgres = await startPostgres();
const product = await startProduct(postgres, { AL_SIGN_UP: "open" });
const { port } = product;
const attacker = await openOrganisation("attacker", { secrets: { action: "redact" }, pii: { action: "redact" }, content: {} });
const quiet = await openOrganisation("quiet", { secrets: { action: "redact" }, pii: { action: "redact" }, content: {} });

const texts = PIECES.map((piece) => piece.repeat(Math.ceil(SIZE / Buffer.byteLength(piece))));
/** Each text in the request that takes longest for it, and what takes longest to parse, to canonicalise and to seal: names. */
const bodies = [
  ...texts.map(
    (content, i) =>
      [
        ["/api/v1/scan", { content }],
        ["/api/v1/evaluate", { content, supports: ["redact"] }],
        ["/api/v1/actions", { action_type: "bench.write", content, supports: ["redact"] }],
      ][i % 3],
  ),
  [
    "/api/v1/actions",
    { action_type: "bench.write", before: Object.fromEntries(Array.from({ length: NAMES }, (_, i) => [`name ${i}`, i])) },
  ],
].map(([path, body]) => request("POST", path, { authorization: `Bearer ${attacker}` }, JSON.stringify(body)));
const decision = request(
  "POST",
  "/api/v1/actions",
  { authorization: `Bearer ${quiet}` },
  JSON.stringify({ action_type: "bench.read", content: "Summarise the notes of the meeting.", metadata: { repo: "acme/web" } }),
);

const measure = () => load({ port, connections: 1, ms: ROUND_MS, next: () => decision });
await measure();
const rounds = [];
let sent = 0;
for (let i = 0; i < ROUNDS; i++) {
  const idle = await measure();
  const attack = load({ port, connections: ATTACKERS, ms: ROUND_MS + 1_000, next: () => bodies[sent++ % bodies.length] });
  await new Promise((resolve) => setTimeout(resolve, 500));
  const attacked = await measure();
  const { statuses } = await attack;
  for (const one of [idle, attacked])
    if (Object.keys(one.statuses).join() !== "200") throw new Error(`the quiet organisation was answered ${JSON.stringify(one.statuses)}`);
  const p = (run, q) => quantile(run.latencies, q);
  rounds.push({ idle: { p50: p(idle, 0.5), p99: p(idle, 0.99) }, attacked: { p50: p(attacked, 0.5), p99: p(attacked, 0.99) }, statuses });
  console.log(
    `round ${i + 1}: idle p50 ${round(p(idle, 0.5))} p99 ${round(p(idle, 0.99))} ms, attacked p50 ${round(p(attacked, 0.5))} p99 ${round(p(attacked, 0.99))} ms, attacker ${JSON.stringify(statuses)}`,
  );
}
report(
  "isolation",
  [
    {
      name: "p99 of another organisation under attack against idle",
      value: round(median(rounds.map(({ idle, attacked }) => attacked.p99 / idle.p99)), 2),
      unit: "x",
      floor: 3,
      target: 2,
      better: "lower",
    },
  ],
  { attackers: ATTACKERS, bytes: SIZE, rounds },
);
await product.stop();
await postgres.stop();

/** Creates an organisation with a policy that inspects everything. Returns the key of one of its agents. */
async function openOrganisation(name, modules) {
  const email = `${name}@bench.test`;
  const own = (method, url, token, body) => call(port, method, `/api/v1${url}`, token, body);
  await own("POST", "/auth/sign-up", "", { organisation: name, name, email, password: PASSWORD });
  const { token } = await own("POST", "/auth/sign-in", "", { email, password: PASSWORD });
  const document = {
    apiVersion: "agentlattice/v1",
    kind: "Policy",
    metadata: { name: "everything" },
    spec: { effect: "allow", match: { actions: ["*"] }, modules },
  };
  const { id } = await own("POST", "/policies", token, { document });
  await own("POST", `/policies/${id}/publish`, token, {});
  const agent = await own("POST", "/agents", token, { name: `${name}-bot`, capabilities: ["*"] });
  const { api_key } = await own("POST", `/agents/${agent.id}/keys`, token, { name: "bench", environment: "prod" });
  return api_key;
}
