// Measures the time from a decision until the waiting agent has its answer: with 1,000 waiting requests, against a reference server that
// commits one row and answers through an emitter (both use the same Postgres in the same run), with 5,000, and with 10,000 at two processes.
import { readFileSync } from "node:fs";
import { wakeAfterKill } from "./gate/after-kill.mjs";
import { stopWaiting } from "./gate/http.mjs";
import { sideOfFloor, sideOfProduct } from "./gate/sides.mjs";
import { startFloor, startPostgres, startProduct } from "./lib/product.mjs";
import { report } from "./lib/report.mjs";
import { median, quantile, round } from "./lib/stats.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const WAKES = Number(process.env.WAKES ?? 60);
/** Unmeasured wake-ups, until both sides are compiled. */
const WARM_UP = Number(process.env.WARM_UP ?? 2_000);
/** Numbers of waiting requests: the comparison for larger ones, then with one process, and with two. */
const [FEW, COMPARED, MANY, SHARED] = (process.env.WAITS ?? "100,1000,5000,10000").split(",").map(Number);

const postgres = await startPostgres();
const product = await startProduct(postgres);
const floor = await startFloor("emitter-gate", postgres.databaseUrl);
const floorGates = { side: sideOfFloor(floor), pendingWaits: [] };
const gates = { side: await sideOfProduct(product), pendingWaits: [] };
const results = [];

for (let i = 0; i < COMPARED; i++) floorGates.pendingWaits.push(await floorGates.side.startWait());
await fill(gates, FEW, product.pid);
await wakeSome(floorGates, WARM_UP);
await wakeSome(gates, WARM_UP);
const few = await measure(FEW, [gates]);
const memory = await fill(gates, COMPARED, product.pid);
const compared = await measure(COMPARED, [gates], floorGates);
const memoryOfMany = await fill(gates, MANY, product.pid);
const many = await measure(MANY, [gates]);

const second = await product.startAnother();
const secondGates = { side: await sideOfProduct(product, second), pendingWaits: [] };
const memoryOfSecond = await fill(secondGates, SHARED - MANY, second.pid);
await wakeSome(secondGates, WARM_UP / 4);
const shared = await measure(SHARED, [gates, secondGates]);

stopWaiting();
const { times: afterKill, again } = await wakeAfterKill(product, COMPARED);
results.push({ waiting: COMPARED, after: "SIGKILL", p50_ms: round(median(afterKill)), p99_ms: round(quantile(afterKill, 0.99)) });

report(
  "gate",
  [
    goal(`wake-up with ${COMPARED} waiting, p50 vs a bare server`, ratioAt(0.5), "x", 2, 1.5),
    goal("the same, p99", ratioAt(0.99), "x", 3, 2),
    goal(`wake-up with ${MANY} waiting, p50 vs ${FEW} waiting`, round(many.p50 / few.p50), "x", 2, 1.5),
    goal(`wake-up with ${SHARED} waiting at two processes, p99`, shared.p99, "ms", 250, 100),
    goal(`after SIGKILL and restart with ${COMPARED} waiting, p99`, round(quantile(afterKill, 0.99)), "ms", 3_000, 1_000),
    goal("memory per waiting gate", Math.max(memory, memoryOfMany, memoryOfSecond), "KiB", 20, 14),
  ],
  {
    waiting: results,
    memory_kib: { [COMPARED]: memory, [MANY]: memoryOfMany, [`${SHARED}, second process`]: memoryOfSecond },
  },
);
await Promise.all([again.stop(), second.stop(), floor.stop()]);
await postgres.stop();
process.exit();

function goal(name, value, unit, floorValue, target) {
  return { name, value, unit, floor: floorValue, target, better: "lower" };
}

function ratioAt(q) {
  return round(median(compared.rounds.map((one) => quantile(one.product, q) / quantile(one.floor, q))));
}

/** Opens requests until `size` of them wait, then lets them wait. Returns the memory of a waiting one in KiB, without the cost of opening it. */
async function fill({ side, pendingWaits }, size, pid) {
  const opened = [];
  let left = size - pendingWaits.length;
  const openSome = async () => {
    while (left-- > 0) opened.push(await side.open());
  };
  await Promise.all(Array.from({ length: 4 }, openSome));
  await settled();
  const before = rssOf(pid);
  for (const one of opened) pendingWaits.push(side.waitForOpened(one));
  await settled();
  return round((rssOf(pid) - before) / opened.length, 1);
}

/** Wakes gates of each group in rounds, interleaved with the reference server, and prints the result. */
async function measure(size, groups, reference = null) {
  const rounds = [];
  for (let i = 0; i < ROUNDS; i++) {
    const one = { product: [], floor: reference ? await wakeSome(reference, WAKES) : [] };
    for (const group of groups) one.product.push(...(await wakeSome(group, WAKES / groups.length)));
    rounds.push(one);
  }
  const all = (name) => rounds.flatMap((one) => one[name]);
  const [p50, p99] = [0.5, 0.99].map((q) => round(quantile(all("product"), q)));
  const floorTimes = reference ? { floor_p50: round(median(all("floor"))), floor_p99: round(quantile(all("floor"), 0.99)) } : {};
  results.push({ waiting: size, processes: groups.length, p50_ms: p50, p99_ms: p99, ...floorTimes });
  console.log(`${size} waiting at ${groups.length} process(es): p50 ${p50} ms, p99 ${p99} ms ${JSON.stringify(floorTimes)}`);
  return { p50, p99, rounds };
}

/** Wakes one waiting request at a time, a different one each time, and replaces it outside the measured time. */
async function wakeSome({ side, pendingWaits }, count) {
  const times = [];
  for (let i = 0; i < count; i++) {
    const gate = pendingWaits.shift();
    const startedAt = performance.now();
    const decided = side.decide(gate);
    const answer = await gate.answered;
    times.push(answer.at - startedAt);
    if (answer.body.status !== "approved") throw new Error(`a gate woke with ${JSON.stringify(answer.body)}`);
    await decided;
    pendingWaits.push(await side.startWait());
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  return times;
}

function settled() {
  return new Promise((resolve) => setTimeout(resolve, 1_500));
}

/** Memory in KiB. */
function rssOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
}
