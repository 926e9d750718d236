// Event streams: the time until an event reaches live readers, and the cost of idle streams.
import { readFileSync } from "node:fs";
import net from "node:net";
import { request } from "../lib/load.mjs";
import { call } from "../lib/product.mjs";

const DELEGATIONS = 40;
const SESSIONS = 10;
/** Number of streams that are opened at a time. */
const OPENING = 50;

/** Returns the tokens of an agent, of its children and of sessions of a person. Idle streams use them in turn. */
export async function issueCredentials({ product, key }) {
  const { email, password } = product.keys;
  const tokens = [key];
  for (let i = 0; i < DELEGATIONS; i++) {
    const delegation = { name: `reader-${i}`, capabilities: ["doc.*"], ttl: 3_600 };
    tokens.push((await call(product.port, "POST", "/api/v1/delegations", key, delegation)).api_key);
  }
  for (let i = 0; i < SESSIONS; i++) tokens.push((await call(product.port, "POST", "/api/v1/auth/sign-in", "", { email, password })).token);
  return tokens;
}

/** Opens streams. Each calls its `onEvent` with the id of an entry and the time of its arrival. */
export async function openStreams(port, path, tokens, count) {
  const opened = [];
  while (opened.length < count) {
    const next = Math.min(OPENING, count - opened.length);
    const some = Array.from({ length: next }, (_, i) => openStream(port, path, tokens[(opened.length + i) % tokens.length]));
    opened.push(...(await Promise.all(some)));
  }
  return opened;
}

function openStream(port, path, token) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: "127.0.0.1", noDelay: true });
    const stream = { onEvent: null, isOpen: false, close: () => socket.destroy() };
    socket.on("connect", () => socket.write(request("GET", path, { authorization: `Bearer ${token}` })));
    socket.on("error", reject);
    socket.on("close", () => {
      stream.isOpen = false;
    });
    socket.on("data", (chunk) => {
      if (!stream.isOpen) {
        const head = chunk.toString("latin1");
        if (!head.startsWith("HTTP/1.1 200")) return reject(new Error(`a stream was refused: ${head}`));
        stream.isOpen = true;
        resolve(stream);
      } else if (stream.onEvent) {
        const id = /"id":"(\w+)"/.exec(chunk.toString("latin1"))?.[1];
        if (id) stream.onEvent(id, performance.now());
      }
    });
  });
}

/** Runs `cause`, which returns the id of an entry, and returns the times in ms until each of the streams has it. */
export async function timeEvent(streams, cause) {
  const startedAt = performance.now();
  const arrived = streams.map(
    (stream) =>
      new Promise((resolve) => {
        stream.onEvent = (id, at) => resolve({ id, ms: at - startedAt });
      }),
  );
  const caused = await cause();
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("a reader did not get an event")), 10_000).unref());
  const got = await Promise.race([Promise.all(arrived), late]);
  if (got.some(({ id }) => id !== caused)) throw new Error("a reader got another event");
  return got.map(({ ms }) => ms);
}

/** Counts the statements of the product during some time in which nothing happens. */
export async function countWhileIdle(statements, ms) {
  await statements.query("SELECT pg_stat_statements_reset()");
  await new Promise((resolve) => setTimeout(resolve, ms));
  const { rows } = await statements.query(
    `SELECT query, calls::int FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
     WHERE r.rolname IN ('al_app', 'al_ledger') AND query !~* '^(BEGIN|COMMIT|ROLLBACK|SET )' ORDER BY calls DESC`,
  );
  if (process.env.SHOW_STATEMENTS) console.log(rows.slice(0, 14).map((r) => `${r.calls} ${r.query.replace(/\s+/g, " ").slice(0, 100)}`));
  return rows.reduce((sum, { calls }) => sum + calls, 0);
}

/** Resident memory in MB. */
export function memoryOf(pid) {
  return (Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1_024) / 1e6;
}
