import {
  AgentLattice,
  AgentLatticeAuthenticationError,
  AgentLatticeConnectionError,
  AgentLatticeDeniedError,
  type AgentLatticeError,
  AgentLatticeTimeoutError,
} from "@agentlattice/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

let api: TestApi;
let served: ServedApi;
let org: TestOrg;
let al: AgentLattice;

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  await org.publish(policy("reads", { match: { actions: ["doc.read"] }, effect: "allow" }));
  await org.publish(
    policy("small-changes", {
      match: { actions: ["code.push"] },
      require: [{ field: "lines", operator: "lt", value: 100, remedy: "Split the change." }],
      effect: "allow",
    }),
  );
  await org.publish(policy("merges", { match: { actions: ["pr.merge"] }, effect: "approve" }));
  await org.publish(policy("quick", { match: { actions: ["pr.quick"] }, effect: "approve", approval: { expires: "1s" } }));
  al = client();
});
afterAll(async () => {
  await served.close();
  await api.close();
});

const client = (options = {}) => new AgentLattice({ apiKey: org.agentKey, baseUrl: served.url, ...options });
const caught = async <E extends AgentLatticeError>(run: Promise<unknown>) =>
  (await run.then(
    () => null,
    (error: unknown) => error,
  )) as E;

/** Decides as a person in the console. */
async function decide(approvalId: string | undefined, decision: "approve" | "deny", reason = "Not today.") {
  const { digest } = (await api.call("GET", `approvals/${approvalId}`, { token: org.owner })).body;
  const body = { decision, reason, ...(decision === "approve" ? { digest } : {}) };
  const answer = await api.call("POST", `approvals/${approvalId}/decision`, { token: org.owner, body });
  if (answer.status !== 200) throw new Error(answer.text);
}
const deciding = (decision: "approve" | "deny") => ({
  onPending: ({ approvalId }: { approvalId?: string }) => void decide(approvalId, decision),
});

describe("execute", () => {
  it("returns executed, denied or requested, each with a receipt", async () => {
    const executed = await al.execute("doc.read", { dataAccessed: [{ type: "customer", count: 2, sensitivity: "high" }], content: "text" });
    expect(executed).toMatchObject({ status: "executed", policyName: "reads", environment: "prod", receipt: { seq: expect.any(Number) } });
    expect(await al.execute("doc.write")).toMatchObject({ status: "denied", denialReason: "NO_MATCHING_POLICY" });
    const requested = await al.execute("pr.merge");
    expect(requested).toMatchObject({ status: "requested", approvalId: expect.stringMatching(/^apr_/), timeoutAt: expect.any(String) });
    expect(await al.cancel(requested.approvalId as string)).toMatchObject({ status: "cancelled" });
  });

  it("returns the failed conditions and their remedies", async () => {
    expect(await al.execute("code.push", { metadata: { lines: 250 } })).toMatchObject({
      status: "denied",
      denialReason: "CONDITIONS_DENIED",
      conditionsEvaluated: [{ field: "lines", operator: "lt", expected: 100, actual: 250, result: false, remedy: "Split the change." }],
    });
  });

  it("records one action for repeated calls with one id, and refuses another action with that id", async () => {
    const [first, second] = await Promise.all([1, 2].map(() => al.execute("doc.read", { eventId: "once", metadata: { a: 1 } })));
    expect(second?.auditEventId).toBe(first?.auditEventId);
    expect(await caught(al.execute("doc.read", { eventId: "once", metadata: { a: 2 } }))).toMatchObject({
      code: "IDEMPOTENCY_CONFLICT",
      retryable: false,
      requestId: expect.any(String),
    });
  });
});

describe("gate", () => {
  it("resolves immediately by policy, or after an approval, with the permit", async () => {
    expect((await al.gate("doc.read")).permit).toBeUndefined();
    const result = await al.gate("pr.merge", { metadata: { target: "acme/web#1" }, ...deciding("approve") });
    expect(result).toMatchObject({
      status: "executed",
      permit: expect.stringMatching(/^prm_/),
      approval: { decidedBy: { name: "Olive Owner" } },
    });
  });

  it("throws the denial of a policy or a person", async () => {
    const byPolicy = await caught<AgentLatticeDeniedError>(al.gate("code.push", { metadata: { lines: 900 } }));
    expect(byPolicy).toBeInstanceOf(AgentLatticeDeniedError);
    expect(byPolicy).toMatchObject({ code: "ACTION_DENIED", reason: "CONDITIONS_DENIED", policy: "small-changes" });
    const byPerson = await caught<AgentLatticeDeniedError>(al.gate("pr.merge", deciding("deny")));
    expect(byPerson).toMatchObject({ reason: "DENIED_BY_REVIEWER", reviewerReason: "Not today.", retryable: false });
  });

  it("throws AgentLatticeTimeoutError when nobody decides in time, on the server or in the client", async () => {
    const expired = await caught<AgentLatticeTimeoutError>(al.gate("pr.quick"));
    expect(expired).toBeInstanceOf(AgentLatticeTimeoutError);
    expect(expired.code).toBe("APPROVAL_EXPIRED");
    const gaveUp = await caught<AgentLatticeTimeoutError>(client({ gatePollTimeoutMs: 200 }).gate("pr.merge"));
    expect(gaveUp.code).toBe("GATE_TIMEOUT");
    await al.cancel(gaveUp.approvalId);
    expect(await caught(al.gate("pr.merge", { eventId: gaveUp.eventId }))).toMatchObject({ reason: "APPROVAL_CANCELLED" });
  });

  it("is aborted promptly, and continued by its id", async () => {
    const controller = new AbortController();
    const reason = new Error("the user went away");
    const options = { eventId: "merge-again", metadata: { pr: 7 } };
    const gone = await caught(
      al.gate("pr.merge", { ...options, signal: controller.signal, onPending: () => setTimeout(() => controller.abort(reason), 50) }),
    );
    expect(gone).toBe(reason);
    expect((await al.gate("pr.merge", { ...options, ...deciding("approve") })).status).toBe("executed");
  });

  it("handles many concurrent waits separately", async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 24 }, (_, i) => al.gate("pr.merge", { metadata: { i }, ...deciding(i % 3 === 0 ? "deny" : "approve") })),
    );
    expect(results.map(({ status }) => status)).toEqual(results.map((_, i) => (i % 3 === 0 ? "rejected" : "fulfilled")));
    const permits = results.flatMap((result) => (result.status === "fulfilled" ? [result.value.permit] : []));
    expect(new Set(permits).size).toBe(16);
  });
});

describe("guard and report", () => {
  const reported = async (auditEventId: string) => {
    const { data } = (await api.call("GET", "audit/events?kind=action.reported", { token: org.owner })).body;
    return data.find(({ subject }: { subject: { id: string } }) => subject.id === auditEventId)?.status;
  };

  it("reports success and failure", async () => {
    let id = "";
    const value = al.guard("doc.read", ({ auditEventId }) => {
      id = auditEventId;
      return 42;
    });
    expect(await value).toBe(42);
    expect(await reported(id)).toBe("success");
    const boom = new Error("boom");
    const failed = al.guard("doc.read", ({ auditEventId }) => {
      id = auditEventId;
      throw boom;
    });
    expect(await caught(failed)).toBe(boom);
    expect(await reported(id)).toBe("failure");
  });

  it("reports manually, and refuses the action of another organisation", async () => {
    const { auditEventId } = await al.execute("doc.read");
    expect(await al.report(auditEventId, { status: "partial", message: "half", metadata: { files: 3 } })).toMatchObject({
      auditEventId,
      status: "partial",
    });
    const foreign = await api.createOrg("Globex");
    expect(await caught(client({ apiKey: foreign.agentKey }).report(auditEventId, { status: "success" }))).toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("read methods", () => {
  it("whoami, policies and canI", async () => {
    expect(await al.whoami()).toMatchObject({
      name: "release-bot",
      environment: "prod",
      cbState: "closed",
      capabilities: ["*"],
      agentId: org.agentId,
    });
    const { policies, hasMore } = await al.policies({ scope: "org" });
    expect(policies.map(({ name, approvalRequired }) => [name, approvalRequired])).toEqual([
      ["merges", true],
      ["quick", true],
      ["reads", false],
      ["small-changes", false],
    ]);
    expect(hasMore).toBe(false);
    const first = await al.policies({ limit: 3 });
    expect((await al.policies({ limit: 3, cursor: first.nextCursor as string })).policies.map(({ name }) => name)).toEqual([
      "small-changes",
    ]);
    expect(await al.canI("code.push", { metadata: { lines: 5 } })).toMatchObject({ allowed: true, needsApproval: false });
    expect(await al.canI("pr.merge")).toMatchObject({ allowed: false, needsApproval: true, policyName: "merges" });
    expect(await al.canI("doc.write")).toMatchObject({ allowed: false, needsApproval: false, denialReason: "NO_MATCHING_POLICY" });
  });

  it("request() calls any other route", async () => {
    expect(await client({ apiKey: org.orgKey }).request("GET", "/policies?limit=1")).toMatchObject({ has_more: true });
  });
});

describe("errors", () => {
  it("a refused key is not retried", async () => {
    const { body: key } = await api.call("POST", `agents/${org.agentId}/keys`, { token: org.owner, body: { name: "brief" } });
    const other = client({ apiKey: key.api_key });
    await other.execute("doc.read");
    await api.call("DELETE", `agents/${org.agentId}/keys/${key.id}`, { token: org.owner });
    const error = await caught(other.execute("doc.read"));
    expect(error).toBeInstanceOf(AgentLatticeAuthenticationError);
    expect(error).toMatchObject({ code: "UNAUTHENTICATED", retryable: false });
    expect(String(error.stack)).not.toContain(key.api_key);
  });

  it("an unreachable server throws a typed error, and the action does not run", async () => {
    const gone = client({ baseUrl: "http://127.0.0.1:1", maxAttempts: 1 });
    for (const run of [gone.execute("doc.read"), gone.gate("doc.read"), gone.canI("doc.read"), gone.whoami(), gone.policies()])
      expect(await caught(run)).toBeInstanceOf(AgentLatticeConnectionError);
    const never = vi.fn();
    await caught(gone.guard("doc.read", never));
    expect(never).not.toHaveBeenCalled();
  });

  it("429 is retried after the requested pause", async () => {
    const busy = await api.startProcess({ AL_KEY_RATE: 3 });
    const slow = await serveApi(busy.app);
    try {
      const mine = client({ baseUrl: slow.url });
      const results = await Promise.all(Array.from({ length: 6 }, () => mine.execute("doc.read")));
      expect(results.every(({ status }) => status === "executed")).toBe(true);
      const hasty = client({ baseUrl: slow.url, maxAttempts: 1 });
      const errors = (await Promise.allSettled(Array.from({ length: 12 }, () => hasty.whoami()))).flatMap((result) =>
        result.status === "rejected" ? [result.reason as AgentLatticeError] : [],
      );
      expect(errors.length).toBeGreaterThan(0);
      for (const error of errors)
        expect(error).toMatchObject({ code: "RATE_LIMITED", retryable: true, details: { status: 429, retryAfterMs: expect.any(Number) } });
    } finally {
      await slow.close();
    }
  });

  it("an unavailable database is 503, and the same action succeeds after recovery", async () => {
    const { name } = api.database;
    await api.database.inspectServer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    try {
      await api.database.inspectServer(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()",
        [name],
      );
      expect(await caught(client({ maxAttempts: 1 }).execute("doc.read"))).toMatchObject({ retryable: true, details: { status: 503 } });
      const patient = client({ maxAttempts: 6 }).execute("doc.read", { eventId: "through-an-outage" });
      setTimeout(() => void api.database.inspectServer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`), 1_500);
      const done = await patient;
      expect(done.status).toBe("executed");
      expect((await al.execute("doc.read", { eventId: "through-an-outage" })).auditEventId).toBe(done.auditEventId);
    } finally {
      await api.database.inspectServer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    }
  });
});
