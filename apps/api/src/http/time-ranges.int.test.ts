import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
/** The time of the executed action. */
let at: string;

const DAY_MS = 86_400_000;
const day = (offset: number) => new Date(Date.parse(at) + offset * DAY_MS).toISOString().slice(0, 10);
const moment = (offset: number) => new Date(Date.parse(at) + offset).toISOString();
const read = async (path: string, range: Record<string, string>) => {
  const answer = await api.call("GET", `${path}${path.includes("?") ? "&" : "?"}${new URLSearchParams(range)}`, { token: org.owner });
  return { status: answer.status, body: answer.body };
};

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(policy("p-spend", { match: { actions: ["spend.*"] }, effect: "allow" }));
  await org.publish(policy("p-asks", { match: { actions: ["ask.*"] }, effect: "approve" }));
  const submit = async (body: Record<string, unknown>) => (await api.call("POST", "actions", { token: org.agentKey, body })).body;
  const { id: run_id } = (await api.call("POST", "runs", { token: org.agentKey, body: { name: "one" } })).body;
  const { audit_event_id } = await submit({ action_type: "spend.one", run_id, usage: { usd: "1.00" } });
  await api.call("POST", `actions/${audit_event_id}/report`, { token: org.agentKey, body: { status: "success", usage: { usd: "1.00" } } });
  await submit({ action_type: "ask.one" });
  at = (await api.call("GET", `audit/events/${audit_event_id}`, { token: org.owner })).body.timestamp;
}, 60_000);
afterAll(() => api.close());

/** The lists with a time range, and how many rows an answer has. An export of the ledger that is answered is not empty. */
const LISTS: readonly [string, (body: never) => number][] = [
  ["audit/events", ({ data }: { data: unknown[] }) => data.length],
  ["audit/export?format=ndjson", () => 1],
  ["runs", ({ data }: { data: unknown[] }) => data.length],
  ["decisions", ({ data }: { data: unknown[] }) => data.length],
  ["costs", ({ total }: { total: { requests: number } }) => total.requests],
  ["costs/records", ({ data }: { data: unknown[] }) => data.length],
  ["costs/export?format=json", (body: unknown[]) => body.length],
  ["approvals/quality", ({ requests }: { requests: { requested: number } }) => requests.requested],
  ["coverage", ({ totals }: { totals: { sdk: number } }) => totals.sdk],
  ["compliance/article-12", ({ range }: { range: { first_seq: number | null } }) => Number(range.first_seq !== null)],
];

describe.each(LISTS)("the range of %s", (path, count) => {
  it("accepts one date as both bounds, which is that day", async () => {
    const today = await read(path, { from: day(0), to: day(0) });
    expect([today.status, count(today.body as never) > 0]).toEqual([200, true]);
    const before = await read(path, { from: day(-1), to: day(-1) });
    // An export of the ledger without an entry is refused.
    if (path.startsWith("audit/export")) expect(before.status).toBe(422);
    else expect([before.status, count(before.body as never)]).toEqual([200, 0]);
  });

  it("accepts times, both inclusive", async () => {
    const from = moment(-DAY_MS);
    expect((await read(path, { from, to: from })).status).toBe(path.startsWith("audit/export") ? 422 : 200);
    const all = await read(path, { from, to: moment(DAY_MS) });
    expect([all.status, count(all.body as never) > 0]).toEqual([200, true]);
  });

  it("is refused when it ends before it begins, or has an invalid day", async () => {
    for (const range of [{ from: day(0), to: day(-1) }, { from: moment(1), to: moment(0) }, { from: "2026-02-30" }, { to: "today" }]) {
      const { status, body } = await read(path, range as Record<string, string>);
      expect([range, status, body.code]).toEqual([range, 422, "INVALID_REQUEST"]);
    }
  });
});

it("includes entries at the exact time of both bounds", async () => {
  const found = await read("audit/events?kind=action.executed", { from: at, to: at });
  expect(found.body.data).toMatchObject([{ timestamp: at }]);
  expect((await read("decisions?action_type=spend.one", { from: at, to: at })).body.data).toHaveLength(1);
  expect((await read("audit/export/payloads", { from: day(0), to: day(0) })).status).toBe(200);
});
