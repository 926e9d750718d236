import { type Receiver, startReceiver } from "@agentlattice/test-kit/receiver";
import { type ServerProcess, startServerProcess } from "@agentlattice/test-kit/server-process";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../../testing/api-fixture.ts";

const SOON = { timeout: 20_000, interval: 100 };
/** More than are sent to one receiver at once. */
const REQUESTS = 6;
let api: TestApi;
let org: TestOrg;
let receiver: Receiver;
let victim: ServerProcess;
let heir: ServerProcess | null = null;

beforeAll(async () => {
  receiver = await startReceiver();
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve" }));
  await api.stopDispatcher();
  victim = await startServerProcess(api.database, { AL_EGRESS_ALLOW: receiver.target });
}, 60_000);
afterAll(async () => {
  await Promise.all([victim?.end("SIGKILL"), heir?.end("SIGKILL")]);
  await api?.close();
  await receiver?.close();
});

const idsOf = () => receiver.messages.map(({ headers }) => headers["webhook-id"] as string);

it("a process that is killed during a delivery loses no message, and retries with the same id", { timeout: 60_000 }, async () => {
  const body = { url: `${receiver.url}/hook`, types: ["approval.requested"] };
  const hook = (await victim.call("POST", "webhooks", { token: org.owner, body })).body;
  receiver.silent = true;
  const ask = (n: number) => victim.call("POST", "actions", { token: org.agentKey, body: { action_type: "pr.merge", metadata: { n } } });
  const asked = await Promise.all(Array.from({ length: REQUESTS }, (_, n) => ask(n)));
  const approvals = asked.map(({ body }) => body.approval_id as string);
  await vi.waitFor(() => expect(receiver.messages.length).toBeGreaterThan(0), SOON);
  // The process ends before it can turn the last entry into a message.
  const last = await ask(REQUESTS);
  expect((await victim.end("SIGKILL")).signal).toBe("SIGKILL");
  const interrupted = idsOf();

  receiver.silent = false;
  // Leases end now instead of in a minute.
  await api.database.inspect("UPDATE app.delivery SET due_at = now() WHERE due_at IS NOT NULL");
  heir = await startServerProcess(api.database, { AL_EGRESS_ALLOW: receiver.target });
  const { call } = heir;
  const deliveries = await vi.waitFor(async () => {
    const { data } = (await call("GET", `webhooks/${hook.id}/deliveries?status=delivered`, { token: org.owner })).body;
    expect(data).toHaveLength(REQUESTS + 1);
    return data as { message_id: string; attempts: number }[];
  }, SOON);

  const idOf = new Map<string, Set<string>>();
  for (const { headers, body } of receiver.messages) {
    const { approval_id } = JSON.parse(body).data;
    idOf.set(approval_id, (idOf.get(approval_id) ?? new Set()).add(headers["webhook-id"] as string));
  }
  expect([...idOf.keys()].sort()).toEqual([...approvals, last.body.approval_id].sort());
  for (const ids of idOf.values()) expect(ids.size).toBe(1);
  expect(new Set(deliveries.map(({ message_id }) => message_id))).toEqual(new Set(idsOf()));
  const countOf = (id: string) => idsOf().filter((one) => one === id).length;
  for (const { message_id, attempts } of deliveries) expect(countOf(message_id)).toBeLessThanOrEqual(attempts);
  for (const id of interrupted) expect(countOf(id)).toBe(2);
});
