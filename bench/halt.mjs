// Measures the time from a halt until the last of 1,000 connected clients has it, against a reference server that commits one row and writes
// to its streams through an emitter. Both use the same Postgres in the same run.
import http from "node:http";
import { call, startFloor, startPostgres, startProduct } from "./lib/product.mjs";
import { report } from "./lib/report.mjs";
import { median, quantile, round } from "./lib/stats.mjs";

const CLIENTS = Number(process.env.CLIENTS ?? 1_000);
const ROUNDS = Number(process.env.ROUNDS ?? 9);
const WARM_UP = Number(process.env.WARM_UP ?? 3);
/** Number of streams that are opened at a time. */
const OPENING = 50;
const GOAL_MS = 2_000;

const streams = new http.Agent({ maxSockets: Number.POSITIVE_INFINITY });
const postgres = await startPostgres();
const product = await startProduct(postgres, { AL_KEY_STREAMS: String(CLIENTS + 10) });
const floor = await startFloor("emitter-stream", postgres.databaseUrl);
const { token } = await call(product.port, "POST", "/api/v1/auth/sign-in", "", {
  email: product.keys.email,
  password: product.keys.password,
});

/** The clients of both sides. Each calls `onHalt` with the time of an `event: halt`. */
const clients = {
  floor: await openAll(floor.port, "/stream", {}),
  product: await openAll(product.port, "/api/v1/events/stream?types=halt.*", { authorization: `Bearer ${product.keys.agent_api_key}` }),
};
const sides = {
  floor: async () => void (await call(floor.port, "POST", "/halts", "", {})),
  product: async () => {
    const { id } = await call(product.port, "POST", "/api/v1/halts", token, { scope: { organisation: true }, reason: "Benchmark." });
    return () => call(product.port, "POST", `/api/v1/halts/${id}/resume`, token, { reason: "Benchmark." });
  },
};

const rounds = [];
for (let i = 0; i < WARM_UP + ROUNDS; i++) {
  const measured = {};
  for (const name of Object.keys(sides)) measured[name] = await haltOnce(name);
  if (i < WARM_UP) continue;
  rounds.push(measured);
  const texts = Object.entries(measured).map(([name, ms]) => `${name} p50 ${round(median(ms))} last ${round(Math.max(...ms))} ms`);
  console.log(`round ${rounds.length}: ${texts.join(" · ")}`);
}

const lastOf = (name) => rounds.map((r) => Math.max(...r[name]));
const ratio = round(median(rounds.map((r) => Math.max(...r.product) / Math.max(...r.floor))));
report(
  "halt",
  [
    {
      name: `from the click to the last of ${CLIENTS} clients, p99`,
      value: round(quantile(lastOf("product"), 0.99)),
      unit: "ms",
      floor: GOAL_MS,
      target: 500,
      better: "lower",
    },
    { name: "the last client vs a bare server", value: ratio, unit: "x", floor: 20, target: 5, better: "lower" },
  ],
  { last_ms: { floor: round(median(lastOf("floor"))), product: round(median(lastOf("product"))) } },
);
for (const side of Object.values(clients)) for (const client of side) client.close();
await Promise.all([product.stop(), floor.stop()]);
await postgres.stop();
process.exit();

/** Halts once and returns the time of every client in milliseconds. Throws when a client is not told. */
async function haltOnce(name) {
  const startedAt = performance.now();
  const told = clients[name].map((client) => new Promise((resolve) => (client.onHalt = (at) => resolve(at - startedAt))));
  const halted = sides[name]();
  const timeout = new Promise((_, reject) => setTimeout(() => reject(new Error(`${name}: a client was not told`)), 30_000).unref());
  const times = await Promise.race([Promise.all(told), timeout]);
  const resume = await halted;
  await resume?.();
  await new Promise((resolve) => setTimeout(resolve, 300));
  return times;
}

async function openAll(port, path, headers) {
  const opened = [];
  while (opened.length < CLIENTS) {
    const next = Array.from({ length: Math.min(OPENING, CLIENTS - opened.length) }, () => open(port, path, headers));
    opened.push(...(await Promise.all(next)));
  }
  return opened;
}

function open(port, path, headers) {
  return new Promise((resolve, reject) => {
    const client = { onHalt: () => {}, close: () => request.destroy() };
    const request = http.get({ agent: streams, host: "127.0.0.1", port, path, headers }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`the stream answered ${response.statusCode}`));
      let rest = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        if (lines.includes("event: halt")) client.onHalt(performance.now());
      });
      response.on("error", () => {});
      resolve(client);
    });
    request.on("error", (error) => reject(error));
  });
}
