import { decodeId } from "@agentlattice/core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { haltClients } from "../testing/halt-clients.ts";

let api: TestApi;
let org: TestOrg;
const { acknowledge, closeStreams, halt, invented, listen, newAgent, newKey, read } = haltClients(() => ({ api, org }));

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterEach(() => closeStreams());
afterAll(() => api.close());

const stated = () => ({ "al-client-id": invented() });
const entriesOf = async (kind: string, id: string) => {
  const { data } = (await org.get(`audit/events?kind=${kind}&limit=50`)).body;
  const entries = await Promise.all(
    data.map(async (row: { id: string }) => JSON.parse((await org.get(`audit/events/${row.id}`)).body.entry).data),
  );
  return entries.filter((entry) => entry.halt === id);
};
const confirmations = (id: string) => entriesOf("halt.confirmed", id);

describe("a disconnected client with its own id", () => {
  /** Moves the times at which clients left a halt into the past. */
  const leftAgo = (id: string, interval: string) =>
    api.database.inspect("UPDATE app.halt_client SET left_at = left_at - $2::interval WHERE halt_id = $1", [decodeId("hlt", id), interval]);
  const left = (id: string) =>
    api.database.inspect("SELECT left_at FROM app.halt_client WHERE halt_id = $1 AND left_at IS NOT NULL", [decodeId("hlt", id)]);

  test("counts as disconnected after five minutes, and the halt is confirmed by the others", async () => {
    const agent = await newAgent();
    const worker = await listen(agent.token, stated());
    const id = await halt(agent.id);
    for (let i = 0; i < 3; i++) {
      const once = await listen(agent.token, stated());
      await once.until("halt", 1);
      await once.close();
    }
    await worker.until("halt", 1);
    expect((await acknowledge(id, agent.token, { client_id: worker.clientId })).status).toBe(200);
    await expect.poll(() => left(id)).toHaveLength(3);
    await leftAgo(id, "4 minutes 50 seconds");
    expect(await read(id)).toMatchObject({ status: "requested", outstanding_count: 3, disconnected_count: 0 });
    await leftAgo(id, "10 seconds");
    const found = await read(id);
    expect(found).toMatchObject({ status: "confirmed", acknowledged_count: 1, outstanding: [], disconnected_count: 3 });
    expect(found.disconnected).toHaveLength(3);
    await expect.poll(() => confirmations(id)).toMatchObject([{ clients: 1, disconnected: 3 }]);
  });

  test("is outstanding again when it returns, and so is the halt", async () => {
    const agent = await newAgent();
    const [worker, roaming] = [await listen(agent.token, stated()), await listen(agent.token, stated())];
    const id = await halt(agent.id);
    await Promise.all([worker.until("halt", 1), roaming.until("halt", 1)]);
    await acknowledge(id, agent.token, { client_id: worker.clientId });
    await roaming.close();
    await expect.poll(() => left(id)).toHaveLength(1);
    await leftAgo(id, "5 minutes");
    expect(await read(id)).toMatchObject({ status: "confirmed", disconnected: [{ client_id: roaming.clientId }] });
    const back = await listen(agent.token, { "al-client-id": roaming.clientId });
    await back.until("halt", 1);
    expect(await read(id)).toMatchObject({ status: "requested", confirmed_at: null, outstanding: [{ client_id: roaming.clientId }] });
    await acknowledge(id, agent.token, { client_id: roaming.clientId });
    expect(await read(id)).toMatchObject({ status: "confirmed", acknowledged_count: 2, disconnected: [] });
  });

  test("confirms nothing: a halt without an acknowledgement stays requested", async () => {
    const agent = await newAgent();
    const only = await listen(agent.token, stated());
    const id = await halt(agent.id);
    await only.until("halt", 1);
    await only.close();
    await expect.poll(() => left(id)).toHaveLength(1);
    await leftAgo(id, "1 hour");
    expect(await read(id)).toMatchObject({ status: "requested", confirmed_at: null, outstanding_count: 0, disconnected_count: 1 });
  });

  test("keeps the status that it had at the end of the halt, whether it returns or not", async () => {
    const agent = await newAgent();
    const [away, gone] = [await listen(agent.token, stated()), await listen(agent.token, stated())];
    const assigned = await listen(agent.token);
    const id = await halt(agent.id);
    await Promise.all([away, gone, assigned].map((stream) => stream.until("halt", 1)));
    await gone.close();
    await expect.poll(() => left(id)).toHaveLength(1);
    await leftAgo(id, "5 minutes");
    await away.close();
    await expect.poll(() => left(id)).toHaveLength(2);
    const resumed = (await org.post(`halts/${id}/resume`, { reason: "Fixed." })).body;
    const atEnd = { status: "resumed", outstanding_count: 2, disconnected_count: 1, disconnected: [{ client_id: gone.clientId }] };
    expect(resumed).toMatchObject(atEnd);
    await assigned.close();
    await expect
      .poll(() => api.database.inspect("SELECT FROM app.stream_client WHERE client_id = $1", [decodeId("cli", assigned.clientId)]))
      .toHaveLength(0);
    await listen(agent.token, { "al-client-id": gone.clientId });
    await leftAgo(id, "1 hour");
    expect(await read(id)).toMatchObject(atEnd);
    expect(await entriesOf("halt.resumed", id)).toMatchObject([{ acknowledged: 0, outstanding: 2, disconnected: 1 }]);
  });

  test("counts as disconnected when the process of its stream has ended", async () => {
    const agent = await newAgent();
    const stream = await listen(agent.token, stated());
    const id = await halt(agent.id);
    await stream.until("halt", 1);
    const ended =
      "UPDATE app.stream_client SET process_id = gen_random_uuid(), seen_at = seen_at - interval '3 minutes' WHERE client_id = $1";
    await api.database.inspect(ended, [decodeId("cli", stream.clientId)]);
    expect(await left(id)).toHaveLength(0);
    await api.deps.database.lookups.refreshStreamClients(api.deps.newId());
    expect(await left(id)).toHaveLength(1);
  });
});

describe("a client without its own id", () => {
  test("counts as disconnected when its stream ends, and the halt is confirmed by the others", async () => {
    const flaky = await newAgent();
    const steady = await newKey(flaky.id);
    const worker = await listen(steady.token, stated());
    const first = await listen(flaky.token);
    const id = await halt(flaky.id);
    await first.until("halt", 1);
    await first.close();
    for (let i = 0; i < 3; i++) {
      const again = await listen(flaky.token);
      await again.until("halt", 1);
      await again.close();
    }
    await worker.until("halt", 1);
    await vi.waitFor(async () => expect(await read(id)).toMatchObject({ outstanding_count: 1, disconnected_count: 4 }), 15_000);
    expect((await acknowledge(id, steady.token, { client_id: worker.clientId })).status).toBe(200);
    const found = await read(id);
    expect(found).toMatchObject({ status: "confirmed", acknowledged_count: 1, outstanding: [] });
    expect(found.disconnected.map(({ acknowledged_at, connected }: Record<string, unknown>) => [acknowledged_at, connected])).toEqual(
      Array(4).fill([null, false]),
    );
    expect(await confirmations(id)).toMatchObject([{ clients: 1, disconnected: 4 }]);
    await org.post(`halts/${id}/resume`, { reason: "Fixed." });
    expect(await read(id)).toMatchObject({ status: "resumed", disconnected_count: 4 });
  });

  test("is outstanding while its stream is open, and the halt is confirmed after it ends", async () => {
    const agent = await newAgent();
    const [worker, open] = [await listen(agent.token, stated()), await listen(agent.token)];
    const id = await halt(agent.id);
    await Promise.all([worker.until("halt", 1), open.until("halt", 1)]);
    await acknowledge(id, agent.token, { client_id: worker.clientId });
    expect(await read(id)).toMatchObject({ status: "requested", confirmed_at: null, outstanding: [{ client_id: open.clientId }] });
    await open.close();
    await vi.waitFor(async () => expect(await confirmations(id)).toMatchObject([{ clients: 1, disconnected: 1 }]), 15_000);
    const confirmed = await read(id);
    expect(confirmed).toMatchObject({ status: "confirmed", disconnected: [{ client_id: open.clientId }] });
    expect(confirmed.confirmed_at).toBe(confirmed.acknowledged[0].acknowledged_at);
  });

  test("confirms nothing by disconnecting: a halt without an acknowledgement stays requested", async () => {
    const agent = await newAgent();
    const only = await listen(agent.token);
    const id = await halt(agent.id);
    await only.until("halt", 1);
    await only.close();
    await vi.waitFor(async () => expect(await read(id)).toMatchObject({ outstanding_count: 0, disconnected_count: 1 }), 15_000);
    expect(await read(id)).toMatchObject({ status: "requested", confirmed_at: null });
  });

  test("stays outstanding when it states the id that it was given, and so does one with its own id", async () => {
    const agent = await newAgent();
    const [assigned, own] = [await listen(agent.token), await listen(agent.token, stated())];
    const id = await halt(agent.id);
    await Promise.all([assigned.until("halt", 1), own.until("halt", 1)]);
    await assigned.close();
    const back = await listen(agent.token, { "al-client-id": assigned.clientId });
    await back.until("halt", 1);
    await back.close();
    await own.close();
    await vi.waitFor(async () => {
      const { outstanding } = await read(id);
      expect(outstanding.map(({ connected }: { connected: boolean }) => connected)).toEqual([false, false]);
    }, 15_000);
    expect(await read(id)).toMatchObject({ disconnected_count: 0, outstanding_count: 2, status: "requested" });
    expect((await acknowledge(id, agent.token, { client_id: assigned.clientId })).status).toBe(200);
    expect((await acknowledge(id, agent.token, { client_id: own.clientId })).status).toBe(200);
    expect((await read(id)).status).toBe("confirmed");
  });
});

test("the confirmation has the time of the last acknowledgement, also of a client that connected later", async () => {
  const agent = await newAgent();
  const first = await listen(agent.token);
  const id = await halt(agent.id);
  await first.until("halt", 1);
  await acknowledge(id, agent.token, { client_id: first.clientId });
  const before = await read(id);
  expect(before.confirmed_at).toBe(before.acknowledged[0].acknowledged_at);
  const late = await listen(agent.token);
  await late.until("halt", 1);
  expect(await read(id)).toMatchObject({ status: "requested", confirmed_at: null });
  const { acknowledged_at } = (await acknowledge(id, agent.token, { client_id: late.clientId })).body;
  expect(await read(id)).toMatchObject({ status: "confirmed", confirmed_at: acknowledged_at });
  expect(Date.parse(acknowledged_at)).toBeGreaterThan(Date.parse(before.confirmed_at));
});

test("a halt that is read before its confirmation is recorded is confirmed with a time", async () => {
  const agent = await newAgent();
  const stream = await listen(agent.token);
  const id = await halt(agent.id);
  await stream.until("halt", 1);
  const haltId = decodeId("hlt", id);
  await api.database.inspect("UPDATE app.halt_client SET acknowledged_at = clock_timestamp() WHERE halt_id = $1", [haltId]);
  const found = await read(id);
  expect(found).toMatchObject({ status: "confirmed", acknowledged_count: 1, confirmed_at: found.acknowledged[0].acknowledged_at });
  expect(found.confirmed_at).not.toBeNull();
});
