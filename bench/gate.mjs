// Measures the time from a decision until the waiting agent has its answer, with 1,000 waiting requests, against a reference server that
// commits one row and answers through an emitter. Both use the same Postgres in the same run.
import { readFileSync } from "node:fs";
import http from "node:http";
import { call, startFloor, startPostgres, startProduct } from "./lib/product.mjs";
import { report } from "./lib/report.mjs";
import { median, quantile, round } from "./lib/stats.mjs";

const PARKED = Number(process.env.PARKED ?? 1_000);
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const WAKES = Number(process.env.WAKES ?? 60);
/** Unmeasured wake-ups, until both sides are compiled. */
const WARM_UP = Number(process.env.WARM_UP ?? 2_000);

const waiting = new http.Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
const acting = new http.Agent({ keepAlive: true, maxSockets: 4 });

const postgres = await startPostgres();
const product = await startProduct(postgres);
const floor = await startFloor("emitter-gate", postgres.databaseUrl);
const { token } = await call(product.port, "POST", "/api/v1/auth/sign-in", "", {
  email: product.keys.email,
  password: product.keys.password,
});

let nextFloorId = 0;
let stopping = false;
const sides = {
  floor: { park: parkFloor, decide: ({ id }) => send(acting, floor.port, "POST", `/${id}`, {}) },
  product: {
    park: async () => waitProduct(await openProduct()),
    decide: ({ id, digest }) =>
      send(
        acting,
        product.port,
        "POST",
        `/api/v1/approvals/${id}/decision`,
        { authorization: `Bearer ${token}` },
        { decision: "approve", digest },
      ),
  },
};
const parked = { floor: await Promise.all(Array.from({ length: PARKED }, () => sides.floor.park())) };
const opened = await Promise.all(Array.from({ length: PARKED }, openProduct));
await settled();
// Memory of a waiting gate, without the cost of opening it.
const openedRss = rssOf(product.pid);
parked.product = opened.map(waitProduct);
await settled();
const parkedRss = rssOf(product.pid);

const rounds = [];
for (const name of Object.keys(sides)) await wakeSome(name, WARM_UP);
for (let i = 0; i < ROUNDS; i++) {
  const measured = {};
  for (const name of Object.keys(sides)) measured[name] = await wakeSome(name, WAKES);
  rounds.push(measured);
  console.log(
    `round ${i + 1}: ${Object.entries(measured)
      .map(([name, ms]) => `${name} p50 ${round(median(ms))} p99 ${round(quantile(ms, 0.99))} ms`)
      .join(" · ")}`,
  );
}

const ratioAt = (q) => round(median(rounds.map((r) => quantile(r.product, q) / quantile(r.floor, q))));
const all = (name) => rounds.flatMap((r) => r[name]);
report(
  "gate",
  [
    { name: `wake-up with ${PARKED} parked, p50 vs a bare server`, value: ratioAt(0.5), unit: "x", floor: 2, target: 1.5, better: "lower" },
    { name: "the same, p99", value: ratioAt(0.99), unit: "x", floor: 3, target: 2, better: "lower" },
    {
      name: "memory per parked gate",
      value: round((parkedRss - openedRss) / PARKED, 1),
      unit: "KiB",
      floor: 20,
      target: 14,
      better: "lower",
    },
  ],
  {
    p50_ms: { floor: round(median(all("floor"))), product: round(median(all("product"))) },
    p99_ms: { floor: round(quantile(all("floor"), 0.99)), product: round(quantile(all("product"), 0.99)) },
  },
);
// Stopping servers answer the remaining waiting requests.
stopping = true;
await Promise.all([product.stop(), floor.stop()]);
await postgres.stop();
process.exit();

/** Wakes one waiting request at a time, a different one each time, and replaces it outside the measured time. */
async function wakeSome(name, count) {
  const times = [];
  for (let i = 0; i < count; i++) {
    const gate = parked[name].shift();
    const startedAt = performance.now();
    const decided = sides[name].decide(gate);
    const answer = await gate.answered;
    times.push(answer.at - startedAt);
    if (answer.body.status !== "approved") throw new Error(`${name} woke with ${JSON.stringify(answer.body)}`);
    await decided;
    parked[name].push(await sides[name].park());
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  return times;
}

async function parkFloor() {
  const id = `f${nextFloorId++}`;
  return { id, answered: wait(floor.port, `/${id}`, {}) };
}

async function openProduct() {
  const asked = await send(
    acting,
    product.port,
    "POST",
    "/api/v1/actions",
    { authorization: `Bearer ${product.keys.agent_api_key}`, prefer: "return=minimal" },
    { action_type: "pr.merge", metadata: { repo: "acme/web" } },
  );
  const id = asked.body.approval_id;
  if (!id) throw new Error(`pr.merge was not held: ${JSON.stringify(asked.body)}`);
  const headers = { authorization: `Bearer ${product.keys.agent_api_key}` };
  const { digest } = (await send(acting, product.port, "GET", `/api/v1/approvals/${id}`, headers)).body;
  return { id, digest, headers };
}

function waitProduct({ id, digest, headers }) {
  return { id, digest, answered: wait(product.port, `/api/v1/approvals/${id}`, headers) };
}

function settled() {
  return new Promise((resolve) => setTimeout(resolve, 1_500));
}

/** Waits until the decision. A wait that timed out is repeated, as the SDK does. */
async function wait(port, path, headers) {
  for (;;) {
    const answer = await send(waiting, port, "GET", path, { ...headers, prefer: "wait=25" });
    if (answer.status !== 202 || stopping) return answer;
  }
}

function send(agent, port, method, path, headers, body) {
  const text = body && JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const options = {
      agent,
      port,
      method,
      path,
      host: "127.0.0.1",
      headers: { ...headers, ...(text ? { "content-type": "application/json", "content-length": Buffer.byteLength(text) } : {}) },
    };
    const req = http.request(options, (res) => {
      let received = "";
      res.setEncoding("utf8").on("data", (chunk) => {
        received += chunk;
      });
      res.on("end", () => resolve({ at: performance.now(), status: res.statusCode, body: JSON.parse(received) }));
    });
    req.on("error", (cause) => !stopping && reject(new Error(`${method} ${port}${path} broke off`, { cause }))).end(text);
  });
}

/** Memory in KiB. */
function rssOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
}
