import { ORG_KEY_SCOPES, ROUTES } from "@agentlattice/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { REACH } from "./environment-reach.ts";

let api: TestApi;
let org: TestOrg;
let devKey: string;
let prodPolicy: string;
const refused = { status: 403, body: { code: "ENVIRONMENT_FORBIDDEN" } };
const missing = { status: 404, body: { code: "NOT_FOUND" } };
const call = (method: string, path: string, body?: object, token = devKey) => api.call(method, path, { token, ...(body ? { body } : {}) });

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  const made = await call("POST", "keys", { name: "dev", scopes: ORG_KEY_SCOPES, environment: "dev" }, org.owner);
  devKey = made.body.api_key;
  prodPolicy = await org.publish(policy("merges", { match: { actions: ["pr.*"] }, effect: "approve" }, { labels: { risk: "low" } }));
}, 60_000);
afterAll(() => api.close());

describe("an organisation key of dev", () => {
  const beyond = ROUTES.filter(({ operationId }) => REACH[operationId] === "organisation");
  test.each(beyond.map(({ operationId, method, path }) => [operationId, method.toUpperCase(), path]))(
    "is refused %s",
    async (_, method, path) => {
      const answer = await call(method as string, (path as string).slice(1).replaceAll(/:\w+/g, "x"), method === "GET" ? undefined : {});
      expect(answer).toMatchObject(refused);
      expect(answer.body.detail).toContain("This key belongs to dev");
    },
  );

  test.each([
    ["the organisation's default", { default: "allow" }],
    ["the switch for planning", { plan_only: true }],
    ["the mode of prod", { environment_modes: { prod: "monitor" } }],
    ["the default of prod beside its own", { environment_defaults: { dev: "allow", prod: "allow" } }],
  ])("does not change %s", async (_, body) => {
    expect(await call("PATCH", "policies/settings", body)).toMatchObject(refused);
  });

  test("changes the mode and the default of dev", async () => {
    const change = { environment_modes: { dev: "monitor" }, environment_defaults: { dev: "allow" } };
    expect(await call("PATCH", "policies/settings", change)).toMatchObject({ status: 200, body: change });
    await call("PATCH", "policies/settings", { environment_modes: { dev: "enforce" }, environment_defaults: { dev: null } });
  });

  test("neither disables nor changes nor publishes a policy that applies to prod", async () => {
    expect(await call("POST", `policies/${prodPolicy}/disable`)).toMatchObject(refused);
    expect(await call("POST", `policies/${prodPolicy}/publish`, {})).toMatchObject(refused);
    const spec = { match: { actions: ["pr.*"], environments: ["dev"] }, effect: "allow" };
    expect(await call("POST", "policies", { document: policy("merges", spec) })).toMatchObject(refused);
    expect(await call("POST", "policies", { document: policy("all", { match: { actions: ["*"] }, effect: "allow" }) })).toMatchObject(
      refused,
    );
    const some = { match: { actions: ["*"], environments: ["dev", "prod"] }, effect: "allow" };
    expect(await call("POST", "policies", { document: policy("some", some) })).toMatchObject(refused);
  });

  test("changes the policies of dev, and does not see those of prod only", async () => {
    const own = { match: { actions: ["doc.*"], environments: ["dev"] }, effect: "allow" };
    const { body: saved } = await call("POST", "policies", { document: policy("dev-docs", own) });
    expect((await call("POST", `policies/${saved.id}/publish`, {})).status).toBe(200);
    expect((await call("POST", `policies/${saved.id}/disable`)).status).toBe(200);
    const hidden = await org.publish(policy("prod-only", { match: { actions: ["doc.*"], environments: ["prod"] }, effect: "allow" }));
    for (const path of ["", "/versions", "/versions/1"]) expect(await call("GET", `policies/${hidden}${path}`)).toMatchObject(missing);
    const names = (await call("GET", "policies")).body.data.map(({ name }: { name: string }) => name);
    expect(names).toEqual(["dev-docs", "merges"]);
  });

  test("does not find a key of prod, and creates none", async () => {
    const path = `agents/${org.agentId}/keys`;
    expect(await call("DELETE", `${path}/${org.agentKeyId}`)).toMatchObject(missing);
    expect(await call("POST", `${path}/${org.agentKeyId}/rotate`, {})).toMatchObject(missing);
    expect(await call("POST", path, { name: "x" })).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
    const { body: made } = await call("POST", path, { name: "own", environment: "dev" });
    expect((await call("GET", path)).body.data.map(({ id }: { id: string }) => id)).toEqual([made.id]);
    expect((await call("DELETE", `${path}/${made.id}`)).status).toBe(200);
  });

  test("does not find a delegation of prod", async () => {
    const { body } = await call("POST", "delegations", { name: "child", capabilities: ["doc.*"], ttl: 600 }, org.agentKey);
    for (const [method, path] of [
      ["GET", ""],
      ["GET", "/graph"],
      ["DELETE", ""],
    ] as const)
      expect(await call(method, `delegations/${body.id}${path}`)).toMatchObject(missing);
    expect((await call("GET", "delegations")).body.data).toEqual([]);
    expect((await call("GET", `delegations/${body.id}`, undefined, org.orgKey)).status).toBe(200);
  });

  test("does not consume a permit of prod", async () => {
    const submission = { action_type: "pr.merge" };
    const { body: asked } = await call("POST", "actions", submission, org.agentKey);
    const { body: seen } = await call("GET", `approvals/${asked.approval_id}`, undefined, org.owner);
    await call("POST", `approvals/${asked.approval_id}/decision`, { decision: "approve", digest: seen.digest }, org.owner);
    const { body: collected } = await call("POST", `approvals/${asked.approval_id}/collect`, {}, org.agentKey);
    const consume = { permit: collected.permit, submission };
    expect(await call("POST", "permits/consume", consume)).toMatchObject({ status: 409, body: { code: "PERMIT_INVALID" } });
    expect((await call("POST", "permits/consume", consume, org.orgKey)).status).toBe(200);
  });
});
