// Measures what agents and their owners use beside the gate: checks in the agent's process, idempotent claims, the graph of delegations, live
// event streams and the timeline of a run.
// An idempotent claim is a submission with an X-AL-Event-ID. Of all submissions with the same id one is decided and recorded durably (a first
// claim), the others get its recorded result with its receipt (a repeat). Both must reach the goals: p50 over one connection, and claims per
// second over ten.
import pg from "pg";
import { DEPTH, growChain, recurse } from "./control/chain.mjs";
import { assertOneWinner, claimContenders } from "./control/claims.mjs";
import { assertGapFree, openRun, recordLongRun } from "./control/long-run.mjs";
import { measurePrechecks } from "./control/prechecks.mjs";
import { countWhileIdle, issueCredentials, memoryOf, openStreams, timeEvent } from "./control/streams.mjs";
import { load, request } from "./lib/load.mjs";
import { call, startFloor, startPostgres, startProduct } from "./lib/product.mjs";
import { report } from "./lib/report.mjs";
import { median, quantile, round } from "./lib/stats.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const ROUND_MS = Number(process.env.ROUND_MS ?? 1_200);
const WARM_UP = Number(process.env.WARM_UP ?? 4);
const STREAMS = Number(process.env.STREAMS ?? 10_000);
const EVENTS = Number(process.env.EVENTS ?? 60);
const IDLE_MS = Number(process.env.IDLE_MS ?? 15_000);
const PARALLEL = 10;
const READERS = 10;

const prechecks = await measurePrechecks();
const postgres = await startPostgres();
const product = await startProduct(postgres, { AL_KEY_STREAMS: String(STREAMS), AL_PERSON_STREAMS: String(STREAMS) });
const floors = {
  commit: await startFloor("group-commit", postgres.databaseUrl),
  stream: await startFloor("emitter-stream", postgres.databaseUrl),
};
const { agent_api_key: key, email, password } = product.keys;
const { token } = await call(product.port, "POST", "/api/v1/auth/sign-in", "", { email, password });
const side = { product, key, token, floor: floors.commit, adminUrl: postgres.adminUrl, parallel: PARALLEL, ms: ROUND_MS };

const rounds = await measureRounds();
const opened = await measureRun();
const events = await measureEvents();
const tokens = await issueCredentials(side);
await product.stop();
const idle = await measureIdle();

const of = (name, value) => round(median(rounds.map((one) => one[name][value])));
const ratio = (compare) => round(median(rounds.map(compare)));
const lower = (name, value, unit, floor, target) => ({ name, value, unit, floor, target, better: "lower" });
const higher = (name, value, unit, floor, target) => ({ name, value, unit, floor, target, better: "higher" });
report(
  "control",
  [
    lower(`check in the agent's process, ${prechecks.policies} policies, p99`, prechecks.p99, "µs", 50, 20),
    lower("first claim of a key, p50", of("claim_one", "p50"), "ms", 3, 1.5),
    lower("repeat of a claim, p50", of("repeat_one", "p50"), "ms", 3, 1.5),
    higher(`first claims at ${PARALLEL} parallel`, of("claims", "rps"), "per s", 1_000, 2_000),
    higher(`repeats at ${PARALLEL} parallel`, of("repeats", "rps"), "per s", 1_000, 2_000),
    higher(
      "first claims vs bare node:http + group commit",
      ratio(({ claims, floor }) => claims.rps / floor.rps),
      "x",
      0.1,
      0.3,
    ),
    lower(
      "first claim vs bare node:http + group commit, p50",
      ratio(({ claim_one, floor_one }) => claim_one.p50 / floor_one.p50),
      "x",
      5,
      3,
    ),
    lower(`graph of ${DEPTH} delegations in a chain, p99`, of("graph", "p99"), "ms", 10, 5),
    lower(
      "graph of delegations vs its recursive query, p50",
      ratio(({ graph, query }) => graph.p50 / query.p50),
      "x",
      20,
      5,
    ),
    lower("event at a live reader, p95", events.p95, "ms", 100, 20),
    lower("event at a live reader vs a bare server, p50", events.ratio, "x", 20, 5),
    lower(`event at a live reader among ${STREAMS} idle streams, p95`, idle.p95, "ms", 100, 50),
    lower("database queries per idle stream and minute, credentials apart", idle.queries, "queries", 0.01, 0),
    lower(`memory of a process with ${STREAMS} streams`, idle.memory, "MB", 500, 300),
    lower("a run of 10,000 events opens, p95", opened, "ms", 300, 100),
  ],
  { idle },
);
await Promise.all(Object.values(floors).map((floor) => floor.stop()));
await postgres.stop();
process.exit();

async function measureRounds() {
  const chain = await growChain(side);
  const path = `/api/v1/graph?root=${(await call(product.port, "GET", "/api/v1/whoami", key)).agent_id}&edge_types=delegation`;
  const { nodes } = await call(product.port, "GET", path, key);
  const depth = Math.max(...nodes.map((node) => node.depth));
  if (depth !== DEPTH) throw new Error(`the graph ends at depth ${depth}`);
  const contenders = {
    ...(await claimContenders(side)),
    query: () => repeat(() => recurse(chain)),
    graph: () => loadOne(request("GET", path, { authorization: `Bearer ${key}` })),
  };
  const measured = [];
  for (let i = 0; i < WARM_UP + ROUNDS; i++) {
    const one = {};
    for (const [name, run] of Object.entries(contenders)) one[name] = await run();
    if (i < WARM_UP) continue;
    measured.push(one);
    const texts = Object.entries(one).map(
      ([name, { p50, p99, rps }]) => `${name} ${Math.round(rps)}/s p50 ${round(p50)} p99 ${round(p99)} ms`,
    );
    console.log(`round ${measured.length}: ${texts.join(" · ")}`);
  }
  await assertOneWinner(side);
  await chain.sql.end();
  return measured;
}

/** Returns the p95 of opening a long run. */
async function measureRun() {
  const id = await recordLongRun(side);
  await assertGapFree(side, id);
  const times = [];
  for (let i = 0; i < 40; i++) times.push(await openRun(side, id));
  console.log(`run of 10,000 events: p50 ${round(median(times))} ms`);
  return round(quantile(times, 0.95));
}

/** Returns the time until readers at two processes have an event, compared with readers of a bare server. */
async function measureEvents() {
  const second = await product.startAnother();
  const bare = await openStreams(floors.stream.port, "/stream", [""], READERS);
  const readers = [...(await openReaders(product.port, READERS / 2)), ...(await openReaders(second.port, READERS / 2))];
  const times = { bare: [], product: [] };
  for (let i = 0; i < EVENTS; i++) {
    times.bare.push(...(await timeEvent(bare, async () => (await call(floors.stream.port, "POST", "/halts", "", {})).id)));
    times.product.push(...(await timeEvent(readers, () => act(product.port))));
  }
  for (const stream of [...bare, ...readers]) stream.close();
  await second.stop();
  console.log(`event at a live reader: bare p50 ${round(median(times.bare))}, product p50 ${round(median(times.product))} ms`);
  return { p95: round(quantile(times.product, 0.95)), ratio: round(median(times.product) / median(times.bare)) };
}

/** Returns the cost of idle streams at a process of their own. They do not select the entries that the readers get. */
async function measureIdle() {
  const fresh = await product.startAnother();
  const statements = new pg.Client({ connectionString: postgres.adminUrl.replace(/\/[^/]*$/, "/postgres") });
  await statements.connect();
  await statements.query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
  const open = (count) => openStreams(fresh.port, "/api/v1/events/stream?types=halt.*", tokens, count);
  const few = await open(tokens.length);
  const before = await countWhileIdle(statements, IDLE_MS);
  const streams = [...few, ...(await open(STREAMS - few.length))];
  const after = await countWhileIdle(statements, IDLE_MS);
  const memory = round(memoryOf(fresh.pid), 0);
  const readers = await openReaders(fresh.port, READERS);
  const times = [];
  for (let i = 0; i < EVENTS; i++) times.push(...(await timeEvent(readers, () => act(fresh.port))));
  if (!streams.every(({ isOpen }) => isOpen)) throw new Error("the product closed idle streams");
  for (const stream of [...streams, ...readers]) stream.close();
  await statements.end();
  await fresh.stop();
  const queries = round(((after - before) / (STREAMS - tokens.length)) * (60_000 / IDLE_MS));
  return {
    queries,
    memory,
    p95: round(quantile(times, 0.95)),
    credentials: tokens.length,
    statements: { one_stream_each: before, all_streams: after },
    ms: IDLE_MS,
  };
}

function openReaders(port, count) {
  return openStreams(port, "/api/v1/events/stream?types=action.executed", [key], count);
}

async function act(port) {
  return (await call(port, "POST", "/api/v1/actions", key, { action_type: "doc.read", metadata: { repo: "acme/web" } })).audit_event_id;
}

async function loadOne(wire) {
  const { latencies, seconds, statuses } = await load({ port: product.port, connections: 1, ms: ROUND_MS, next: () => wire });
  if (Object.keys(statuses).some((status) => status !== "200")) throw new Error(JSON.stringify(statuses));
  return { rps: latencies.length / seconds, p50: median(latencies), p99: quantile(latencies, 0.99) };
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
