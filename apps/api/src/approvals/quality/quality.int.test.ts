import { ApprovalQuality } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../../testing/api-fixture.ts";

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
/** Five minutes past an hour, ten days ago. */
const START = Math.floor(Date.now() / HOUR) * HOUR - 10 * DAY + HOUR / 12;
const at = (seconds: number) => new Date(START + seconds * SECOND).toISOString();

interface Person {
  readonly token: string;
  readonly userId: string;
}

let api: TestApi;
let org: TestOrg;
let operator: Person;
let admin: Person;
let refunds: string;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  operator = await org.addMember("operator");
  admin = await org.addMember("admin");
  refunds = await org.publish(policy("refunds", { match: { actions: ["refund.issue"] }, effect: "approve" }));
  await org.publish(policy("docs", { match: { actions: ["doc.read"] }, effect: "allow" }));
});
afterAll(() => api.close());

const submit = async (of: TestOrg, action_type: string, metadata: object = {}): Promise<string> =>
  (await api.call("POST", "actions", { token: of.agentKey, body: { action_type, metadata } })).body.approval_id;

async function decide(id: string, decision: "approve" | "deny", token: string): Promise<void> {
  const { digest } = (await api.call("GET", `approvals/${id}`, { token })).body;
  const { status } = await api.call("POST", `approvals/${id}/decision`, { token, body: { decision, digest, reason: "because" } });
  expect(status).toBe(200);
}

const open = (id: string, token: string) => api.call("POST", `approvals/${id}/open`, { token });

async function read(query: Record<string, string> = {}, token = org.owner): Promise<ApprovalQuality> {
  const { status, body, text } = await api.call("GET", `approvals/quality?${new URLSearchParams(query)}`, { token });
  expect(status).toBe(200);
  expect(text).not.toContain("NaN");
  return ApprovalQuality.parse(body);
}

/** Moves a request, its vote and its opening to seconds after START. Votes are append-only, so triggers are off. */
async function move(id: string, { decided, opened }: { decided?: number; opened?: number } = {}): Promise<void> {
  const approval = `approval_id = '${decodeId("apr", id)}'`;
  await api.database.inspect(
    `SELECT set_config('session_replication_role', 'replica', true);
     UPDATE app.approval SET requested_at = '${at(0)}'${decided === undefined ? "" : `, decided_at = '${at(decided)}'`} WHERE ${approval};
     UPDATE app.approval_vote SET at = '${at(decided ?? 0)}' WHERE ${approval};
     UPDATE app.approval_opening SET opened_at = '${at(opened ?? 0)}' WHERE ${approval}`,
  );
}

describe("the quality figures", () => {
  beforeAll(async () => {
    const decisions = [
      { by: operator, decision: "approve", opened: 10, decided: 40 },
      { by: operator, decision: "approve", opened: 57, decided: 60 },
      { by: operator, decision: "deny", decided: 80 },
      { by: admin, decision: "approve", opened: 100, decided: 200 },
    ] as const;
    for (const { by, decision, ...times } of decisions) {
      const id = await submit(org, "refund.issue");
      if ("opened" in times) expect((await open(id, by.token)).status).toBe(204);
      await decide(id, decision, by.token);
      await move(id, times);
    }
    await move(await submit(org, "refund.issue"));
    const expired = await submit(org, "refund.issue");
    await move(expired);
    await api.database.inspect("UPDATE app.approval SET status = 'expired', expires_at = $2, due_at = NULL WHERE approval_id = $1", [
      decodeId("apr", expired),
      at(600),
    ]);
    for (const action of ["doc.read", "doc.read", "doc.read", "satellite.launch"]) await submit(org, action);
  });

  it("are computed from recorded decisions", async () => {
    const quality = await read();
    const ended = { approved: 3, denied: 1, expired: 1, approve_rate: 0.75 };
    expect(quality).toMatchObject({
      environment: null,
      requests: { requested: 6, ...ended },
      share: { automatic: 4, human: 6, automatic_rate: 0.4 },
      time_to_decide: { count: 4, median_ms: 70_000, p95_ms: 182_000, past_target: 0 },
      dwell: { opened: 3, not_opened: 1, hasty: 1, median_ms: 30_000, p95_ms: 93_000 },
      advice: [],
    });
    expect(quality.policies).toEqual([
      {
        policy: { id: refunds, name: "refunds" },
        requests: 6,
        ...ended,
        median_ms: 70_000,
        p95_ms: 182_000,
        automatic: 0,
        human: 6,
        automatic_rate: 0,
        advice: [],
      },
    ]);
    expect(quality.approvers).toEqual([
      {
        user: { id: operator.userId, name: "Pat operator", role: "operator" },
        decisions: 3,
        approved: 2,
        denied: 1,
        approve_rate: 0.6667,
        median_ms: 60_000,
        p95_ms: 78_000,
        dwell: { opened: 2, not_opened: 1, hasty: 1, median_ms: 16_500, p95_ms: 28_650 },
        per_hour: 3,
        most_per_hour: 3,
        fatigue: null,
      },
      {
        user: { id: admin.userId, name: "Pat admin", role: "admin" },
        decisions: 1,
        approved: 1,
        denied: 0,
        approve_rate: 1,
        median_ms: 200_000,
        p95_ms: 200_000,
        dwell: { opened: 1, not_opened: 0, hasty: 0, median_ms: 100_000, p95_ms: 100_000 },
        per_hour: 1,
        most_per_hour: 1,
        fatigue: null,
      },
    ]);
  });

  it("count from the start of the range to its end, both inclusive", async () => {
    const last = new Date(Date.parse(at(80)) - 1).toISOString();
    const early = await read({ from: at(0), to: last });
    expect(early).toMatchObject({
      from: at(0),
      to: at(80),
      requests: { requested: 6, approved: 2, denied: 0, expired: 0 },
      time_to_decide: { count: 2, median_ms: 50_000 },
    });
    expect(early.approvers.map(({ decisions }) => decisions)).toEqual([2]);
    const late = await read({ from: at(80), to: at(601) });
    expect(late).toMatchObject({
      requests: { requested: 0, approved: 1, denied: 1, expired: 1 },
      share: { human: 0, automatic_rate: null },
    });
  });

  it("are those of one environment and one organisation", async () => {
    expect(await read({ environment: "prod" })).toMatchObject({ environment: "prod", requests: { requested: 6, approved: 3 } });
    const nothing = {
      requests: { requested: 0, approved: 0, denied: 0, expired: 0, approve_rate: null },
      share: { automatic: 0, human: 0, automatic_rate: null },
      time_to_decide: { count: 0, median_ms: null, p95_ms: null, past_target: 0, bins: [] },
      dwell: { opened: 0, not_opened: 0, hasty: 0, median_ms: null, p95_ms: null },
      policies: [],
      approvers: [],
      advice: [],
    };
    expect(await read({ environment: "staging" })).toMatchObject(nothing);
    expect(await read({}, (await api.createOrg("Other")).owner)).toMatchObject(nothing);
  });
});

describe("the range", () => {
  it("is the last 30 days by default", async () => {
    const { from, to } = await read();
    expect(Date.parse(to) - Date.parse(from)).toBe(30 * DAY);
    const until = await read({ to: at(0) });
    expect([Date.parse(until.to), Date.parse(until.from)]).toEqual([START + 1, START + 1 - 30 * DAY]);
    await read({ from: "2025-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" });
  });

  it.each<Record<string, string>>([
    { from: "2025-01-01T00:00:00Z", to: "2026-01-02T00:00:01Z" },
    { from: "2025-01-02T00:00:00Z", to: "2025-01-01T23:59:59Z" },
    { from: "2199-01-01T00:00:00Z" },
    { from: "2025-01-01", to: "2026-01-02" },
    { from: "yesterday" },
    { from: "0001-01-01T00:00:00Z" },
    { to: "2025-13-01T00:00:00Z" },
    { environment: "moon" },
    { policy: "refunds" },
  ])("is refused: %j", async (query) => {
    const { status, body } = await api.call("GET", `approvals/quality?${new URLSearchParams(query)}`, {
      token: org.owner,
    });
    expect([status, body.code]).toEqual([422, "INVALID_REQUEST"]);
  });
});

describe("fatigue and advice", () => {
  let busy: TestOrg;
  let hurried: Person;

  beforeAll(async () => {
    busy = await api.createOrg("Busy");
    hurried = await busy.addMember("operator");
    await busy.publish(policy("refunds", { match: { actions: ["refund.issue"] }, effect: "approve" }));
    const amounts = Array.from({ length: 42 }, (_, n) => Math.round(98.4 * ((n + 1) / 42) * 100) / 100);
    const ids = await Promise.all(amounts.map((amount) => submit(busy, "refund.issue", { amount })));
    await Promise.all(ids.map((id) => decide(id, "approve", hurried.token)));
  });

  it("warn of a person who approves without reading, and advise to allow what is always approved", async () => {
    const { approvers, advice, policies } = await read({}, busy.owner);
    expect(approvers).toMatchObject([
      { decisions: 42, most_per_hour: 42, fatigue: { decisions: 42, approved: 42, hasty: 42 }, dwell: { opened: 0, not_opened: 42 } },
    ]);
    expect(advice).toMatchObject([
      {
        code: "allow_below",
        of: 42,
        count: 42,
        field: "amount",
        below: 100,
        largest: 98.4,
        text: "42 of 42 approved: allow below 100. The largest amount was 98.4.",
        href: `/policies/${policies[0]?.policy.id}`,
      },
    ]);
    expect(policies[0]?.advice).toEqual(advice);
  });

  it("advise only values below the smallest denied one", async () => {
    await decide(await submit(busy, "refund.issue", { amount: 50 }), "deny", hurried.token);
    const { approvers, advice } = await read({}, busy.owner);
    expect(advice).toMatchObject([{ code: "allow_below", of: 21, below: 50, largest: 49.2 }]);
    expect(approvers[0]).toMatchObject({ decisions: 43, denied: 1, fatigue: { decisions: 43, approved: 42 } });
  });

  it("do not warn about a person who takes time to read", async () => {
    await api.database.inspect(
      `INSERT INTO app.approval_opening SELECT org_id, approval_id, user_id, 0, at - interval '30 seconds' FROM app.approval_vote WHERE user_id = '${decodeId("usr", hurried.userId)}'`,
    );
    const { approvers } = await read({}, busy.owner);
    expect(approvers[0]).toMatchObject({ fatigue: null, dwell: { opened: 43, hasty: 0, median_ms: 30_000 } });
  });
});

describe("opening a request", () => {
  const openings = (id: string) =>
    api.database.inspect("SELECT vote FROM app.approval_opening WHERE approval_id = $1", [decodeId("apr", id)]);

  it("is stored once per person, and not after the decision", async () => {
    const id = await submit(org, "refund.issue");
    for (let i = 0; i < 3; i++) expect((await open(id, operator.token)).status).toBe(204);
    expect(await openings(id)).toEqual([{ vote: 0 }]);
    await decide(id, "deny", admin.token);
    expect((await open(id, admin.token)).status).toBe(204);
    expect(await openings(id)).toHaveLength(1);
  });

  it("is refused for people who do not decide, and for unknown requests", async () => {
    const id = await submit(org, "refund.issue");
    const auditor = await org.addMember("auditor");
    expect((await open(id, auditor.token)).body).toMatchObject({ code: "FORBIDDEN" });
    expect((await open(id, org.agentKey)).body).toMatchObject({ code: "FORBIDDEN" });
    expect((await open("apr_01h455vb4pex5vsknk084sn02q", operator.token)).body).toMatchObject({ code: "NOT_FOUND" });
    expect((await open("quality", operator.token)).body).toMatchObject({ code: "NOT_FOUND" });
  });
});

it("lets owners, admins and auditors read the figures", async () => {
  const auditor = await org.addMember("auditor");
  for (const token of [org.owner, admin.token, auditor.token]) await read({}, token);
  for (const token of [operator.token, (await org.addMember("member")).token, org.agentKey, org.orgKey])
    expect((await api.call("GET", "approvals/quality", { token })).body).toMatchObject({ code: "FORBIDDEN" });
});
