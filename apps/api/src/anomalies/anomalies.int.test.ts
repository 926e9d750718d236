import { AnomalyDetail, AnomalyPage } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import { partOfWeek } from "@agentlattice/core/anomalies";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dueAnomalies } from "../sweep/due-anomalies.ts";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { countActivity, createCalibrated } from "../testing/calibrated.ts";

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ AL_EGRESS_ALLOW: "127.0.0.1:9" });
  // A second process counts too: each entry is counted once.
  await api.startProcess();
});
afterAll(() => api.close());

const uuidOf = (prefix: "org" | "agt" | "evt", id: string) => decodeId(prefix, id) as string;

const counted = (org: TestOrg) => countActivity(api, org);

const act = async (org: TestOrg, action_type: string, more: object = {}) =>
  (await api.call("POST", "actions", { token: org.agentKey, body: { action_type, ...more } })).body;
const times = <T>(n: number, work: () => Promise<T>) => Promise.all(Array.from({ length: n }, work));
const list = async (org: TestOrg, query = "", token = org.owner) => {
  await counted(org);
  const { status, body } = await api.call("GET", `anomalies${query}`, { token });
  expect(status).toBe(200);
  return AnomalyPage.parse(body).data;
};
const entries = async (org: TestOrg, kind: string) => (await api.call("GET", `audit/events?kind=${kind}`, { token: org.owner })).body.data;
const bypass = async (org: TestOrg, action = "satellite.launch") => {
  const { audit_event_id } = await act(org, action);
  expect((await api.call("POST", `actions/${audit_event_id}/report`, { token: org.agentKey, body: { status: "success" } })).status).toBe(
    409,
  );
  return audit_event_id as string;
};

describe("a calibrated agent", () => {
  it("reports a frequency spike once with its numbers, its evidence and one entry", async () => {
    const org = await createCalibrated(api);
    await times(25, () => act(org, "doc.read"));
    const [spike, ...others] = await list(org);
    expect(others).toEqual([]);
    expect(spike).toMatchObject({
      agent_id: org.agentId,
      agent_name: "release-bot",
      environment: "prod",
      kind: "frequency_spike",
      action_type: "doc.read",
      status: "open",
      unit: "requests",
      threshold: 20,
      baseline: { median: 10, low: 10, high: 10, requests: 2_400 },
    });
    expect(spike?.observed).toBe(25);
    expect(spike?.evidence).toHaveLength(10);
    const [entry, ...more] = await entries(org, "anomaly.detected");
    expect(more).toEqual([]);
    expect(entry).toMatchObject({
      id: spike?.entry_id,
      status: "detected",
      action_type: "doc.read",
      agent_id: org.agentId,
      environment: "prod",
    });
    const { data } = (await api.call("GET", `audit/events/${entry.id}`, { token: org.owner })).body;
    expect(data).toMatchObject({ anomaly: "FREQUENCY_SPIKE", id: spike?.id, threshold: 20, baseline: spike?.baseline });
    for (const id of spike?.evidence ?? [])
      expect((await api.call("GET", `audit/events/${id}`, { token: org.owner })).body.action_type).toBe("doc.read");

    await times(5, () => act(org, "doc.read"));
    expect(await list(org)).toMatchObject([{ id: spike?.id, observed: 30 }]);
    expect(await entries(org, "anomaly.detected")).toHaveLength(1);
    const detail = AnomalyDetail.parse((await api.call("GET", `anomalies/${spike?.id}`, { token: org.owner })).body);
    expect(detail.series.at(-1)).toEqual({ hour: spike?.window.from, value: 30 });
    expect(detail.series.length).toBe(24);
  });

  it("reports a new action, bulk access, missing capabilities and delegations", async () => {
    const org = await createCalibrated(api);
    await act(org, "doc.export");
    await act(org, "doc.read", { data_accessed: [{ type: "customer", count: 9_120 }] });
    await api.call("PATCH", `agents/${org.agentId}`, { token: org.owner, body: { capabilities: ["doc.*"] } });
    await times(3, () => act(org, "doc.read").then(() => act(org, "iam.grant")));
    await times(10, () =>
      api.call("POST", "delegations", { token: org.agentKey, body: { name: "child", capabilities: ["doc.read"], ttl: 60 } }),
    );
    const found = await list(org);
    expect(found.map(({ kind, pattern, observed }) => `${kind} ${pattern} ${observed}`).sort()).toEqual([
      "bulk_access doc.read 9120",
      "delegation_burst  10",
      "new_action_type doc.export 1",
      "new_action_type iam.grant 3",
      "scope_escalation  3",
    ]);
    expect(await list(org, "?kind=bulk_access")).toMatchObject([{ unit: "records", threshold: 1_000, baseline: { median: 40, high: 40 } }]);
    expect(await list(org, `?agent=${org.agentId}&status=expected`)).toEqual([]);
    // Anomalies of baselines are no bypasses.
    const posture = (await api.call("GET", "posture", { token: org.owner })).body;
    expect(posture.components.outcome_reporting.evidence.map(({ id }: { id: string }) => id)).not.toContain("not-executed");
  });

  it("names exactly the entries that a number consists of, whenever they were counted", async () => {
    const org = await createCalibrated(api);
    const read = async (count?: number, token = org.agentKey) => {
      const body = { action_type: "doc.read", ...(count === undefined ? {} : { data_accessed: [{ type: "customer", count }] }) };
      return (await api.call("POST", "actions", { token, body })).body.audit_event_id;
    };
    const few = await read(400);
    await counted(org);
    await times(12, () => read());
    await times(12, () => act(org, "doc.other"));
    const child = (await api.call("POST", "delegations", { token: org.agentKey, body: { name: "c", capabilities: ["doc.*"], ttl: 60 } }))
      .body;
    const many = await read(900, child.api_key);
    await times(3, () => read());
    const bulk = async () => (await list(org, "?kind=bulk_access"))[0];
    expect(await bulk()).toMatchObject({ observed: 1_300, evidence: [many, few] });
    await times(12, () => read());
    expect(await bulk()).toMatchObject({ observed: 1_300, evidence: [many, few] });
    for (let i = 0; i < 10; i++) await read(500 + i);
    const { observed, evidence = [] } = (await bulk()) ?? {};
    expect(observed).toBe(1_300 + 5_045);
    expect(evidence).toHaveLength(10);
    expect(evidence[0]).toBe(many);
    expect(evidence).not.toContain(few);
  });

  it("keeps the entries of the highest hour", async () => {
    const org = await createCalibrated(api);
    const first = await act(org, "doc.export");
    await times(2, () => act(org, "doc.export"));
    const before = (await list(org))[0];
    expect(before).toMatchObject({ kind: "new_action_type", observed: 3 });
    expect(before?.evidence).toContain(first.audit_event_id);
    // The row has the number of a higher hour.
    await api.database.inspect("UPDATE app.anomaly SET observed = 5 WHERE org_id = $1", [uuidOf("org", org.orgId)]);
    await act(org, "doc.export");
    expect(await list(org)).toMatchObject([{ observed: 5, evidence: before?.evidence }]);
    await times(2, () => act(org, "doc.export"));
    const after = (await list(org))[0];
    expect(after?.observed).toBe(6);
    expect(after?.evidence).toHaveLength(6);
  });

  it("reports requests in a part of the week without requests, from the fifth on, in the time zone of the organisation", async () => {
    const org = await createCalibrated(api);
    const orgId = uuidOf("org", org.orgId);
    const zone = "Pacific/Auckland";
    expect((await api.call("PATCH", "org", { token: org.owner, body: { zone } })).status).toBe(200);
    // The agent was silent in this part of the week. The test may run over the end of the part, so the next one is silent too.
    const now = Date.now();
    const silent = [partOfWeek(now, zone), partOfWeek(now + 300_000, zone)];
    const rows = await api.database.inspect<{ hour: Date }>("SELECT DISTINCT hour FROM app.agent_activity WHERE org_id = $1", [orgId]);
    const hours = rows.map(({ hour }) => hour).filter((hour) => silent.includes(partOfWeek(hour.getTime(), zone)));
    expect(hours.length).toBeGreaterThan(0);
    await api.database.inspect("DELETE FROM app.agent_activity WHERE org_id = $1 AND hour = ANY($2)", [orgId, hours]);

    const ids: string[] = [];
    for (let i = 0; i < 4; i++) ids.push((await act(org, "doc.read")).audit_event_id);
    expect(await list(org)).toEqual([]);
    ids.push((await act(org, "doc.read")).audit_event_id);
    const [found, ...others] = await list(org);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ kind: "off_hours", action_type: null, unit: "requests", observed: 5, threshold: 5, environment: "prod" });
    expect(silent).toContain(found?.pattern);
    expect(found?.baseline).toMatchObject({ requests: (240 - hours.length) * 10 });
    expect([...(found?.evidence ?? [])].sort()).toEqual([...ids].sort());
    const [entry] = await entries(org, "anomaly.detected");
    const { data } = (await api.call("GET", `audit/events/${entry.id}`, { token: org.owner })).body;
    expect(data).toMatchObject({ anomaly: "OFF_HOURS", observed: 5, threshold: 5, id: found?.id });
  });

  it("counts the activity of delegated agents as its own, in the environment of its key", async () => {
    const org = await createCalibrated(api);
    const child = (await api.call("POST", "delegations", { token: org.agentKey, body: { name: "c", capabilities: ["doc.*"], ttl: 60 } }))
      .body;
    await api.call("POST", "actions", { token: child.api_key, body: { action_type: "doc.export" } });
    const { body: dev } = await api.call("POST", `agents/${org.agentId}/keys`, {
      token: org.owner,
      body: { name: "d", environment: "dev" },
    });
    await api.call("POST", "actions", { token: dev.api_key, body: { action_type: "doc.purge" } });
    expect(await list(org)).toMatchObject([{ kind: "new_action_type", pattern: "doc.export", agent_id: org.agentId, environment: "prod" }]);
  });
});

describe("an agent that calibrates", () => {
  it("reports nothing, and shows what is still needed", async () => {
    const org = await api.createOrg();
    await times(30, () => act(org, "doc.read"));
    expect(await list(org)).toEqual([]);
    const { body } = await api.call("GET", `anomalies/baselines?agent=${org.agentId}`, { token: org.owner });
    expect(body).toMatchObject({
      data: [
        { agent_id: org.agentId, status: "calibrating", days: 1, days_needed: 6, actions: 30, actions_needed: 170, environment: "prod" },
      ],
      thresholds: { calibration_days: 7, calibration_requests: 200, frequency_spike: { minimum: 20, factor: 2 } },
    });
    expect(body.data[0].progress).toBeCloseTo(1 / 7);
    expect(body.data[0].action_types).toEqual([expect.objectContaining({ action_type: "doc.read", hours: 1, compared: false })]);
    const known = await createCalibrated(api);
    await counted(known);
    expect((await api.call("GET", "anomalies/baselines", { token: known.owner })).body.data).toMatchObject([
      { status: "calibrated", days_needed: 0, actions: 2_400, progress: 1, action_types: null },
    ]);
  });

  it("reports outcomes of actions that were not allowed, once a day for each action, with its numbers", async () => {
    const org = await api.createOrg();
    const first = await bypass(org);
    const [found] = await list(org);
    expect(found).toMatchObject({
      kind: "reported_without_permission",
      action_type: "satellite.launch",
      actions: [first],
      observed: 1,
      threshold: 1,
      unit: "reports",
    });
    const [refused] = await entries(org, "report.refused");
    expect(found?.evidence).toEqual([refused.id]);
    const second = await bypass(org);
    const ids = (await entries(org, "report.refused")).map(({ id }: { id: string }) => id);
    expect(await list(org)).toMatchObject([{ id: found?.id, observed: 2, evidence: ids, actions: [second, first] }]);
    const [entry, ...more] = await entries(org, "anomaly.detected");
    expect(more).toEqual([]);
    expect(entry).toMatchObject({ id: found?.entry_id, action_type: "satellite.launch", status: "detected" });
    const { data } = (await api.call("GET", `audit/events/${entry.id}`, { token: org.owner })).body;
    expect(data).toMatchObject({
      anomaly: "REPORTED_NOT_EXECUTED",
      id: found?.id,
      observed: 1,
      threshold: 1,
      baseline: { high: 0, days: 0, requests: 0 },
      evidence: [refused.id],
      actions: [first],
    });
  });
});

describe("an expected anomaly", () => {
  it("is not reported again for this agent, kind and pattern, until the mark is taken back", async () => {
    const org = await api.createOrg();
    await bypass(org);
    const [found] = await list(org);
    const path = `anomalies/${found?.id}/expected`;
    const reason = "The importer reports twice <script>alert(1)</script>";
    const marked = await api.call("POST", path, { token: org.owner, body: { reason } });
    expect(marked).toMatchObject({ status: 200, body: { status: "expected", expected: { reason }, you: { can: ["reopenAnomaly"] } } });
    expect((await api.call("POST", path, { token: org.owner, body: { reason: "again" } })).body.expected.reason).toBe(reason);
    await bypass(org);
    await bypass(org, "rocket.launch");
    expect(await list(org, "?status=open")).toMatchObject([{ pattern: "rocket.launch", observed: 1 }]);
    // It is not reported again, and its numbers go on.
    const ids = (await entries(org, "report.refused")).map(({ id }: { id: string }) => id);
    const [expected, ...others] = await list(org, "?status=expected");
    expect([others, expected]).toMatchObject([[], { id: found?.id, observed: 2 }]);
    expect(ids).toEqual(expect.arrayContaining([...(expected?.evidence ?? [])]));
    expect(expected?.evidence).toHaveLength(2);
    const recorded = (await entries(org, "anomaly.detected")).map(({ action_type }: { action_type: string }) => action_type);
    expect(recorded).toEqual(["rocket.launch", "satellite.launch"]);
    expect((await list(org, "?status=expected", org.agentKey))[0]?.expected?.reason).toBeNull();

    const opened = await api.call("DELETE", path, { token: org.owner });
    expect(opened).toMatchObject({ status: 200, body: { status: "open", expected: null } });
    expect((await api.call("DELETE", path, { token: org.owner })).status).toBe(200);
    await bypass(org);
    expect(await list(org, "?status=open")).toMatchObject([{ observed: 1 }, { id: found?.id, observed: 3 }]);
    const changes = await entries(org, "anomaly.expected");
    expect(changes.map(({ status }: { status: string }) => status)).toEqual(["undone", "expected"]);
    expect((await api.call("GET", `audit/events/${changes[1].id}`, { token: org.owner })).body.payloads[0]).toMatchObject({
      value: reason,
    });
    expect((await api.call("GET", `audit/events/${changes[1].id}`, { token: org.owner })).body.entry).not.toContain("importer");
  });

  it("of an earlier day is not stored again", async () => {
    const org = await api.createOrg();
    await bypass(org);
    const [found] = await list(org);
    await api.call("POST", `anomalies/${found?.id}/expected`, { token: org.owner, body: { reason: "The importer reports twice." } });
    await api.database.inspect("UPDATE app.anomaly SET day = day - 1 WHERE org_id = $1", [uuidOf("org", org.orgId)]);
    await bypass(org);
    expect(await list(org)).toMatchObject([{ id: found?.id, observed: 1, status: "expected" }]);
    expect(await entries(org, "anomaly.detected")).toHaveLength(1);
  });

  it("needs a reason and a person who may halt, and an anomaly of this organisation", async () => {
    const [org, other] = [await api.createOrg(), await api.createOrg("Other")];
    await bypass(org);
    const [found] = await list(org);
    const mark = (token: string, body: object = { reason: "x" }) => api.call("POST", `anomalies/${found?.id}/expected`, { token, body });
    for (const body of [{}, { reason: "" }, { reason: "   " }, { reason: "x".repeat(1_001) }, { reason: 1 }, { reason: "x", until: "1d" }])
      expect((await mark(org.owner, body)).status).toBe(422);
    for (const token of [org.agentKey, org.orgKey, (await org.addMember("auditor")).token, (await org.addMember("member")).token])
      expect((await mark(token)).status).toBe(403);
    expect((await mark(other.owner)).status).toBe(404);
    expect((await api.call("GET", `anomalies/${found?.id}`, { token: other.owner })).status).toBe(404);
    expect(await list(other, `?agent=${org.agentId}`)).toEqual([]);
    // A member sees the anomalies of agents that they own.
    expect(await list(org, "", (await org.addMember("member")).token)).toEqual([]);
    for (const query of ["?kind=earthquake", "?status=closed", "?agent=x", "?limit=0", "?cursor=x"])
      expect((await api.call("GET", `anomalies${query}`, { token: org.owner })).status).toBe(422);
  });
});

describe("counting", () => {
  it("counts each entry once, in whatever number of processes and after a restart", async () => {
    const org = await api.createOrg();
    await times(40, () => act(org, "doc.read"));
    const works = Array.from({ length: 4 }, () => dueAnomalies(api.deps));
    const orgId = uuidOf("org", org.orgId);
    await Promise.all(works.map((work) => work.run(orgId, [])));
    await counted(org);
    const rows = await api.database.inspect<{ action_type: string; n: string }>(
      "SELECT action_type, sum(requests) AS n FROM app.agent_activity WHERE org_id = $1 GROUP BY 1 ORDER BY 1",
      [orgId],
    );
    expect(rows).toEqual([
      { action_type: "", n: "40" },
      { action_type: "doc.read", n: "40" },
    ]);
  });

  it("uses history from before the last day for baselines only", async () => {
    const org = await createCalibrated(api);
    await api.database.inspect("UPDATE app.anomaly_cursor SET reports_from = clock_timestamp() + interval '2 hours' WHERE org_id = $1", [
      uuidOf("org", org.orgId),
    ]);
    await act(org, "doc.export");
    expect(await list(org)).toEqual([]);
  });
});
