import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

const SECRET = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
let api: TestApi;
let org: TestOrg;
let other: TestOrg;

const setIndex = (text_index: boolean, token = org.owner) => api.call("PATCH", "org", { token, body: { text_index } });
const submit = async (summary: string, { key = org.agentKey, action_type = "doc.read" } = {}): Promise<string> =>
  (await org.submit(action_type, { summary }, key)).body.audit_event_id;
const find = (text: string, token = org.owner, query = "") => org.get(`decisions?text=${encodeURIComponent(text)}${query}`, token);
const found = async (text: string, token = org.owner, query = "") => {
  const { status, body, text: answer } = await find(text, token, query);
  expect(status, answer).toBe(200);
  return body.data.map(({ id }: { id: string }) => id);
};
const countWords = async (of = org) => {
  const [row] = await api.database.inspect<{ n: number }>("SELECT count(*)::int AS n FROM app.decision_word WHERE org_id = $1", [
    decodeId("org", of.orgId),
  ]);
  return row?.n;
};

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg("Indexed");
  other = await api.createOrg("Other");
  for (const one of [org, other]) await one.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
  await org.publish(policy("denies", { match: { actions: ["pr.*"] }, effect: "deny" }));
});
afterAll(() => api.close());

describe("the text index", () => {
  it("is off by default: nothing is stored, and a search returns how to enable it", async () => {
    const id = await submit("Refund of the blue bicycle");
    expect(await countWords()).toBe(0);
    for (const path of ["decisions?text=bicycle", `decisions/${id}/similar?text=bicycle`]) {
      const { status, body } = await org.get(path);
      expect([status, body.code]).toEqual([409, "TEXT_INDEX_OFF"]);
      expect(body.detail).toContain("PATCH /org");
    }
  });

  it("can be enabled by owners and admins, with an entry", async () => {
    for (const role of ["operator", "auditor", "member"])
      expect((await setIndex(true, (await org.addMember(role)).token)).body.code).toBe("FORBIDDEN");
    for (const token of [org.agentKey, org.orgKey]) expect((await setIndex(true, token)).body.code).toBe("FORBIDDEN");
    const { token } = await org.addMember("admin");
    expect((await setIndex(true, token)).body).toMatchObject({ text_index: true });
    expect((await setIndex(true, token)).status).toBe(200);
    const { data } = (await org.get("audit/events?kind=organisation.changed")).body;
    expect(data).toHaveLength(1);
    const entry = (await org.get(`audit/events/${data[0].id}`)).body;
    expect(entry.data).toMatchObject({ change: "text_index", text_index: true });
  });

  it("finds decisions by words of their summary and message, in any order and case", async () => {
    const refund = await submit("Refund of the blue bicycle, order 77");
    const loan = await submit("Loan of a blue car");
    const denied = await submit("Merge the bicycle shed", { action_type: "pr.merge" });
    expect(await found("BICYCLE blue")).toEqual([refund]);
    expect(await found("blue")).toEqual([loan, refund]);
    expect(await found("bicycle", org.owner, "&action_type=pr.merge")).toEqual([denied]);
    expect(await found("blue bicycle tandem")).toEqual([]);
    expect(await found("refund", org.agentKey)).toEqual([refund]);
    expect(await found("denies")).toEqual([denied]);
    const similar = await org.get(`decisions/${loan}/similar?text=refund`);
    expect(similar.body.data.map(({ decision }: { decision: { id: string } }) => decision.id)).toEqual([refund]);
  });

  it("contains no credential and no personal data", async () => {
    await submit(`Deploy with ${SECRET} for zoe.quux@example.org`);
    expect(await found("deploy")).toHaveLength(1);
    const rows = await api.database.inspect<{ word: string }>("SELECT DISTINCT word FROM app.decision_word");
    const words = rows.map(({ word }) => word).join(" ");
    expect(words).not.toMatch(/ghp_|16c7e42f|quux|zoe/i);
    expect(await found(SECRET)).toEqual([]);
  });

  it.each(["%20", "%21%3F", "%5C", "", "a".repeat(256), Array.from({ length: 17 }, (_, n) => `w${n}`).join("%20")])(
    "refuses a text without words or with too many: %s",
    async (text) => {
      const { status, body } = await org.get(`decisions?text=${text}`);
      expect([status, body.code]).toEqual([422, "INVALID_REQUEST"]);
    },
  );

  it.each(["' OR 1=1 --", "blue & !bicycle | (", "back\\slash", "🚲 bicycle"])("reads %j as words", async (text) => {
    expect((await find(text)).status).toBe(200);
  });

  it("can be searched only by those who may read the texts, within one organisation", async () => {
    const { token } = await org.addMember("operator");
    expect((await find("blue", token)).body.code).toBe("FORBIDDEN");
    await setIndex(true, other.owner);
    const theirs = await submit("Their blue bicycle", { key: other.agentKey });
    expect(await found("bicycle", other.owner)).toEqual([theirs]);
    expect(await found("bicycle", org.owner)).not.toContain(theirs);
    const { body } = await org.post("agents", { name: "colleague", capabilities: ["*"] });
    const key = (await org.post(`agents/${body.id}/keys`, { name: "k" })).body.api_key;
    expect(await found("blue", key)).toEqual([]);
  });

  it("deletes the words of an erased payload", async () => {
    const id = await submit("Erasable zebra");
    expect(await found("zebra")).toEqual([id]);
    await api.database.inspect("DELETE FROM app.ledger_payload WHERE entry_id = $1", [decodeId("evt", id)]);
    expect(await found("zebra")).toEqual([]);
    expect((await api.database.inspect("SELECT 1 FROM app.decision_word WHERE word = 'zebra'")).length).toBe(0);
  });

  it("is erased when it is disabled, also after an interruption, and starts empty", async () => {
    expect((await setIndex(false)).body).toMatchObject({ text_index: false });
    expect(await countWords()).toBe(0);
    expect(await countWords(other)).toBeGreaterThan(0);
    expect((await find("blue")).body.code).toBe("TEXT_INDEX_OFF");
    await submit("Silent giraffe");
    expect(await countWords()).toBe(0);
    await setIndex(true);
    expect(await found("blue")).toEqual([]);
    expect(await found("giraffe")).toEqual([]);
    const id = await submit("Loud giraffe");
    // As if the process had ended after the commit.
    await api.database.inspect("UPDATE app.organisation SET text_index = 'ending' WHERE org_id = $1", [decodeId("org", org.orgId)]);
    expect(await api.deps.database.lookups.organisationsWithEndedIndex()).toEqual([decodeId("org", org.orgId)]);
    expect((await setIndex(true)).body).toMatchObject({ text_index: true });
    expect(await found("giraffe")).not.toContain(id);
  });
});
