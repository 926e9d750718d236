import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

const TOKEN = `ghp_${"aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"}`;
let api: TestApi;
let org: TestOrg;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
}, 60_000);
afterAll(() => api.close());

const call = (method: string, path: string, body?: object, token = org.agentKey) =>
  api.call(method, path, {
    token,
    ...(body ? { body } : {}),
    ...(method === "POST" ? { headers: { "idempotency-key": `k-${Math.random()}` } } : {}),
  });
const submit = async (action_type: string) => (await call("POST", "actions", { action_type })).body;
const failed = {
  status: "failure",
  message: `401 for ${TOKEN}`,
  metadata: { env: { GITHUB_TOKEN: TOKEN }, [TOKEN]: "name" },
  usage: { usd: "0.10" },
};

/** Everything that is stored or shown of a report. */
async function record(id: string): Promise<string> {
  const event = await call("GET", `audit/events/${id}`, undefined, org.owner);
  const list = await call("GET", "audit/events?kind=action.reported", undefined, org.owner);
  const file = await api.call("GET", "audit/export?format=ndjson", { token: org.owner });
  expect(event.status).toBe(200);
  return event.text + list.text + file.text;
}

describe("a report of an action that policies with secrets decided", () => {
  test.each(["deny", "redact", "require_approval", "flag"])("contains no credential with action %s", async (action) => {
    const name = `act.${action}`;
    await org.publish(
      policy(`s-${action.replace("_", "-")}`, { match: { actions: [name] }, effect: "allow", modules: { secrets: { action } } }),
    );
    const { body, status } = await call("POST", `actions/${(await submit(name)).audit_event_id}/report`, failed);
    expect(status).toBe(201);
    expect(body.findings).toEqual(expect.arrayContaining([expect.objectContaining({ module: "secrets", path: "message" })]));
    const entry = JSON.parse(body.receipt.entry);
    expect(entry.data).toMatchObject({ status: "failure", event_types: ["action.reported", "guardrail.detected", "guardrail.redacted"] });
    const shown = await record(body.id);
    expect(shown).not.toContain(TOKEN);
    expect(shown).toMatch(/401 for \[REDACTED:/);
  });

  test("contains no credential when the policy is in monitor mode", async () => {
    await org.publish(policy("open", { match: { actions: ["watch.it"] }, effect: "allow" }));
    await org.publish(policy("watcher", { mode: "monitor", match: { actions: ["watch.it"] }, effect: "guard", modules: { secrets: {} } }));
    const { body } = await call("POST", `actions/${(await submit("watch.it")).audit_event_id}/report`, failed);
    expect(await record(body.id)).not.toContain(TOKEN);
  });

  test("is scanned with the policy version that decided, even if it is no longer in force", async () => {
    const open = { match: { actions: ["old.act"] }, effect: "allow" };
    const id = await org.publish(policy("old", { ...open, modules: { secrets: { action: "deny" } } }));
    const before = await submit("old.act");
    await org.publish(policy("old", open));
    const after = await submit("old.act");
    await call("POST", `policies/${id}/disable`, undefined, org.owner);
    const scanned = (await call("POST", `actions/${before.audit_event_id}/report`, failed)).body;
    expect(scanned.findings.length).toBeGreaterThan(0);
    expect(await record(scanned.id)).not.toContain(TOKEN);
    expect((await call("POST", `actions/${after.audit_event_id}/report`, failed)).body.findings).toBeUndefined();
  });

  test("returns the first answer on replay without storing it again", async () => {
    await org.publish(policy("replayed", { match: { actions: ["replay.it"] }, effect: "allow", modules: { secrets: {} } }));
    const { audit_event_id: id } = await submit("replay.it");
    const send = () =>
      api.call("POST", `actions/${id}/report`, { token: org.agentKey, body: failed, headers: { "idempotency-key": "same" } });
    const [first, second] = [await send(), await send()];
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(second.body.id).toBe(first.body.id);
    const rows = await api.database.inspect("SELECT count(*)::int AS n FROM app.idempotency WHERE encode(response, 'escape') LIKE $1", [
      `%${TOKEN}%`,
    ]);
    expect(rows).toEqual([{ n: 0 }]);
  });
});
