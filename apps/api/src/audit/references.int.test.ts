import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
let run: string;
let asked: { audit_event_id: string; approval_id: string };

const submit = (body: object, eventId?: string, token = org.agentKey) =>
  api.call("POST", "actions", { token, body, ...(eventId === undefined ? {} : { headers: { "x-al-event-id": eventId } }) });
const kinds = async (query: string, token = org.owner) => {
  const { status, body, text } = await org.get(`audit/events?${query}`, token);
  expect(status, text).toBe(200);
  return body.data.map((event: { kind: string }) => event.kind);
};
const approvals = async (query: string, token = org.owner) =>
  (await org.get(`approvals?status=all&${query}`, token)).body.data.map(({ id }: { id: string }) => id);

const ACTION_KINDS = ["action.reported", "action.executed", "approval.decided", "approval.requested"];

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg("References");
  await org.publish(policy("allows", { match: { actions: ["doc.*"] }, effect: "allow" }));
  await org.publish(policy("asks", { match: { actions: ["pr.*"] }, effect: "approve" }));
  run = (await api.call("POST", "runs", { token: org.agentKey, body: { session_id: "session of the run" } })).body.id;
  const request = { action_type: "pr.merge", session_id: "release 42", correlation_id: "order-1842", run_id: run, tags: ["a"] };
  asked = (await submit(request, "merge-42")).body;
  const { digest } = (await org.get(`approvals/${asked.approval_id}`)).body;
  const decided = { token: (await org.addMember("admin")).token, body: { decision: "approve", digest } };
  await api.call("POST", `approvals/${asked.approval_id}/decision`, decided);
  await api.call("POST", `approvals/${asked.approval_id}/collect`, { token: org.agentKey, body: {} });
  await api.call("POST", `actions/${asked.audit_event_id}/report`, { token: org.agentKey, body: { status: "success" } });
  await submit({ action_type: "doc.read", run_id: run });
  await submit({ action_type: "doc.read", session_id: "other" }, "other");
});
afterAll(() => api.close());

describe("entries are found together with the entries that followed them", () => {
  it.each([
    ["session_id=release%2042", ACTION_KINDS],
    ["correlation_id=order-1842", ACTION_KINDS],
    ["event_id=merge-42", ACTION_KINDS],
    ["event_id=merge-42&session_id=release%2042&correlation_id=order-1842", ACTION_KINDS],
    ["event_id=merge-42&status=success", ["action.reported"]],
    ["event_id=other", ["action.executed"]],
    ["event_id=other&session_id=release%2042", []],
    ["session_id=release", []],
    ["event_id=MERGE-42", []],
    ["session_id=merge-42", []],
  ])("by %s", async (query, expected) => {
    expect(await kinds(query)).toEqual(expected);
  });

  it.each([
    ["session_id=release%2042", [...ACTION_KINDS].reverse()],
    ["correlation_id=order-1842", [...ACTION_KINDS].reverse()],
    ["event_id=merge-42&status=success", ["action.reported"]],
    ["session_id=unknown", []],
  ])("in an export by %s, whose manifest names no id of the caller", async (query, expected) => {
    const exported = await org.get(`audit/export?${query}`);
    const lines = exported.text.split("\n").filter((line) => line !== "");
    expect(lines.map((line) => JSON.parse(line).kind)).toEqual(expected);
    const manifest = await org.get(`audit/export/manifest?export=${exported.headers.get("al-export-id")}`);
    expect(manifest.body).toMatchObject({ entries: expected.length, edges: null });
    expect(manifest.body.sha256).toBe(createHash("sha256").update(exported.text).digest("hex"));
    expect(manifest.text).not.toMatch(/release|order-1842|merge-42/);
  });

  it("in an export of a run and of ids that the server generated", async () => {
    for (const query of [`event_id=${asked.audit_event_id}`, `correlation_id=${asked.audit_event_id.replace("evt_", "cor_")}`])
      expect((await org.get(`audit/export?${query}`)).text.trim().split("\n")).toHaveLength(ACTION_KINDS.length);
    const exported = await org.get(`audit/export?run_id=${run}&kind=action.executed`);
    expect(exported.text.trim().split("\n")).toHaveLength(2);
    const manifest = await org.get(`audit/export/manifest?export=${exported.headers.get("al-export-id")}`);
    expect(manifest.body.filters).toEqual({ run, kinds: ["action.executed"] });
  });

  it("by the ids that the server generated", async () => {
    expect(await kinds(`event_id=${asked.audit_event_id}`)).toEqual(ACTION_KINDS);
    expect(await kinds(`correlation_id=${asked.audit_event_id.replace("evt_", "cor_")}`)).toEqual(ACTION_KINDS);
  });

  it("by their run, and by the session of their run", async () => {
    expect(await kinds(`run_id=${run}`)).toEqual(["action.executed", ...ACTION_KINDS]);
    expect(await kinds("session_id=session%20of%20the%20run")).toEqual(["action.executed"]);
  });

  it("over several pages", async () => {
    const first = (await org.get("audit/events?session_id=release%2042&limit=3")).body;
    expect(first).toMatchObject({ has_more: true });
    const second = (await org.get(`audit/events?session_id=release%2042&limit=3&cursor=${first.next_cursor}`)).body;
    expect(second.data.map((event: { kind: string }) => event.kind)).toEqual(["approval.requested"]);
  });

  it("including events of the agent's program", async () => {
    const event = { kind: "app.invoice.sent", session_id: "invoices", correlation_id: "inv-7" };
    const headers = { "idempotency-key": "invoice-7" };
    await api.call("POST", "events", { token: org.agentKey, headers, body: event });
    for (const query of ["session_id=invoices", "correlation_id=inv-7", "event_id=invoice-7"])
      expect(await kinds(query), query).toEqual(["app.recorded"]);
  });
});

it("approvals are found by the same ids", async () => {
  for (const query of ["session_id=release%2042", "correlation_id=order-1842", "event_id=merge-42", `run_id=${run}`]) {
    expect(await approvals(query), query).toEqual([asked.approval_id]);
    expect(await approvals(query, org.agentKey), query).toEqual([asked.approval_id]);
  }
  expect(await approvals(`event_id=${asked.audit_event_id}`)).toEqual([asked.approval_id]);
  expect(await approvals("session_id=other")).toEqual([]);
});

it("a filter finds nothing that the caller may not see", async () => {
  const other = await api.createOrg("Other");
  const stranger = (await api.call("POST", "agents", { token: org.owner, body: { name: "stranger", capabilities: ["*"] } })).body.id;
  const { api_key } = (await api.call("POST", `agents/${stranger}/keys`, { token: org.owner, body: { name: "k" } })).body;
  const member = await org.addMember("member");
  for (const query of ["session_id=release%2042", "event_id=merge-42", `event_id=${asked.audit_event_id}`, `run_id=${run}`])
    for (const token of [other.owner, api_key]) expect(await kinds(query, token), query).toEqual([]);
  for (const query of [`event_id=${asked.audit_event_id}`, `run_id=${run}`]) expect(await kinds(query, member.token), query).toEqual([]);
  // The same id in two organisations has different references.
  await submit({ action_type: "doc.read", session_id: "release 42" }, "merge-42", other.agentKey);
  expect(await kinds("session_id=release%2042", other.owner)).toHaveLength(1);
  expect(await kinds("session_id=release%2042")).toEqual(ACTION_KINDS);
});

it("ids that callers chose are stored as keyed hashes only", async () => {
  const [{ found }] = (await api.database.inspect(
    "SELECT count(*)::int AS found FROM app.entry_reference x WHERE x::text LIKE '%release%' OR x::text LIKE '%' || encode('release 42', 'hex') || '%'",
  )) as [{ found: number }];
  expect(found).toBe(0);
});

it("parallel submissions with one id are one decision", async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => submit({ action_type: "doc.read", tags: ["p", "p"] }, "parallel")));
  expect(new Set(answers.map(({ body }) => body.audit_event_id)).size).toBe(1);
  expect(await kinds("event_id=parallel")).toEqual(["action.executed"]);
});

it.each([
  ["audit/events", "run_id", "x"],
  ["audit/events", "session_id", "x".repeat(129)],
  ["audit/events", "event_id", ""],
  ["approvals", "correlation_id", ""],
  ["audit/export", "session_id", ""],
  ["audit/export/payloads", "session_id", "x"],
])("%s refuses a wrong %s", async (path, field, value) => {
  const query = `${field}=${value}`;
  expect((await org.get(`${path}?${query}`)).body).toMatchObject({ status: 422, code: "INVALID_REQUEST", errors: [{ path: field }] });
});
