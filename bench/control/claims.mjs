// Idempotent claims: submissions with an X-AL-Event-ID. A first claim is decided and recorded durably, a repeat gets the recorded result.
import { randomUUID } from "node:crypto";
import { load, request } from "../lib/load.mjs";
import { median, quantile } from "../lib/stats.mjs";

const BODY = JSON.stringify({ action_type: "doc.read", metadata: { repo: "acme/web" } });
/** Claims that repeats ask for. */
const KNOWN = 500;

/**
 * @param {{ product: { port: number }, key: string, floor: { port: number }, parallel: number, ms: number }} options
 * @returns contenders: each claims over one or over `parallel` connections
 */
export async function claimContenders({ product, key, floor, parallel, ms }) {
  const submit = (id) => request("POST", "/api/v1/actions", { authorization: `Bearer ${key}`, "x-al-event-id": id }, BODY);
  const known = Array.from({ length: KNOWN }, () => randomUUID());
  let next = 0;
  const repeat = () => submit(known[next++ % KNOWN]);
  while (next < KNOWN) await load({ port: product.port, connections: parallel, ms: 0, next: repeat });
  const bare = () => request("POST", "/", { authorization: "Bearer floor" }, BODY);
  const drive = (port, connections, makeRequest) => () => driveOnce({ port, connections, ms, next: makeRequest });
  const first = () => submit(randomUUID());
  return {
    floor_one: drive(floor.port, 1, bare),
    floor: drive(floor.port, parallel, bare),
    claim_one: drive(product.port, 1, first),
    claims: drive(product.port, parallel, first),
    repeat_one: drive(product.port, 1, repeat),
    repeats: drive(product.port, parallel, repeat),
  };
}

async function driveOnce(options) {
  const { requests, seconds, latencies, statuses } = await load(options);
  if (Object.keys(statuses).some((status) => status !== "200")) throw new Error(JSON.stringify(statuses));
  return { rps: requests / seconds, p50: median(latencies), p99: quantile(latencies, 0.99) };
}

/** Claims the same key over `parallel` connections at once, and throws unless one of them won and all got its result. */
export async function assertOneWinner({ product, key, parallel }) {
  for (let left = 20; left > 0; left--) {
    const wire = request("POST", "/api/v1/actions", { authorization: `Bearer ${key}`, "x-al-event-id": randomUUID() }, BODY);
    const ids = new Set();
    const onBody = (_, body) => ids.add(JSON.parse(body).audit_event_id);
    const { requests } = await load({ port: product.port, connections: parallel, ms: 0, next: () => wire, onBody });
    if (requests !== parallel || ids.size !== 1) throw new Error(`${requests} claims of one key made ${ids.size} decisions`);
  }
}
