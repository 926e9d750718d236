import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { countActivity } from "../testing/calibrated.ts";

let api: TestApi;
let org: TestOrg;
let devKey: string;

type Row = { seq: number; kind: string; environment: string | null; action_type: string | null };

const list = async (query = ""): Promise<Row[]> => (await org.get(`audit/events?limit=200${query}`)).body.data;
const kindsOf = (rows: readonly Row[]) => [...new Set(rows.map(({ kind }) => kind))].sort();

/** One request that is approved, run and reported, and one that was never run and is reported. */
async function runScenario(token: string, orgKey: string): Promise<void> {
  const { body: asked } = await org.post("actions", { action_type: "pr.merge" }, token);
  const { body: seen } = await org.get(`approvals/${asked.approval_id}`);
  await org.post(`approvals/${asked.approval_id}/decision`, { decision: "approve", digest: seen.digest }, org.owner);
  const { body: collected } = await org.post(`approvals/${asked.approval_id}/collect`, {}, token);
  await org.post("permits/consume", { permit: collected.permit, submission: { action_type: "pr.merge" } }, orgKey);
  await org.post(`actions/${asked.audit_event_id}/report`, { status: "success" }, token);
  const { body: denied } = await org.post("actions", { action_type: "satellite.launch" }, token);
  await org.post(`actions/${denied.audit_event_id}/report`, { status: "success" }, token);
  await org.post("actions", { action_type: "doc.read" }, token);
}

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  await org.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve" }));
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
  await org.publish(policy("prod-only", { match: { actions: ["doc.*"], environments: ["prod"] }, effect: "allow" }));
  const { body } = await org.post(`agents/${org.agentId}/keys`, { name: "dev", environment: "dev" }, org.owner);
  devKey = body.api_key;
  const { body: consumer } = await org.post("keys", { name: "consumer", scopes: ["permits:consume"], environment: "dev" }, org.owner);
  await runScenario(org.agentKey, org.orgKey);
  await runScenario(devKey, consumer.api_key);
  await runScenario(devKey, consumer.api_key);
  await countActivity(api, org);
}, 60_000);
afterAll(() => api.close());

const SCENARIO_KINDS = [
  "action.denied",
  "action.executed",
  "action.reported",
  "anomaly.detected",
  "approval.decided",
  "approval.requested",
  "permit.consumed",
  "report.refused",
];

describe("the ledger of one environment", () => {
  it("contains every kind of entry of a history; entries of the whole organisation belong to none", async () => {
    const [all, prod, dev, staging] = await Promise.all([
      list(),
      list("&environment=prod"),
      list("&environment=dev"),
      list("&environment=staging"),
    ]);
    expect(kindsOf(prod)).toEqual([...SCENARIO_KINDS, "key.created"].sort());
    expect(kindsOf(dev)).toEqual([...SCENARIO_KINDS, "key.created"].sort());
    expect(new Set(prod.map((row) => row.environment))).toEqual(new Set(["prod"]));
    const scenarioRows = dev.filter(({ kind }) => kind !== "key.created" && kind !== "anomaly.detected");
    expect(scenarioRows).toHaveLength(2 * 8);
    // Both stories of an environment report the same action without permission.
    expect(dev.filter(({ kind }) => kind === "anomaly.detected")).toHaveLength(1);
    expect(staging).toEqual([]);
    const elsewhere = all.filter(({ environment }) => environment === null);
    expect(all.length).toBe(prod.length + dev.length + elsewhere.length);
    expect(kindsOf(elsewhere)).toEqual(["agent.changed", "org.created", "policy.changed", "session.started"]);
  });

  it("combines with other filters and pages by cursor", async () => {
    expect(await list("&environment=dev&kind=action.denied")).toHaveLength(2);
    const first = (await org.get("audit/events?environment=dev&limit=5")).body;
    const second = (await org.get(`audit/events?environment=dev&limit=5&cursor=${first.next_cursor}`)).body;
    expect([...first.data, ...second.data]).toEqual((await list("&environment=dev")).slice(0, 10));
  });

  it("can be exported, and the export names the environment", async () => {
    const { headers } = await api.app.request("/api/v1/audit/export?environment=dev", {
      headers: { authorization: `Bearer ${org.owner}` },
    });
    const manifest = (await org.get(`audit/export/manifest?export=${headers.get("al-export-id")}`)).body;
    expect(manifest).toMatchObject({ filters: { environment: "dev" }, entries: (await list("&environment=dev")).length });
  });

  it("is named by each entry", async () => {
    const [reported] = await list("&environment=dev&kind=action.reported");
    expect((await org.get(`audit/events/${reported?.seq}`)).body).toMatchObject({ environment: "dev", kind: "action.reported" });
  });
});

describe("lists and counts of one environment", () => {
  it("approvals, pending and decided", async () => {
    const { body: waiting } = await org.post("actions", { action_type: "pr.merge" }, devKey);
    const ids = async (query: string) => (await org.get(`approvals?${query}`)).body.data.map(({ id }: { id: string }) => id);
    expect(await ids("environment=dev")).toEqual([waiting.approval_id]);
    expect(await ids("environment=prod")).toEqual([]);
    expect(await ids("status=decided&environment=dev")).toHaveLength(2);
    expect(await ids("status=decided&environment=prod")).toHaveLength(1);
    expect((await org.post(`approvals/${waiting.approval_id}/cancel`, {}, devKey)).status).toBe(200);
  });

  it("the overview counts the same as the lists that it links to", async () => {
    for (const environment of ["prod", "dev", "staging"]) {
      const { body } = await org.get(`overview?environment=${environment}`);
      const { executed, held, denied } = body.decisions.totals;
      const times = environment === "dev" ? 2 : environment === "prod" ? 1 : 0;
      expect(denied.count).toBe(times);
      expect(body.time_to_decide.count).toBe(times);
      for (const [{ count, href }, kind] of [
        [executed, "action.executed"],
        [held, "approval.requested"],
        [denied, "action.denied"],
      ] as const) {
        expect(href).toContain(`environment=${environment}`);
        expect(count, `${environment} ${kind}`).toBe((await list(`&environment=${environment}&kind=${kind}`)).length);
      }
      expect(body.counters.entries.count).toBe((await list(`&environment=${environment}`)).length);
      expect(body.counters.agents.count).toBe(times === 0 ? 0 : 1);
      expect(body.counters.policies.count).toBe(environment === "prod" ? 3 : 2);
    }
  });

  it("agents with a key of that environment, with their activity there", async () => {
    const agents = async (environment: string) => (await org.get(`agents?include=record&environment=${environment}`)).body.data;
    expect((await agents("dev"))[0]).toMatchObject({ id: org.agentId, record: { denied: 2 } });
    expect((await agents("prod"))[0]).toMatchObject({ record: { denied: 1, anomalies: 1, usable_keys: 1 } });
    expect(await agents("staging")).toEqual([]);
    expect((await org.get(`agents/${org.agentId}?include=record&environment=dev`)).body).toMatchObject({ record: { denied: 2 } });
  });

  it("policies that can decide there, with their hits there", async () => {
    const hits = async (environment: string) =>
      Object.fromEntries(
        (await org.get(`policies?environment=${environment}`)).body.data.map(
          ({ name, hits }: { name: string; hits: { last_24h: number } }) => [name, hits.last_24h],
        ),
      );
    expect(await hits("prod")).toEqual({ asks: 1, reads: 1, "prod-only": 1 });
    expect(await hits("dev")).toMatchObject({ reads: 2 });
    expect(await hits("dev")).not.toHaveProperty("prod-only");
    const { data } = (await org.get("policies?q=reads")).body;
    expect(data[0].hits.last_24h).toBe(3);
    expect((await org.get(`policies/${data[0].id}?environment=dev`)).body.hits.last_24h).toBe(2);
    expect((await org.get(`policies/${data[0].id}`)).body.hits.last_24h).toBe(3);
  });
});

describe("permissions of filters by environment", () => {
  const PATHS = ["audit/events", "audit/export", "events/stream", "overview", "approvals", "agents", "policies"];

  it.each(PATHS)("%s refuses an unknown environment", async (path) => {
    for (const environment of ["qa", "", "PROD", "prod,dev", "%00"])
      expect(await org.get(`${path}?environment=${environment}`), environment).toMatchObject({
        status: 422,
        body: { code: "INVALID_REQUEST" },
      });
    expect(await org.get(`${path}?environment=dev&environment=prod`)).toMatchObject({ status: 422 });
  });

  it.each(["audit/events", "overview", "agents", "policies"])("a key of dev gets nothing of prod from %s", async (path) => {
    const scopes = ["audit:read", "agents:write", "policies:read"];
    const { body: key } = await org.post("keys", { name: `dev-${path.replace("/", "-")}`, scopes, environment: "dev" }, org.owner);
    expect(await org.get(`${path}?environment=prod`, key.api_key)).toMatchObject({ status: 403, body: { code: "ENVIRONMENT_FORBIDDEN" } });
  });

  it("a key of dev reads the hits of dev only", async () => {
    const { body: key } = await org.post("keys", { name: "dev-hits", scopes: ["policies:read"], environment: "dev" }, org.owner);
    const { data } = (await org.get("policies?q=reads", key.api_key)).body;
    expect(data[0].hits.last_24h).toBe(2);
    expect((await org.get(`policies/${data[0].id}`, key.api_key)).body.hits.last_24h).toBe(2);
  });

  it("an agent sees its own entries of that environment only", async () => {
    const { body: other } = await org.post("agents", { name: "other", capabilities: ["*"] }, org.owner);
    const { body: key } = await org.post(`agents/${other.id}/keys`, { name: "k" }, org.owner);
    for (const environment of ["prod", "dev"])
      expect((await org.get(`audit/events?environment=${environment}&kind=action.*`, key.api_key)).body.data).toEqual([]);
  });

  it("an unknown policy name is refused with a message, in the list and the export", async () => {
    for (const path of ["audit/events", "audit/export"]) {
      const { status, body } = await org.get(`${path}?policy=raeds`);
      expect({ status, body }).toMatchObject({ status: 422, body: { code: "INVALID_REQUEST", errors: [{ path: "policy" }] } });
      expect(body.detail).toContain("GET /policies lists them");
    }
    expect((await org.get("audit/events?policy=reads")).status).toBe(200);
    await org.post("policies", { document: policy("draft", { match: { actions: ["x.y"] }, effect: "allow" }) }, org.owner);
    expect((await org.get("audit/events?policy=draft")).status).toBe(200);
    expect((await org.get("audit/events?policy=draft", org.agentKey)).status).toBe(422);
  });
});

describe("the live stream of one environment", () => {
  it("contains its entries and no others", async () => {
    const stop = new AbortController();
    const stream = await api.fetch("/api/v1/events/stream?environment=dev", {
      headers: { authorization: `Bearer ${org.owner}`, "last-event-id": "0" },
      signal: stop.signal,
    });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    const expected = await list("&environment=dev");
    let text = "";
    while (!text.includes(`id: ${expected[0]?.seq}\nevent`)) text += (await reader?.read())?.value ?? "";
    stop.abort();
    const seqs = [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => (JSON.parse(data as string) as Row).seq);
    expect(seqs).toEqual(expected.map(({ seq }) => seq).reverse());
  });
});
