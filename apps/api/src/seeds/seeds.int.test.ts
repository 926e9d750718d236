import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../testing/api-fixture.ts";
import { runSeed } from "./run-seed.ts";

interface Told {
  org_id: string;
  email: string;
  password: string;
  agent_api_key: string;
  org_api_key: string;
  second: Told;
}

let api: TestApi;
let told: Told;

beforeAll(async () => {
  api = await startTestApi();
  told = (await runSeed(api.deps, Buffer.from(api.database.kek), "two-orgs")) as unknown as Told;
});
afterAll(() => api.close());

const signIn = async ({ email, password }: { email: string; password: string }) =>
  (await api.call("POST", "auth/sign-in", { body: { email, password } })).body;

describe("the demo", () => {
  it("has an owner who can sign in, agents, policies and a queue that is not empty", async () => {
    const { token, role, org_id } = await signIn(told);
    expect({ role, org_id }).toEqual({ role: "owner", org_id: told.org_id });
    const get = async (path: string) => (await api.call("GET", path, { token })).body;
    expect((await get("agents")).data.map((agent: { name: string }) => agent.name)).toEqual(["refund-desk", "release-bot"]);
    const policies = (await get("policies")).data as { status: string; actions: string[] }[];
    expect(new Set(policies.map((policy) => policy.status))).toEqual(new Set(["active"]));
    expect(policies.flatMap((policy) => policy.actions)).not.toContain("*");
    expect((await get("approvals?status=pending")).data).toMatchObject([
      { target: "A-10452", status: "pending" },
      { target: "A-10460", status: "pending" },
    ]);
    expect((await get("approvals?status=decided")).data.map((approval: { status: string }) => approval.status).sort()).toEqual([
      "denied",
      "used",
      "used",
    ]);
    expect(await get("audit/verify")).toMatchObject({ chain_valid: true });
  });

  it("holds an agent's merge for a person, at low risk, and denies what no policy names", async () => {
    const submit = async (action_type: string) =>
      (await api.call("POST", "actions", { token: told.agent_api_key, body: { action_type, metadata: { repo: "acme/web" } } })).body;
    const held = await submit("pr.merge");
    expect(held.status).toBe("requested");
    expect((await api.call("GET", `approvals/${held.approval_id}`, { token: told.agent_api_key })).body.risk.level).toBe("low");
    expect(await submit("satellite.launch")).toMatchObject({ status: "denied", denial_reason: "NO_MATCHING_POLICY" });
    expect((await api.call("GET", "whoami", { token: told.agent_api_key })).body).toMatchObject({
      environment: "prod",
      capabilities: ["*"],
    });
  });

  it("has an organisation key with every scope", async () => {
    for (const path of ["policies", "agents", "audit/events", "audit/export"])
      expect((await api.call("GET", path, { token: told.org_api_key })).status, path).toBe(200);
  });

  it("is made once", async () => {
    const again = await runSeed(api.deps, Buffer.from(api.database.kek), "two-orgs");
    expect(again).toEqual({ existing: true, org_id: told.org_id, second: { existing: true, org_id: told.second.org_id } });
  });

  it("has a neighbour that sees nothing of it", async () => {
    const { token } = await signIn(told.second);
    expect((await api.call("GET", "agents", { token })).body.data).toMatchObject([{ name: "release-bot" }]);
    expect((await api.call("GET", "approvals?status=all", { token })).body.data).toMatchObject([{ target: "second/app" }]);
  });
});
