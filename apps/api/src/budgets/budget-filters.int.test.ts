import { afterAll, beforeAll, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
let run: string;
let other: { id: string; token: string };

const reserve = async (body: object, token = org.agentKey) => expect((await org.post("budgets/reserve", body, token)).status).toBe(201);
const budgets = async (query: string, token = org.owner) => {
  const { status, body } = await org.get(`budgets?${query}`, token);
  expect(status).toBe(200);
  return body.data.map(
    ({ per, reserved, subject }: { per: string; reserved: number; subject: { agent: { id: string } | null } | null }) => [
      per,
      reserved,
      subject?.agent?.id ?? null,
    ],
  );
};

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(
    policy("caps", {
      match: { actions: ["*"] },
      effect: "allow",
      limits: ["run", "session", "day"].map((per) => ({ budget: { tokens: 1_000, per } })),
    }),
  );
  const { id } = (await org.post("agents", { name: "other", capabilities: ["*"] })).body;
  other = { id, token: (await org.post(`agents/${id}/keys`, { name: "k" })).body.api_key };
  run = (await org.post("runs", {}, org.agentKey)).body.id;
  await reserve({ tokens: 1, run_id: run, session_id: "s-1" });
  await reserve({ tokens: 2, session_id: "s-2" });
  await reserve({ tokens: 4, session_id: "s-1" }, other.token);
});
afterAll(() => api.close());

it("budgets are listed by run", async () => {
  expect(await budgets(`run=${run}`)).toEqual([["run", 1, org.agentId]]);
  expect(await budgets(`run=${run}&agent=${org.agentId}`)).toEqual([["run", 1, org.agentId]]);
  expect(await budgets(`run=${run}&agent=${other.id}`)).toEqual([]);
  expect(await budgets("run=run_01h455vb4pex5vsknk084sn02q")).toEqual([]);
});

it("budgets are listed by session, those of each agent that uses the id", async () => {
  expect((await budgets("session=s-1")).sort()).toEqual(
    [
      ["session", 1, org.agentId],
      ["session", 4, other.id],
    ].sort(),
  );
  expect(await budgets(`session=s-1&agent=${other.id}`)).toEqual([["session", 4, other.id]]);
  expect(await budgets("session=s-2")).toEqual([["session", 2, org.agentId]]);
  expect(await budgets("session=s-3")).toEqual([]);
});

it("agents see those of their own runs and sessions", async () => {
  expect(await budgets(`run=${run}`, org.agentKey)).toEqual([["run", 1, org.agentId]]);
  expect(await budgets(`run=${run}`, other.token)).toEqual([]);
  expect(await budgets("session=s-1", other.token)).toEqual([["session", 4, other.id]]);
});

it("a session is refused as a filter for those who may not read it, and so is a run with a session", async () => {
  const member = await org.addMember("member");
  const refused = await org.get("budgets/reservations?session=s-1", member.token);
  expect(await org.get("budgets?session=s-1", member.token)).toMatchObject({ status: refused.status, body: { code: refused.body.code } });
  expect((await org.get(`budgets?run=${run}&session=s-1`)).body.code).toBe("INVALID_REQUEST");
});
