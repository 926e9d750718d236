import { AgentLattice, AgentLatticeDeniedError, AgentLatticeTimeoutError } from "@agentlattice/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type Gate, gateOf } from "../testing/gate.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

let api: TestApi;
let org: TestOrg;
let gate: Gate;
let served: ServedApi;
let al: AgentLattice;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  gate = gateOf(api.call, org);
  await org.publish(
    policy("merges", { effect: "approve", match: { actions: ["pr.merge"] }, approval: { approvers: ["role:owner"], use_within: "1s" } }),
  );
  await org.publish(
    policy("small", {
      effect: "allow",
      match: { actions: ["doc.write"] },
      require: [{ field: "lines", operator: "lte", value: 10, remedy: "Split the change." }],
    }),
  );
  served = await serveApi(api.app);
  al = new AgentLattice({ apiKey: org.agentKey, baseUrl: served.url, gatePollTimeoutMs: 20_000 });
});
afterAll(async () => {
  await served?.close();
  await api.close();
});

/** The fields that explain a denial, under the names that all paths share. */
interface Told {
  readonly message: string | undefined;
  readonly reason: string | undefined;
  readonly policy: string | undefined;
  readonly conditions: unknown;
}

const failureOf = async (run: Promise<unknown>) => {
  const error = await run.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof AgentLatticeDeniedError) return error;
  throw new Error(`expected a denial, got ${error}`);
};
const ofError = ({ message, reason, policy: name, conditions }: AgentLatticeDeniedError): Told => ({
  message,
  reason,
  policy: name,
  conditions,
});
const ofBody = ({ message, reason, policy: name, conditions }: Told): Told => ({ message, reason, policy: name, conditions });

/** Submits with an event id, ends the request, and asks on every path. */
async function everyPath(eventId: string, end: (approvalId: string) => Promise<unknown>): Promise<Record<string, Told>> {
  const body = { action_type: "pr.merge", metadata: { repo: "acme/web" } };
  const headers = { "x-al-event-id": eventId };
  const submit = (more: Record<string, string> = {}) =>
    api.call("POST", "actions", { token: org.agentKey, headers: { ...headers, ...more }, body });
  const { approval_id: id, audit_event_id } = (await submit()).body;
  const waiting = submit({ prefer: "wait=20" });
  await expect.poll(() => api.deps.waiters.size).toBeGreaterThan(0);
  await end(id);
  const options = { eventId, metadata: { repo: "acme/web" } };
  const collected = await api.call("POST", `approvals/${id}/collect`, { token: org.agentKey, body: {} });
  expect(collected.status).toBe(409);
  const { reason, policy: name, conditions } = collected.body.error.details;
  return {
    waited: ofBody((await waiting).body),
    replay: ofBody((await submit()).body),
    read: ofBody((await api.call("GET", `actions/${audit_event_id}`, { token: org.agentKey })).body),
    collect: { message: collected.body.detail, reason, policy: name, conditions },
    execute: ofBody((await al.execute("pr.merge", options)) as Told),
    gate: ofError(await failureOf(al.gate("pr.merge", options))),
    guard: ofError(await failureOf(al.guard("pr.merge", () => "ran", options))),
    wait: ofError(await failureOf(al.wait(id))),
  };
}

describe("a denial has one text and one set of names on every path", () => {
  test.each<[string, (id: string) => Promise<unknown>, string, string]>([
    [
      "by a reviewer",
      (id) => gate.decide(id, "deny", { body: { reason: "The tests are red." } }),
      "pr.merge was denied by a reviewer. The tests are red.",
      "DENIED_BY_REVIEWER",
    ],
    [
      "after a cancellation",
      (id) => api.call("POST", `approvals/${id}/cancel`, { token: org.agentKey, body: {} }),
      "pr.merge was cancelled. Do not run it.",
      "APPROVAL_CANCELLED",
    ],
    [
      "after a revocation",
      async (id) => {
        await gate.decide(id, "approve");
        await api.call("POST", `approvals/${id}/revoke`, { token: org.owner, body: {} });
      },
      "pr.merge was approved, but the approval was revoked. Submit it again if it is still needed.",
      "APPROVAL_REVOKED",
    ],
  ])("%s", async (name, end, message, reason) => {
    const paths = await everyPath(name.replaceAll(" ", "-"), end);
    // A waiting request may be answered by the approval before it is revoked.
    const told = name === "after a revocation" ? Object.entries(paths).filter(([path]) => path !== "waited") : Object.entries(paths);
    for (const [path, seen] of told) expect(seen, path).toMatchObject({ message, reason, policy: "merges" });
    expect(new Set(told.map(([, { conditions }]) => JSON.stringify(conditions))).size).toBe(1);
  });

  test("by a policy", async () => {
    const body = { action_type: "doc.write", metadata: { lines: 40 } };
    const answer = (await api.call("POST", "actions", { token: org.agentKey, headers: { "x-al-event-id": "long" }, body })).body;
    const replay = (await api.call("POST", "actions", { token: org.agentKey, headers: { "x-al-event-id": "long" }, body })).body;
    const options = { eventId: "long", metadata: { lines: 40 } };
    const executed = ofBody((await al.execute("doc.write", options)) as Told);
    const gated = ofError(await failureOf(al.gate("doc.write", options)));
    const guarded = ofError(await failureOf(al.guard("doc.write", () => "ran", options)));
    expect(answer).toMatchObject({ reason: "CONDITIONS_DENIED", policy: "small", conditions: [{ remedy: "Split the change." }] });
    for (const seen of [ofBody(replay), executed, gated, guarded]) expect(seen).toEqual(ofBody(answer));
  });

  test("when nobody decided, gate tells the text of the other paths", async () => {
    await org.publish(
      policy("quick", { effect: "approve", match: { actions: ["quick.run"] }, approval: { approvers: ["role:owner"], expires: "1s" } }),
    );
    const error = await al.gate("quick.run", { eventId: "quick" }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AgentLatticeTimeoutError);
    const replay = await al.execute("quick.run", { eventId: "quick" });
    expect((error as Error).message).toBe(replay.message);
    expect(replay).toMatchObject({ status: "expired", reason: "APPROVAL_EXPIRED" });
  });
});
