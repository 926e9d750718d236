import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterAll(() => api.close());

const delegate = (token: string, body: object = {}, headers = {}) =>
  api.call("POST", "delegations", { token, headers, body: { name: "reviewer", capabilities: ["pr.*"], ttl: 600, ...body } });
const get = (path: string, token = org.owner) => api.call("GET", path, { token });

describe("a delegation", () => {
  it("is a credential of its own, read and listed by parent, child and people", async () => {
    const created = await delegate(org.agentKey);
    expect(created.status, created.text).toBe(201);
    expect(created.body).toMatchObject({
      name: "reviewer",
      status: "active",
      active: true,
      parent: { id: org.agentId, name: "release-bot" },
      child: { name: "release-bot/reviewer" },
      parent_delegation_id: null,
      depth: 1,
      capabilities: ["pr.*"],
      environment: "prod",
      created_by: org.agentId,
      ended_at: null,
    });
    const { api_key, ...delegation } = created.body;
    expect(api_key).toMatch(/^al_live_[0-9A-Za-z]{38}$/);
    expect(Date.parse(delegation.expires_at) - Date.parse(delegation.created_at)).toBe(600_000);
    for (const token of [org.owner, org.agentKey, org.orgKey, api_key]) {
      expect((await get(`delegations/${delegation.id}`, token)).body).toEqual(delegation);
      expect((await get("delegations", token)).body).toEqual({ data: [delegation], has_more: false, next_cursor: null });
    }
    const me = (await get("whoami", api_key)).body;
    expect(me).toMatchObject({ name: "release-bot/reviewer", agent_id: delegation.child.id, capabilities: ["pr.*"] });
    expect(me.delegations).toEqual({ as_parent: [], as_child: [delegation.id] });
    expect((await get("whoami", org.agentKey)).body.delegations).toEqual({ as_parent: [delegation.id], as_child: [] });
  });
});
