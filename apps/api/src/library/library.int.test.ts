import { LibraryInstallResult, LibraryItem, LibraryList } from "@agentlattice/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const list = async (org: TestOrg) => LibraryList.parse((await api.call("GET", "policies/library", { token: org.owner })).body);
const read = async (org: TestOrg, name: string) =>
  LibraryItem.parse((await api.call("GET", `policies/library/${name}`, { token: org.owner })).body);
const install = async (org: TestOrg, name: string, body: object = {}) => {
  const answer = await org.post(`policies/library/${name}/install`, body);
  expect(answer.status, answer.text).toBe(200);
  return LibraryInstallResult.parse(answer.body);
};
const entriesOf = async (org: TestOrg) =>
  (await api.call("GET", "audit/events?kind=policy.changed&limit=200", { token: org.owner })).body.data as unknown[];
const outcomes = ({ policies }: LibraryInstallResult) => Object.fromEntries(policies.map(({ name, outcome }) => [name, outcome]));
const changes = ({ policies }: LibraryInstallResult) => Object.fromEntries(policies.map(({ name, change }) => [name, change]));

describe("reading the library", () => {
  it("lists policies, packs and starters with their state in the organisation", async () => {
    const org = await api.createOrg();
    await install(org, "refunds-limited");
    await install(org, "loops-stopped", { publish: true });
    const { policies, packs, starters } = await list(org);
    expect([policies.length >= 18, packs.length, starters.length]).toEqual([true, 4, 5]);
    const states = Object.fromEntries(policies.map(({ name, state }) => [name, state]));
    expect(states).toMatchObject({ "refunds-limited": "draft", "loops-stopped": "active", "secrets-stay-out": "absent" });
    expect(policies.every(({ attacks, cases, edited }) => attacks >= 2 && cases >= 4 && !edited)).toBe(true);
    expect(packs.find(({ name }) => name === "eu-ai-act")).toMatchObject({ kind: "pack", without: 4 });
  });

  it("returns a policy with the results of its cases, its coverage and its parameters", async () => {
    const item = await read(await api.createOrg(), "mcp-servers-vouched-for");
    if (item.kind !== "policy") throw new Error("a policy was asked for");
    expect(item.results.map(({ pass }) => pass)).toEqual(item.results.map(() => true));
    expect(item.results.filter(({ name }) => name.startsWith("attack: "))).toHaveLength(item.attacks);
    expect(item.covers).toContainEqual({ pack: "owasp-agentic-top-10-2026", title: expect.any(String), control: "ASI04" });
    expect(item.parameters[0]).toMatchObject({
      path: "spec.modules.registry.mcp_servers",
      value: [{ name: "helpdesk" }, { name: "filesystem" }],
    });
  });

  it("returns the gaps of a pack and the settings of a starter", async () => {
    const org = await api.createOrg();
    const pack = await read(org, "eu-ai-act");
    expect(pack.kind === "pack" && pack.controls.find(({ id }) => id === "Art. 10")).toMatchObject({
      policies: [],
      gives: expect.stringMatching(/^Nothing/),
    });
    const starter = await read(org, "customer-support");
    expect(starter.kind === "starter" && starter.settings).toContainEqual({
      policy: "refunds-limited",
      path: "spec.require[0].value",
      value: 30,
    });
  });

  it("returns 404 for an unknown name, and is forbidden for agents", async () => {
    const org = await api.createOrg();
    expect((await api.call("GET", "policies/library/nothing", { token: org.owner })).body).toMatchObject({
      status: 404,
      code: "NOT_FOUND",
    });
    expect((await org.post("policies/library/nothing/install", {})).body).toMatchObject({ status: 404, code: "NOT_FOUND" });
    expect((await api.call("GET", "policies/library", { token: org.agentKey })).status).toBe(403);
    expect((await api.call("GET", "policies/library/loops-stopped", { token: org.agentKey })).status).toBe(403);
  });
});

describe("installing", () => {
  it("previews and saves drafts without effect, with an entry each", async () => {
    const org = await api.createOrg();
    const before = (await entriesOf(org)).length;
    const dry = await install(org, "code-assistant", { dry_run: true });
    expect(dry).toMatchObject({ dry_run: true, kind: "starter", drafted: 9, published: 0, left: 0 });
    expect(dry.policies[0]).toMatchObject({ change: "new", outcome: "drafted", id: null, version: null, before: null, diff: "" });
    expect((await api.call("GET", "policies", { token: org.owner })).body.data).toEqual([]);
    const done = await install(org, "code-assistant");
    expect(outcomes(done)).toEqual(outcomes(dry));
    expect(await entriesOf(org)).toHaveLength(before + 9);
    const saved = (await api.call("GET", `policies/${done.policies[0]?.id}`, { token: org.owner })).body;
    expect(saved).toMatchObject({ version: 1, status: "draft", active_version: null, hash: done.policies[0]?.hash });
    expect(saved.yaml).toMatch(/^# Policy library: [a-z-]+ for code-assistant, as installed sha256:/);
  });

  it("is idempotent for all callers", async () => {
    const org = await api.createOrg();
    await install(org, "hipaa");
    const count = (await entriesOf(org)).length;
    const again = await install(org, "hipaa");
    expect(again.drafted + again.published).toBe(0);
    expect(new Set(Object.values(changes(again)))).toEqual(new Set(["unchanged"]));
    expect(await entriesOf(org)).toHaveLength(count);
  });

  it("replays the answer to an Idempotency-Key", async () => {
    const org = await api.createOrg();
    const call = () =>
      api.call("POST", "policies/library/loops-stopped/install", {
        token: org.owner,
        body: {},
        headers: { "idempotency-key": "loops-once" },
      });
    const first = await call();
    const second = await call();
    expect(second.text).toBe(first.text);
    expect(first.body.policies[0].change).toBe("new");
  });

  it("updates policies that the library wrote, with a diff", async () => {
    const org = await api.createOrg();
    await install(org, "refunds-limited");
    const result = await install(org, "customer-support");
    const refunds = result.policies.find(({ name }) => name === "refunds-limited");
    expect(refunds).toMatchObject({ change: "changed", outcome: "drafted", version: 2 });
    expect(refunds?.diff).toContain("-    - { field: amount, operator: lte, value: 50,");
    expect(refunds?.diff).toContain("+    - { field: amount, operator: lte, value: 30,");
  });

  it("keeps policies that a person wrote or edited, unless `replace` is set", async () => {
    const org = await api.createOrg();
    const { policies } = await install(org, "refunds-limited");
    const [installed] = policies;
    const edited = installed?.after.replace("value: 50,", "value: 75,");
    expect((await org.post("policies", { yaml: edited })).status).toBe(201);
    expect((await list(org)).policies.find(({ name }) => name === "refunds-limited")).toMatchObject({ edited: true });
    const left = await install(org, "refunds-limited", { publish: true });
    expect(left.policies[0]).toMatchObject({ change: "conflict", outcome: "left", version: 2, before: edited });
    expect(left).toMatchObject({ drafted: 0, published: 0, left: 1, reason: expect.stringContaining("Send replace: true") });
    expect(left.policies[0]?.diff).toContain("value: 75");
    const replaced = await install(org, "refunds-limited", { replace: true });
    expect(replaced.policies[0]).toMatchObject({ change: "conflict", outcome: "drafted", version: 3 });
    expect((await list(org)).policies.find(({ name }) => name === "refunds-limited")).toMatchObject({ edited: false, state: "draft" });
  });

  it("does not accept a copied first line as the library's text", async () => {
    const org = await api.createOrg();
    const [installed] = (await install(org, "loops-stopped", { dry_run: true })).policies;
    await org.post("policies", { yaml: installed?.after.replace("max_repeats: 3", "max_repeats: 16") });
    expect(changes(await install(org, "loops-stopped"))).toEqual({ "loops-stopped": "conflict" });
  });

  it("publishes on request, and the next decision uses the policies", async () => {
    const org = await api.createOrg();
    const submit = (amount: number) =>
      org.post("actions", { action_type: "refund.issue", metadata: { amount, order_id: "A-1" } }, org.agentKey);
    await install(org, "refunds-limited");
    expect((await submit(10)).body.denial_reason).toBe("NO_MATCHING_POLICY");
    expect(await install(org, "refunds-limited", { publish: true, dry_run: true })).toMatchObject({ published: 1 });
    expect(await install(org, "refunds-limited", { publish: true })).toMatchObject({ published: 1, drafted: 0 });
    expect((await submit(10)).body.status).toBe("executed");
    expect((await submit(51)).body.status).toBe("requested");
    expect(await install(org, "refunds-limited", { publish: true })).toMatchObject({ published: 0, left: 1 });
  });

  it("publishes only for callers with the permission, and saves drafts for others", async () => {
    const org = await api.createOrg();
    const { token } = await org.addMember("member");
    const path = "policies/library/small-pull-requests/install";
    expect((await org.post(path, { publish: true }, token)).body).toMatchObject({ status: 403, code: "FORBIDDEN" });
    expect((await api.call("GET", "policies", { token: org.owner })).body.data).toEqual([]);
    expect((await org.post(path, {}, token)).body).toMatchObject({ drafted: 1 });
  });

  it("refuses unknown names", async () => {
    const org = await api.createOrg();
    const answer = await org.post("policies/library/loops-stopped/install", { force: true });
    expect(answer.body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
  });

  it("affects one organisation only", async () => {
    const [mine, theirs] = [await api.createOrg(), await api.createOrg()];
    await install(theirs, "customer-support", { publish: true });
    expect((await list(mine)).policies.every(({ state }) => state === "absent")).toBe(true);
    expect((await install(mine, "refunds-limited", { dry_run: true })).policies[0]).toMatchObject({ change: "new", before: null });
  });
});
