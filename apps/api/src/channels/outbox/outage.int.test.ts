import { type Receiver, startReceiver } from "@agentlattice/test-kit/receiver";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../../testing/api-fixture.ts";
import { gateOf } from "../../testing/gate.ts";

const SOON = { timeout: 20_000 };
const REQUESTS = 5;
const ATTEMPTS = 8;
/** Documented waits between the attempts, in seconds. Each varies by a tenth. */
const WAITS = [4, 20, 100, 500, 2_500, 12_500, 62_500];
const DAY_S = 86_400;
/** Longest time that a busy machine adds to a wait. */
const MACHINE_S = 20;
const PAGE = 100;
type Attempt = { readonly at: string; readonly response_code: number };
let api: TestApi;
let org: TestOrg;
let broken: Receiver;
let sound: Receiver;

beforeAll(async () => {
  [broken, sound] = await Promise.all([startReceiver(), startReceiver()]);
  api = await startTestApi({ AL_EGRESS_ALLOW: `${broken.target},${sound.target}` });
  org = await openOrg();
});
afterAll(async () => {
  await api.close();
  await Promise.all([broken.close(), sound.close()]);
});

async function openOrg(): Promise<TestOrg> {
  const opened = await api.createOrg();
  await opened.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve" }));
  return opened;
}
const connect = async (receiver: Receiver, types: readonly string[], { owner } = org): Promise<string> =>
  (await api.call("POST", "webhooks", { token: owner, body: { url: `${receiver.url}/hook`, types } })).body.id;
const deliveries = async (id: string, query = "", { owner } = org) =>
  (await api.call("GET", `webhooks/${id}/deliveries?limit=${PAGE}${query}`, { token: owner })).body.data;
const ask = (n: number, asking = org) => gateOf(api.call, asking).ask({ action_type: "pr.merge", metadata: { n } });

/** Moves the clock of each waiting delivery to its next attempt. The times of its attempts move back. */
const passTime = () =>
  api.database.inspect(`
    WITH waits AS (
      SELECT d.org_id, d.delivery_id, d.attempts, d.due_at - clock_timestamp() AS wait FROM app.delivery d
      WHERE d.due_at > clock_timestamp() AND d.attempts = (SELECT count(*) FROM app.delivery_attempt a
        WHERE a.org_id = d.org_id AND a.delivery_id = d.delivery_id)),
    moved AS (UPDATE app.delivery d SET due_at = d.due_at - w.wait FROM waits w
      WHERE d.org_id = w.org_id AND d.delivery_id = w.delivery_id AND d.attempts = w.attempts RETURNING d.org_id, d.delivery_id, w.wait)
    UPDATE app.delivery_attempt a SET at = a.at - m.wait FROM moved m WHERE a.org_id = m.org_id AND a.delivery_id = m.delivery_id`);
const rows = () =>
  api.database.inspect(
    "SELECT (SELECT count(*)::int FROM app.delivery) AS deliveries, (SELECT count(*)::int FROM app.delivery_attempt) AS attempts",
  );

it("a receiver that fails for a day gets eight attempts, delays no other receiver, and accepts a replay", {
  timeout: 60_000,
}, async () => {
  broken.statuses.push(...Array(REQUESTS * ATTEMPTS).fill(500));
  const hook = await connect(broken, ["approval.requested"]);
  for (let n = 0; n < REQUESTS; n++) await ask(n);
  const [healthy, neighbour] = [await connect(sound, ["action.denied"]), await openOrg()];
  const neighbours = await connect(sound, ["approval.requested"], neighbour);
  let others = 0;
  await vi.waitFor(
    async () => {
      await passTime();
      await api.call("POST", "actions", { token: org.agentKey, body: { action_type: "doc.read" } });
      await ask(others++, neighbour);
      const failed = await deliveries(hook, "&status=failed");
      expect(failed).toHaveLength(REQUESTS);
    },
    { timeout: 40_000, interval: 250 },
  );
  const dead = await deliveries(hook);
  for (const { attempts, log, next_attempt_at } of dead) {
    expect({ attempts, next_attempt_at, codes: new Set(log.map((one: Attempt) => one.response_code)) }).toEqual({
      attempts: ATTEMPTS,
      next_attempt_at: null,
      codes: new Set([500]),
    });
    const times = log.map(({ at }: Attempt) => Date.parse(at) / 1_000);
    for (const [made, wait] of WAITS.entries()) {
      const waited = times[made + 1] - times[made];
      expect(waited).toBeGreaterThan(wait * 0.9 - 1);
      expect(waited).toBeLessThan(wait * 1.1 + MACHINE_S);
    }
    expect(times.at(-1) - times[0]).toBeLessThan(DAY_S);
  }
  await vi.waitFor(async () => {
    for (const healthyOnes of [await deliveries(healthy), await deliveries(neighbours, "", neighbour)]) {
      expect(healthyOnes).toHaveLength(Math.min(others, PAGE));
      for (const one of healthyOnes) expect(one).toMatchObject({ status: "delivered", attempts: 1 });
    }
  }, SOON);
  await passTime();
  expect(broken.messages).toHaveLength(REQUESTS * ATTEMPTS);
  expect(await rows()).toEqual([{ deliveries: REQUESTS + 2 * others, attempts: REQUESTS * ATTEMPTS + 2 * others }]);
  const failing = await api.call("GET", `webhooks/${hook}`, { token: org.owner });
  expect(failing.body.failing_since).not.toBeNull();

  for (const { id } of dead)
    expect((await api.call("POST", `webhooks/${hook}/deliveries/${id}/replay`, { token: org.owner })).status).toBe(202);
  await vi.waitFor(async () => {
    for (const one of await deliveries(hook))
      expect(one).toMatchObject({ status: "delivered", attempts: ATTEMPTS + 1, response_code: 200 });
  }, SOON);
  const sent = broken.messages.slice(-REQUESTS).map(({ headers }) => headers["webhook-id"]);
  expect(new Set(sent)).toEqual(new Set(dead.map((one: { message_id: string }) => one.message_id)));
  expect((await api.call("GET", `webhooks/${hook}`, { token: org.owner })).body.failing_since).toBeNull();
});

it("at most 5,000 messages wait for a receiver; further ones are stored and can be replayed", async () => {
  const full = await openOrg();
  const hook = await connect(sound, ["approval.requested"], full);
  await ask(1, full);
  await vi.waitFor(async () => expect(await deliveries(hook, "", full)).toMatchObject([{ status: "delivered" }]), SOON);
  await api.database.inspect(`
    INSERT INTO app.delivery (org_id, delivery_id, channel, endpoint_id, message_id, type, body, status, due_at, created_at)
    SELECT org_id, gen_random_uuid(), channel, endpoint_id, gen_random_uuid(), type, body, 'pending', now() + interval '1 day', now()
    FROM (SELECT * FROM app.delivery ORDER BY created_at DESC LIMIT 1) d, generate_series(1, 5000)`);
  const { approval_id } = await ask(2, full);
  const [failed] = await vi.waitFor(async () => {
    const { body } = await api.call("GET", `webhooks/${hook}/deliveries?status=failed`, { token: full.owner });
    expect(body.data).toHaveLength(1);
    return body.data;
  }, SOON);
  expect(failed).toMatchObject({ attempts: 0, next_attempt_at: null, log: [] });
  await api.call("POST", `webhooks/${hook}/deliveries/${failed.id}/replay`, { token: full.owner });
  await vi.waitFor(() => expect(sound.messages.some(({ body }) => body.includes(approval_id))).toBe(true), SOON);
});
