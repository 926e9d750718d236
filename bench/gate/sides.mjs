// Gates of the reference server and of the product: how one waits, and how it is decided.
import { call } from "../lib/product.mjs";
import { acting, send, wait } from "./http.mjs";

/** @returns {Side} of a reference server */
export function sideOfFloor(floor) {
  let next = 0;
  const startWait = async () => {
    const id = `f${next++}`;
    return { id, answered: wait(floor.port, `/${id}`, {}) };
  };
  return { startWait, decide: ({ id }) => send(acting, floor.port, "POST", `/${id}`, {}) };
}

/** @returns {Promise<Side>} of the product. Requests are made and decided at the first process, and wait at the given one. */
export async function sideOfProduct(first, at = first) {
  const { token } = await call(first.port, "POST", "/api/v1/auth/sign-in", "", { email: first.keys.email, password: first.keys.password });
  const person = { authorization: `Bearer ${token}` };
  const agent = { authorization: `Bearer ${first.keys.agent_api_key}` };
  const open = async () => {
    const body = { action_type: "pr.merge", metadata: { repo: "acme/web" } };
    const asked = await send(acting, first.port, "POST", "/api/v1/actions", { ...agent, prefer: "return=minimal" }, body);
    const id = asked.body.approval_id;
    if (!id) throw new Error(`pr.merge was not held: ${JSON.stringify(asked.body)}`);
    const { digest } = (await send(acting, first.port, "GET", `/api/v1/approvals/${id}`, agent)).body;
    return { id, digest };
  };
  const waitForOpened = ({ id, digest }) => ({ id, digest, answered: wait(at.port, `/api/v1/approvals/${id}`, agent) });
  return {
    open,
    waitForOpened,
    startWait: async () => waitForOpened(await open()),
    decide: ({ id, digest }) =>
      send(acting, first.port, "POST", `/api/v1/approvals/${id}/decision`, person, { decision: "approve", digest }),
  };
}
