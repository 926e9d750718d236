import { setTimeout as pause } from "node:timers/promises";
import { createOpenApi } from "@agentlattice/contract/openapi";
import { openSlowConnection } from "@agentlattice/test-kit/slow-connection";
import { afterAll, beforeAll, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { createDice } from "../testing/hostile-values.ts";
import { type MutatedRequest, mutateRequest, operationsOf } from "../testing/mutate-request.ts";

const SEED = 20_261_122;
const REQUESTS = 2_000;
const AT_ONCE = 4;
const SLOW_MS = 1_000;
const TRIES = 6;
const BUSY = 503;

let api: TestApi;
/** `lasting` keeps its keys and people; what ends something asks as `doomed`. */
let lasting: TestOrg;
let doomed: TestOrg;
let ids: Record<string, string>;
beforeAll(async () => {
  api = await startTestApi({ AL_PERSON_RATE: 1_000_000, AL_KEY_RATE: 1_000_000, AL_SIGN_UP: "open" });
  lasting = await api.createOrg();
  doomed = await api.createOrg("Doomed");
  const policyId = await lasting.publish(policy("held", { effect: "approve", match: { actions: ["pr.*"] } }));
  await lasting.publish(policy("reads", { effect: "allow", match: { actions: ["doc.*"] } }));
  const act = async (action_type: string) => (await api.call("POST", "actions", { token: lasting.agentKey, body: { action_type } })).body;
  const held = await act("pr.merge");
  const executed = await act("doc.read");
  ids = {
    actions: executed.audit_event_id,
    audit: executed.audit_event_id,
    approvals: held.approval_id,
    policies: policyId,
    agents: lasting.agentId,
    key_id: lasting.agentKeyId,
    version: "1",
    name: "starter",
  };
});
afterAll(() => api.close());

interface Outcome {
  readonly status: number;
  readonly ms: number;
  readonly text: string;
}

async function send({ method, path, headers, body }: MutatedRequest, token: string | undefined): Promise<Outcome> {
  const began = performance.now();
  // Event streams write to a connection.
  const { outgoing } = openSlowConnection();
  const init = {
    method,
    headers: { ...headers, ...(token ? { authorization: `Bearer ${token}` } : {}) },
    ...(body === undefined ? {} : { body }),
  };
  const answer = await api.app.request(path, init, { outgoing });
  const streams = answer.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  const text = streams ? "" : await answer.text();
  const ms = performance.now() - began;
  if (streams) await answer.body?.cancel();
  outgoing.destroy();
  return { status: answer.status, ms, text };
}

/** Returns true when a request that was slow or refused among others is answered soon on its own, because a busy machine is not a failure. */
async function isAnsweredAlone(request: MutatedRequest, token: string | undefined): Promise<boolean> {
  for (let tries = 0; tries < TRIES; tries++) {
    const { status, ms } = await send(request, token);
    if (status < 500 && ms <= SLOW_MS) return true;
    await pause(500);
  }
  return false;
}

const ENDING = /^(delete|remove|revoke|end|signOut|changePassword|rotate|changeMember|changeOrganisation)/;

it(`no operation fails or hangs for any input (${REQUESTS} requests, seed ${SEED})`, { timeout: 300_000 }, async () => {
  const operations = operationsOf(createOpenApi());
  const dice = createDice(SEED);
  const requests = Array.from({ length: REQUESTS }, (_, i) => {
    const operation = operations[i % operations.length] as (typeof operations)[number];
    const org = operation.method === "delete" || ENDING.test(operation.id) ? doomed : lasting;
    const tokens = [org.owner, org.owner, org.agentKey, org.agentKey, org.orgKey, undefined, "al_live_x"];
    return { id: operation.id, token: dice.pick(tokens), request: mutateRequest(operation, dice, ids) };
  });
  const failures: object[] = [];
  const again: typeof requests = [];
  const statuses = new Map<number, number>();
  const queue = requests.values();
  const work = async () => {
    for (const { id, token, request } of queue) {
      const { status, ms, text } = await send(request, token);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status >= 500 && status !== BUSY) failures.push({ id, status, request, text: text.slice(0, 300) });
      else if (status === BUSY || ms > SLOW_MS) again.push({ id, token, request });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const { id, token, request } of again) if (!(await isAnsweredAlone(request, token))) failures.push({ id, request });
  expect(failures).toEqual([]);
  // It got past the door: there are answers of every kind.
  for (const status of [200, 400, 401, 403, 404, 422]) expect(statuses.get(status) ?? 0).toBeGreaterThan(10);
  expect((await api.call("GET", "/ready")).status).toBe(200);
  expect((await api.call("GET", "auth/session", { token: lasting.owner })).status).toBe(200);
});
