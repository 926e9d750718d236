import { afterAll, beforeAll, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { delegateDown } from "../testing/delegate.ts";

let api: TestApi;
let org: TestOrg;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(policy("asks", { match: { actions: ["pr.*"] }, effect: "approve" }, { labels: { risk: "low" } }));
}, 60_000);
afterAll(() => api.close());

test.each(["a managed agent", "a delegated agent"])(
  "the decision about %s is answered like GET, to the person and to the waiting agent",
  async (who) => {
    const [child] = who === "a delegated agent" ? await delegateDown(api, org.agentKey, 1, { capabilities: ["pr.*"] }) : [];
    const token = child?.key ?? org.agentKey;
    const body = { action_type: "pr.merge", metadata: { target: "acme/shop#42" } };
    const { approval_id: id } = (await api.call("POST", "actions", { token, body })).body;
    const before = (await api.call("GET", `approvals/${id}`, { token: org.owner })).body;
    const waiting = api.call("GET", `approvals/${id}`, { token, headers: { prefer: "wait=20" } });
    const decided = await api.call("POST", `approvals/${id}/decision`, {
      token: org.owner,
      body: { decision: "approve", digest: before.digest },
    });
    const { server_time: _, ...read } = (await api.call("GET", `approvals/${id}`, { token: org.owner })).body;
    expect(read.target).toBe("acme/shop#42");
    expect(read.delegation !== undefined).toBe(who === "a delegated agent");
    expect(decided.body).toEqual({ ...read, server_time: expect.any(String) });
    expect((await waiting).body).toEqual({ ...read, server_time: expect.any(String) });
  },
);
