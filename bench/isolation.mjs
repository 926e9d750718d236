// Measures how long requests of one organisation take while another sends slow content at full rate with one key. The quiet organisation sends a
// small decision, a scan and a decision of 6 KB in turn. Idle and attack phases alternate on one server.

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
const NOTE = "Summarise the notes of the meeting. The next one is on Thursday at ten. ".repeat(86).slice(0, 6 * 1024);
const PROBES = {
  decision: [
    "/api/v1/actions",
    { action_type: "bench.read", content: "Summarise the notes of the meeting.", metadata: { repo: "acme/web" } },
  ],
  "6 KB scan": ["/api/v1/scan", { content: NOTE }],
  "6 KB decision": ["/api/v1/actions", { action_type: "bench.read", content: NOTE }],
};
const probes = Object.entries(PROBES).map(([name, [path, body]]) => ({
  name,
  sent: request("POST", path, { authorization: `Bearer ${quiet}` }, JSON.stringify(body)),
}));
/** Each attack repeats its requests over so many connections. */
const ATTACKS = [
  { name: "mixed", connections: ATTACKERS, bodies },
  { name: "490 KB of /", connections: 4, bodies: [scanOf("/", 490)] },
  { name: "510 KB of +", connections: 6, bodies: [scanOf("+", 510)] },
  { name: "addresses", connections: 4, bodies: [scanOf("ａ+, 12345 Boａ", 490)] },
  { name: "6 KB of names and numbers", connections: ATTACKERS, bodies: [scanOf("rootpw а 4111111111111111*|", 6)] },
];

/** Sends the probes in turn over one connection. Returns the latencies of each. */
async function measure() {
  let sent = 0;
  const { latencies, statuses } = await load({ port, connections: 1, ms: ROUND_MS, next: () => probes[sent++ % probes.length].sent });
  if (Object.keys(statuses).join() !== "200") throw new Error(`the quiet organisation was answered ${JSON.stringify(statuses)}`);
  return probes.map((_, probe) => latencies.filter((_, i) => i % probes.length === probe));
}

await measure();
const results = [];
for (const { name, connections, bodies: attacks } of ATTACKS) {
  const rounds = [];
  for (let i = 0; i < ROUNDS; i++) {
    const idle = await measure();
    let sent = 0;
    const attack = load({ port, connections, ms: ROUND_MS + 1_000, next: () => attacks[sent++ % attacks.length] });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const attacked = await measure();
    rounds.push({ idle, attacked, statuses: (await attack).statuses });
  }
  const statuses = rounds.map((round) => JSON.stringify(round.statuses)).join(" ");
  for (const [probe, { name: probeName }] of probes.entries()) {
    const of = (phase, q) => median(rounds.map((round) => quantile(round[phase][probe], q)));
    const times = {
      idle: { p50: of("idle", 0.5), p99: of("idle", 0.99) },
      attacked: { p50: of("attacked", 0.5), p99: of("attacked", 0.99) },
    };
    const ratio = median(rounds.map(({ idle, attacked }) => quantile(attacked[probe], 0.99) / quantile(idle[probe], 0.99)));
    results.push({ attack: name, probe: probeName, ratio, ...times });
    console.log(
      `${name}, ${probeName}: idle p50 ${round(times.idle.p50)} p99 ${round(times.idle.p99)} ms, attacked p50 ${round(times.attacked.p50)} p99 ${round(times.attacked.p99)} ms (${round(ratio, 1)} x)`,
    );
  }
  console.log(`  attacker ${statuses}`);
}
report(
  "isolation",
  probes.map(({ name }) => ({
    name: `${name}: p99 of another organisation under the worst attack against idle`,
    value: round(Math.max(...results.filter(({ probe }) => probe === name).map(({ ratio }) => ratio)), 2),
    unit: "x",
    floor: 5,
    target: 2,
    better: "lower",
  })),
  { attackers: ATTACKERS, bytes: SIZE, results },
);
await product.stop();
await postgres.stop();

/** Returns the scan of a text of this many KB that repeats a piece. */
function scanOf(piece, kilobytes) {
  const content = piece.repeat(Math.floor((kilobytes * 1024) / Buffer.byteLength(piece)));
  return request("POST", "/api/v1/scan", { authorization: `Bearer ${attacker}` }, JSON.stringify({ content }));
}

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
