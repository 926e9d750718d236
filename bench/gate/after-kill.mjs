// Gates of the SDK that wait while the API is killed: the time from the decision, after the API is ready again, until each has its answer.
import { AgentLattice } from "../../packages/sdk/dist/index.mjs";
import { call } from "../lib/product.mjs";
import { acting, send } from "./http.mjs";

/** Number of gates that are opened, and of decisions that are sent, at a time. */
const AT_ONCE = 4;

/**
 * Lets gates wait, kills the API with SIGKILL, starts it again and approves all.
 *
 * @returns the milliseconds of each gate, and the process that was started
 */
export async function wakeAfterKill(product, count) {
  const agent = new AgentLattice({ apiKey: product.keys.agent_api_key, baseUrl: `http://127.0.0.1:${product.port}` });
  const waiting = [];
  await eachOf(Array.from({ length: count }), async () => {
    const gate = {};
    const pending = new Promise((resolve) => {
      gate.answered = agent
        .gate("pr.merge", { metadata: { repo: "acme/web" }, onPending: resolve })
        .then((result) => ({ at: performance.now(), result }));
    });
    gate.id = (await pending).approvalId;
    waiting.push(gate);
  });
  await product.stop("SIGKILL");
  const again = await product.startAnother(product.port);
  const { token } = await call(again.port, "POST", "/api/v1/auth/sign-in", "", {
    email: product.keys.email,
    password: product.keys.password,
  });
  const person = { authorization: `Bearer ${token}` };
  await eachOf(waiting, async (gate) => {
    const path = `/api/v1/approvals/${gate.id}`;
    const { digest } = (await send(acting, again.port, "GET", path, person)).body;
    gate.decidedAt = performance.now();
    const decided = await send(acting, again.port, "POST", `${path}/decision`, person, { decision: "approve", digest });
    if (decided.status !== 200) throw new Error(`a gate was not approved: ${JSON.stringify(decided.body)}`);
  });
  const answers = await Promise.all(waiting.map(({ answered }) => answered));
  const executed = new Set(answers.map(({ result }) => result.status === "executed" && result.auditEventId));
  if (executed.size !== count || executed.has(false)) throw new Error(`${executed.size} of ${count} gates were executed once`);
  return { times: answers.map(({ at }, n) => at - waiting[n].decidedAt), again };
}

async function eachOf(items, work) {
  const left = [...items];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left.length > 0) await work(left.shift());
    }),
  );
}
