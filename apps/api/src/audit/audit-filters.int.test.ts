import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
let approver: { token: string; userId: string };
let asksPolicy: string;
let ids: { requested: string; executed: string; approval: string };
let all: Row[];

interface Row {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly timestamp: string;
  readonly status: string | null;
  readonly approval_id: string | null;
  readonly action_type: string | null;
  readonly actor: { type: string; id: string };
  readonly leaf_hash: string;
}

const list = async (query: string, token = org.owner): Promise<Row[]> =>
  (await org.get(`audit/events?limit=200&${query}`, token)).body.data;
const kindsOf = (rows: readonly Row[]) => rows.map((row) => row.kind);

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  asksPolicy = await org.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve" }));
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
  approver = await org.addMember("admin");
  const submit = async (action_type: string) =>
    (await api.call("POST", "actions", { token: org.agentKey, body: { action_type, metadata: { repo: "r" }, justification: "because" } }))
      .body;
  for (const action of ["doc.read", "doc.write", "doc.read", "docs.read", "email.send"]) await submit(action);
  const asked = await submit("pr.merge");
  const { digest } = (await org.get(`approvals/${asked.approval_id}`)).body;
  await api.call("POST", `approvals/${asked.approval_id}/decision`, {
    token: approver.token,
    body: { decision: "approve", digest, reason: "Looks right" },
  });
  const collected = (await api.call("POST", `approvals/${asked.approval_id}/collect`, { token: org.agentKey, body: {} })).body;
  await api.call("POST", `actions/${asked.audit_event_id}/report`, { token: org.agentKey, body: { status: "success" } });
  ids = { requested: asked.audit_event_id, executed: collected.executed_event_id, approval: asked.approval_id };
  all = await list("");
});
afterAll(() => api.close());

describe("filters of the list", () => {
  it("find entries by the approval of a collected action", () => {
    expect(all.find((row) => row.id === ids.executed)).toMatchObject({ kind: "action.executed", approval_id: ids.approval });
    expect(all.find((row) => row.action_type === "doc.read")).toMatchObject({ approval_id: null });
  });

  it("by kind: one, several, a prefix, and a kind without entries", async () => {
    expect(kindsOf(await list("kind=approval.*"))).toEqual(["approval.decided", "approval.requested"]);
    expect(kindsOf(await list("kind=approval.decided,action.reported"))).toEqual(["action.reported", "approval.decided"]);
    for (const unknown of ["kind=nothing.*", "kind=approval.decied", "kind=approval.decided,nothing", "status=denyed", "colour=red"])
      expect(await org.get(`audit/events?${unknown}`), unknown).toMatchObject({ status: 422, body: { code: "INVALID_REQUEST" } });
    expect((await org.get("audit/events?kind=Approval")).body).toMatchObject({ status: 422, errors: [{ path: "kind" }] });
  });

  it("by event type, and not by an action with the same name", async () => {
    const other = await api.createOrg();
    await other.publish(
      policy("redacts", {
        match: { actions: ["mail.send", "guardrail.redacted"] },
        effect: "allow",
        modules: { pii: { action: "redact" } },
      }),
    );
    const submit = (body: object) => api.call("POST", "actions", { token: other.agentKey, body: { supports: ["redact"], ...body } });
    const sent = (await submit({ action_type: "mail.send", content: "Write to ana.lopez@mail.acme.org" })).body;
    await submit({ action_type: "guardrail.redacted" });
    for (const query of [
      "kind=guardrail.redacted",
      "kind=guardrail.redacted,skill.denied",
      "kind=guardrail.redacted&action_type=mail.send",
    ])
      expect(
        (await list(query, other.owner)).map(({ id }) => id),
        query,
      ).toEqual([sent.audit_event_id]);
    expect(await list("kind=budget.exceeded", other.owner)).toEqual([]);
    expect(kindsOf(await list("kind=guardrail.redacted,agent.changed", other.owner))).toEqual(["action.executed", "agent.changed"]);
  });

  it("by action, exactly or by prefix", async () => {
    expect((await list("action_type=doc.read")).map((row) => row.action_type)).toEqual(["doc.read", "doc.read"]);
    expect((await list("action_type=doc.*")).map((row) => row.action_type)).toEqual(["doc.read", "doc.write", "doc.read"]);
    expect(await list("action_type=do.*")).toEqual([]);
    for (const bad of ["*", "doc*", "doc.%", "Doc.*"])
      expect((await org.get(`audit/events?action_type=${encodeURIComponent(bad)}`)).body).toMatchObject({
        errors: [{ path: "action_type" }],
      });
  });

  it("by actor", async () => {
    expect(kindsOf(await list(`actor=${approver.userId}&kind=approval.*`))).toEqual(["approval.decided"]);
    const agents = await list(`actor=${org.agentId}`);
    expect(agents).toEqual(all.filter((row) => row.actor.id === org.agentId));
    expect(kindsOf(agents)).not.toContain("approval.decided");
    expect(await list("actor=system")).toEqual(all.filter((row) => row.actor.type === "system"));
    expect((await org.get("audit/events?actor=evt_01h455vb4pex5vsknk084sn02q")).status).toBe(422);
  });

  it("by status, policy and approval", async () => {
    expect(await list("status=denied,approved")).toEqual(all.filter((row) => row.status === "denied" || row.status === "approved"));
    expect(await list(`policy=${asksPolicy}`)).toEqual(await list("policy=asks"));
    expect(kindsOf(await list("policy=asks"))).toEqual(["action.executed", "approval.requested", "policy.changed", "policy.changed"]);
    expect(await org.get("audit/events?policy=unheard-of")).toMatchObject({ status: 422, body: { errors: [{ path: "policy" }] } });
    expect(kindsOf(await list(`approval_id=${ids.approval}`))).toEqual(["action.executed", "approval.decided", "approval.requested"]);
  });

  it("by a seq or a time, both inclusive", async () => {
    expect((await list("from=3&to=5")).map((row) => row.seq)).toEqual([5, 4, 3]);
    const [middle] = all.filter((row) => row.action_type === "doc.write") as [Row];
    expect(await list(`from=${middle.timestamp}`)).toEqual(all.filter((row) => row.timestamp >= middle.timestamp));
    expect(await list(`to=${middle.timestamp}`)).toEqual(all.filter((row) => row.timestamp <= middle.timestamp));
    expect(await list("to=2001-01-01T00:00:00Z")).toEqual([]);
    expect(await list("from=2101-01-01T00:00:00%2B02:00")).toEqual([]);
    for (const bad of ["-1", "yesterday", "2026-13-01T00:00:00Z", "2026-02-30"])
      expect((await org.get(`audit/events?from=${bad}`)).body).toMatchObject({ status: 422, errors: [{ path: "from" }] });
  });

  it("by an id in any role, a seq or a leaf hash", async () => {
    expect(kindsOf(await list(`q=${ids.requested}`))).toEqual(["action.reported", "action.executed", "approval.requested"]);
    expect(await list(`q=${ids.approval}`)).toEqual(await list(`approval_id=${ids.approval}`));
    expect((await list(`q=${approver.userId}`)).every((row) => row.actor.id === approver.userId)).toBe(true);
    expect((await list("q=%234")).map((row) => row.seq)).toEqual([4]);
    expect((await list(`q=${all[2]?.leaf_hash}`)).map((row) => row.seq)).toEqual([all[2]?.seq]);
    expect(await list("q=evt_01h455vb4pex5vsknk084sn02q")).toEqual([]);
    expect((await org.get("audit/events?q=%25")).body).toMatchObject({ status: 422, errors: [{ path: "q" }] });
  });

  it("combine, and never widen what a caller may see", async () => {
    expect(kindsOf(await list(`approval_id=${ids.approval}&kind=action.*&status=executed`))).toEqual(["action.executed"]);
    const member = await org.addMember("member");
    for (const query of [`agent_id=${org.agentId}`, `approval_id=${ids.approval}`, `q=${ids.requested}`, "q=0", "from=0"])
      expect(await list(query, member.token), query).toEqual([]);
    const other = await org.get("audit/events?agent_id=agt_01h455vb4pex5vsknk084sn02q", org.agentKey);
    expect(other).toMatchObject({ status: 403, body: { code: "FORBIDDEN_FILTER" } });
    expect(await list(`actor=${approver.userId}`, org.agentKey)).toEqual(await list(`actor=${approver.userId}&agent_id=${org.agentId}`));
  });
});

describe("paging", () => {
  it("continues to older entries and back to newer ones, with filters", async () => {
    for (const filter of ["", "&kind=action.*"]) {
      const whole = await list(filter);
      const page = async (cursor: string | null) =>
        (await org.get(`audit/events?limit=3${filter}${cursor ? `&cursor=${cursor}` : ""}`)).body;
      const first = await page(null);
      expect(first.prev_cursor).toBeNull();
      const second = await page(first.next_cursor);
      const third = await page(second.next_cursor);
      expect([...first.data, ...second.data, ...third.data]).toEqual(whole.slice(0, 9));
      const back = await page(third.prev_cursor);
      expect(back.data).toEqual(second.data);
      expect(back.next_cursor).toBe(second.next_cursor);
      expect((await page(back.prev_cursor)).data).toEqual(first.data);
      expect((await page(back.prev_cursor)).prev_cursor).toBeNull();
    }
  });

  it("refuses a cursor of another list", async () => {
    const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    for (const cursor of [
      "x",
      "",
      encoded([1]),
      encoded([-1, "older"]),
      encoded([1.5, "older"]),
      encoded(["1", "older"]),
      encoded([1, "sideways"]),
    ])
      expect((await org.get(`audit/events?cursor=${cursor}`)).body, cursor).toMatchObject({ status: 422, errors: [{ path: "cursor" }] });
  });
});

describe("one entry", () => {
  it("is read by id or by seq, with its text, approval, policies and related entries", async () => {
    const { body } = await org.get(`audit/events/${ids.executed}`);
    const row = all.find((candidate) => candidate.id === ids.executed) as Row;
    expect(body).toMatchObject(row);
    expect(JSON.parse(body.entry)).toMatchObject({ id: row.id, data: body.data, prev: body.prev, corr: body.correlation_id });
    expect(body.approval).toMatchObject({ id: ids.approval, status: "used", decided_by: { id: approver.userId } });
    expect(body.policies).toMatchObject([{ id: asksPolicy, name: "asks", verdict: "approve" }]);
    expect(kindsOf(body.related)).toEqual(["approval.requested", "approval.decided", "action.reported"]);
    expect((await org.get(`audit/events/${row.seq}`)).body).toEqual({
      ...body,
      approval: { ...body.approval, server_time: expect.any(String) },
    });
    for (const nothing of ["999999", "evt_01h455vb4pex5vsknk084sn02q", ids.approval, "-1", "x"])
      expect((await org.get(`audit/events/${nothing}`)).body).toMatchObject({ status: 404, code: "NOT_FOUND" });
  });

  it("shows payloads with their salts to callers who may read them", async () => {
    for (const token of [org.owner, (await org.addMember("auditor")).token, org.orgKey]) {
      const { body } = await org.get(`audit/events/${ids.requested}`, token);
      expect(body.payloads).toMatchObject([{ field: "decision", state: "shown", salt: expect.any(String) }]);
      expect(body.payloads[0].value.submission.justification).toBe("because");
      expect(body.payloads[0].commitment).toBe(JSON.parse(body.entry).pd.decision);
    }
  });

  it("withholds them from everyone else, with the reason", async () => {
    const agent = (await org.get(`audit/events/${ids.requested}`, org.agentKey)).body;
    expect(agent.payloads).toEqual([
      { field: "decision", commitment: expect.any(String), state: "withheld", because: expect.stringContaining("agent's key") },
    ]);
    const operator = (await org.addMember("operator")).token;
    expect((await org.get(`audit/events/${ids.requested}`, operator)).body.payloads).toMatchObject([{ state: "shown" }]);
    const read = all.find((row) => row.action_type === "doc.read") as Row;
    expect((await org.get(`audit/events/${read.id}`, operator)).body.payloads).toMatchObject([
      { state: "withheld", because: expect.stringContaining("may decide") },
    ]);
    expect((await org.get(`audit/events/${read.id}`, operator)).text).not.toContain("because the");
    expect((await org.get(`audit/events/${read.id}`, (await org.addMember("member")).token)).status).toBe(404);
  });

  it("states that a payload was erased", async () => {
    const read = all.find((row) => row.action_type === "doc.write") as Row;
    await api.database.inspect("DELETE FROM app.ledger_payload WHERE entry_id = (SELECT id FROM app.ledger_entry WHERE leaf_hash = $1)", [
      Buffer.from(read.leaf_hash, "hex"),
    ]);
    expect((await org.get(`audit/events/${read.id}`)).body.payloads).toMatchObject([{ field: "decision", state: "missing" }]);
  });
});

describe("names", () => {
  const page = async (token: string, query = "include=names") => (await org.get(`audit/events?limit=200&${query}`, token)).body;

  it("are added to a page on request: agents and people who acted, and nobody else", async () => {
    const { data, names } = await page(org.owner);
    const actors = (data as Row[]).flatMap(({ actor }) => (/^(agt|usr)_/.test(actor.id) ? [actor.id] : []));
    expect(Object.keys(names).toSorted()).toEqual([...new Set(actors)].toSorted());
    expect(names[approver.userId]).toEqual(expect.any(String));
    expect((await page(org.owner, "")).names).toBeUndefined();
    expect((await org.get("audit/events?include=emails")).status).toBe(422);
  });

  it("of people are given only to who reads them elsewhere too", async () => {
    const member = await org.addMember("member");
    const { id } = (await org.post("agents", { name: "owned", capabilities: ["*"], owner: member.userId })).body;
    await org.post(`agents/${id}/keys`, { name: "k" });
    const seen = await page(member.token);
    expect(seen.data.length).toBeGreaterThan(0);
    expect(Object.keys(seen.names).filter((name) => name.startsWith("usr_") && name !== member.userId)).toEqual([]);
    const agent = await page(org.agentKey);
    expect(Object.keys(agent.names).filter((name) => name.startsWith("usr_"))).toEqual([]);
  });
});
