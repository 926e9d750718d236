import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(policy("reads", { effect: "allow", match: { actions: ["doc.read"] } }));
});
afterAll(() => api.close());

/** Sends the head of a request at once, and its body when `until` has come to pass. */
async function sendSlowly(path: string, token: string, body: object, until: () => Promise<unknown>) {
  const text = new TextEncoder().encode(JSON.stringify(body));
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(text.subarray(0, 1));
      await until();
      controller.enqueue(text.subarray(1));
      controller.close();
    },
  });
  const init = {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: stream,
    duplex: "half" as const,
  };
  return (await api.app.request(`/api/v1/${path}`, init)).status;
}

/** Revokes the sender's credential while its body is being sent. */
const after = (ms: number, change: () => Promise<unknown>) => async () => {
  await pause(50);
  await change();
  await pause(ms);
};

describe("a slow body", () => {
  it("is accepted like any other body", async () => {
    expect(await sendSlowly("actions", org.agentKey, { action_type: "doc.read" }, async () => {})).toBe(200);
    expect(await sendSlowly("actions", org.agentKey, { action_type: "doc.read" }, () => pause(1_100))).toBe(200);
  });

  it.each([0, 1_100])("is refused when its key was revoked meanwhile (%d ms later)", async (ms) => {
    const { body: key } = await api.call("POST", `agents/${org.agentId}/keys`, { token: org.owner, body: { name: "slow" } });
    const revoke = () => api.call("DELETE", `agents/${org.agentId}/keys/${key.id}`, { token: org.owner });
    expect(await sendSlowly("actions", key.api_key, { action_type: "doc.read" }, after(ms, revoke))).toBe(401);
  });

  it("is refused when its sender was removed meanwhile", async () => {
    const admin = await org.addMember("admin");
    const remove = () => api.call("DELETE", `members/${admin.userId}`, { token: org.owner });
    const document = policy("late", { effect: "allow", match: { actions: ["*"] } });
    expect(await sendSlowly("policies", admin.token, { document }, after(1_100, remove))).toBe(401);
    const { data } = (await api.call("GET", "policies", { token: org.owner })).body;
    expect(data.map(({ name }: { name: string }) => name)).toEqual(["reads"]);
  });
});
