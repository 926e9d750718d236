// A run of 10,000 events, as the console opens it: the run, then the first page of its events.
import { call } from "../lib/product.mjs";

const EVENTS = 10_000;
const BATCH = 500;
/** One action for so many events that the agent reports. */
const PER_ACTION = 50;
const PAGE = 500;

/** Records the run and returns its id. Each event has data, one of 50 is an action with its ledger entry. */
export async function recordLongRun({ product, key }) {
  const send = (path, body) => call(product.port, "POST", `/api/v1${path}`, key, body);
  const { id } = await send("/runs", { name: "Long run", session_id: "bench" });
  const reported = (i) => ({
    type: i % 2 === 0 ? "llm.completed" : "tool.completed",
    iteration_index: Math.floor(i / 4),
    data:
      i % 2 === 0
        ? { model: "m-1", input_tokens: 900, output_tokens: 80, usd: "0.0031" }
        : { tool: "read", success: true, text: "x".repeat(400) },
  });
  let size = 0;
  while (size < EVENTS) {
    const actions = BATCH / PER_ACTION;
    for (let i = 0; i < actions; i++) await send("/actions", { action_type: "doc.read", metadata: { repo: "acme/web" }, run_id: id });
    const { accepted } = await send(`/runs/${id}/events`, { events: Array.from({ length: BATCH - actions }, (_, i) => reported(i)) });
    size += accepted + actions;
  }
  return id;
}

/** Opens the run as a person and returns the ms until its first page is there. Throws unless the run is whole. */
export async function openRun({ product, token }, id) {
  const get = (path) => call(product.port, "GET", `/api/v1/runs/${id}${path}`, token);
  const startedAt = performance.now();
  const run = await get("");
  const page = await get(`/events?after=0&limit=${PAGE}`);
  const took = performance.now() - startedAt;
  if (run.events !== EVENTS || page.data.length !== PAGE) throw new Error(`the run has ${run.events} events`);
  return took;
}

/** Reads all events of the run page by page, and throws unless they are numbered without gaps. */
export async function assertGapFree({ product, token }, id) {
  for (let after = 0; after < EVENTS; after += PAGE) {
    const { data } = await call(product.port, "GET", `/api/v1/runs/${id}/events?after=${after}&limit=${PAGE}`, token);
    if (data.some(({ run_seq }, i) => run_seq !== after + i + 1)) throw new Error(`the page after ${after} has a gap`);
  }
}
