import { createHash } from "node:crypto";
import { decodeId } from "@agentlattice/core";
import { grantOrgScope } from "@agentlattice/db";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { storeManifest } from "./change-manifest.ts";
import { readManifest } from "./read-manifest.ts";

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterAll(() => api.close());

const save = (document: object, token = org.owner) => org.post("policies", { document }, token);
const allow = (name: string, ...actions: string[]) => policy(name, { match: { actions }, effect: "allow" });

/** Stores a document as an earlier release might have, signed as if it had. */
async function signAsStored(orgId: string, policyId: string, edit: (canonical: string) => string): Promise<void> {
  const [row] = (await api.database.inspect("SELECT canonical FROM app.policy_version WHERE org_id = $1 AND policy_id = $2", [
    orgId,
    policyId,
  ])) as { canonical: string }[];
  const canonical = edit(row?.canonical ?? "");
  const hash = createHash("sha256").update(canonical).digest();
  await api.database.inspect("ALTER TABLE app.policy_version DISABLE TRIGGER append_only");
  await api.database.inspect("UPDATE app.policy_version SET canonical = $3, hash = $4 WHERE org_id = $1 AND policy_id = $2", [
    orgId,
    policyId,
    canonical,
    hash,
  ]);
  await api.database.inspect("ALTER TABLE app.policy_version ENABLE TRIGGER append_only");
  const { database } = api.deps;
  const keys = await database.keysOf(orgId);
  await database.audited(grantOrgScope(orgId), async (context) => {
    const manifest = await readManifest(context.client, orgId, keys.manifest.publicKey);
    const policies = manifest.policies.map((listed) => ({ ...listed, hash: hash.toString("hex") }));
    await storeManifest({ context, orgId, keys, manifest: { ...manifest, epoch: manifest.epoch + 1, policies } });
    return { result: undefined, entries: [], changesAnswers: true };
  });
}

describe("saving a policy", () => {
  it("creates a draft without effect", async () => {
    const saved = await save(allow("drafts-wait", "draft.only"));
    expect(saved.status).toBe(201);
    expect(saved.body).toMatchObject({ name: "drafts-wait", version: 1, status: "draft" });
    expect((await org.submit("draft.only")).body).toMatchObject({ status: "denied", denial_reason: "NO_MATCHING_POLICY" });
    expect((await org.get(`policies/${saved.body.id}`)).body).toMatchObject({
      id: saved.body.id,
      hash: saved.body.hash,
      active_version: null,
      document: { metadata: { name: "drafts-wait" } },
    });
  });

  it("keeps the author's YAML with comments", async () => {
    const yaml =
      "# why this is here\napiVersion: agentlattice/v1\nkind: Policy\nmetadata: { name: from-yaml }\nspec:\n  effect: allow\n  match: { actions: [doc.read] }\n";
    const { body } = await org.post("policies", { yaml });
    const detail = (await org.get(`policies/${body.id}`)).body;
    expect(detail.yaml).toBe(yaml);
    expect(detail.document.spec).toEqual({ effect: "allow", match: { actions: ["doc.read"] } });
    expect((await org.post("policies", { yaml })).body.version).toBe(1);
    const reworded = await org.post("policies", { yaml: yaml.replace("why this is here", "why this is still here") });
    expect(reworded.body).toMatchObject({ version: 2, hash: body.hash });
  });

  it("adds a version only when the text differs", async () => {
    const first = (await save(allow("grows", "a.one"))).body;
    const reordered = {
      spec: { effect: "allow", match: { actions: ["a.one"] } },
      metadata: { name: "grows" },
      kind: "Policy",
      apiVersion: "agentlattice/v1",
    };
    expect((await save(reordered)).body).toEqual(first);
    const second = (await save(allow("grows", "a.one", "a.two"))).body;
    expect(second).toMatchObject({ id: first.id, version: 2, status: "draft" });
    expect(second.hash).not.toBe(first.hash);
    const { data } = (await org.get("audit/events?kind=policy.changed&limit=200")).body;
    expect(data.filter((event: { subject: { id: string } }) => event.subject.id === first.id)).toHaveLength(2);
  });

  it("returns the line, column and suggestion of an invalid document", async () => {
    const yaml =
      "apiVersion: agentlattice/v1\nkind: Policy\nmetadata: { name: broken }\nspec:\n  efect: allow\n  match: { actions: [pr.merge] }\n";
    const refused = await org.post("policies", { yaml });
    expect(refused.body).toMatchObject({ status: 422, code: "POLICY_INVALID" });
    expect(refused.body.errors).toContainEqual(
      expect.objectContaining({ path: "spec.efect", message: expect.stringMatching(/^line 5, column 3: .*effect/) }),
    );
    expect((await org.post("policies", { document: {}, yaml })).body).toMatchObject({ status: 422, code: "INVALID_REQUEST" });
    expect((await org.get("policies?limit=200")).text).not.toContain("broken");
  });

  it("is allowed for owners, admins, members and keys with the scope", async () => {
    for (const role of ["admin", "member"])
      expect((await save(allow(`by-${role}`, "x.y"), (await org.addMember(role)).token)).status).toBe(201);
    expect((await save(allow("by-key", "x.y"), org.orgKey)).status).toBe(201);
    for (const role of ["operator", "auditor"])
      expect((await save(allow("nope", "x.y"), (await org.addMember(role)).token)).status).toBe(403);
    expect((await save(allow("nope", "x.y"), org.agentKey)).status).toBe(403);
  });
});

describe("validating", () => {
  it("saves nothing and returns every issue", async () => {
    const wrong = await org.post("policies/validate", {
      document: policy("x", { effect: "allow", match: { actions: ["NOT AN ACTION"] } }),
    });
    expect(wrong.body).toMatchObject({ valid: false });
    expect(wrong.body.issues[0]).toMatchObject({ path: "spec.match.actions[0]" });
    const right = await org.post("policies/validate", { document: allow("fine", "pr.merge") });
    expect(right.body).toEqual({ valid: true, issues: [], hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });
});

describe("publishing", () => {
  it("applies to every later decision", async () => {
    const { body: draft } = await save(allow("goes-live", "live.now"));
    const published = await org.post(`policies/${draft.id}/publish`, {});
    expect(published.body).toMatchObject({ id: draft.id, version: 1, status: "active", audit_event_id: expect.stringMatching(/^evt_/) });
    expect((await org.submit("live.now")).body).toMatchObject({ status: "executed", policy_name: "goes-live" });
    const entry = (await org.get("audit/events?kind=policy.changed&limit=1")).body.data[0];
    expect(entry).toMatchObject({ id: published.body.audit_event_id, status: "published", subject: { type: "policy", id: draft.id } });
  });

  it("rolls back to an older version in a newer epoch", async () => {
    const { body: one } = await save(allow("turns", "turn.left"));
    const first = await org.post(`policies/${one.id}/publish`, {});
    await save(policy("turns", { match: { actions: ["turn.left"] }, effect: "deny" }));
    const second = await org.post(`policies/${one.id}/publish`, { version: 2 });
    expect((await org.submit("turn.left")).body).toMatchObject({ status: "denied", denial_reason: "POLICY_DENIED" });
    const back = await org.post(`policies/${one.id}/publish`, { version: 1 });
    expect([first, second, back].map((answer) => answer.body.epoch)).toEqual([
      first.body.epoch,
      first.body.epoch + 1,
      first.body.epoch + 2,
    ]);
    expect((await org.submit("turn.left")).body).toMatchObject({ status: "executed" });
    expect((await org.get("audit/events?kind=policy.changed&limit=1")).body.data[0]).toMatchObject({ status: "rolled_back" });
    expect((await org.get(`policies/${one.id}`)).body).toMatchObject({ version: 2, status: "draft", active_version: 1 });
  });

  it("refuses a version that fails its cases, names them, and keeps the version in force", async () => {
    const withCase = (expect: string, at?: string) => ({
      ...allow("cases-count", "case.run"),
      cases: [
        { name: "it runs", input: { action_type: "case.run" }, expect: "ALLOW" },
        { name: "nothing else does", input: { action_type: "case.run" }, expect, ...(at && { at }) },
      ],
    });
    const { id } = (await save(withCase("ALLOW"))).body;
    expect((await org.post(`policies/${id}/publish`, {})).status).toBe(200);
    await save(withCase("DENY"));
    const refused = await org.post(`policies/${id}/publish`, {});
    expect(refused).toMatchObject({ status: 422, body: { code: "POLICY_CASES_FAILED" } });
    expect(refused.body.errors).toEqual([
      { path: "cases[1]", message: "nothing else does: expected DENY, got ALLOW. Allowed by cases-count." },
    ]);
    expect((await org.get(`policies/${id}`)).body.active_version).toBe(1);
    expect((await org.post(`policies/${id}/publish`, { version: 1 })).status).toBe(200);
  });

  it("evaluates cases in UTC, whatever the organisation's time zone", async () => {
    const far = await api.createOrg();
    await api.database.inspect("UPDATE app.organisation SET zone = 'Pacific/Auckland' WHERE org_id = $1", [decodeId("org", far.orgId)]);
    const document = {
      ...policy("office-hours", {
        match: { actions: ["deploy.run"] },
        require: [{ field: "time.hour", operator: "between", value: [9, 16] }],
        effect: "allow",
      }),
      cases: [{ name: "at noon", at: "2026-01-05T12:00:00Z", input: { action_type: "deploy.run" }, expect: "ALLOW" }],
    };
    const { id } = (await save(document, far.owner)).body;
    expect((await org.post(`policies/${id}/publish`, {}, far.owner)).status).toBe(200);
  });

  it("is allowed for owners, admins and keys with the scope; unknown policies and versions return 404", async () => {
    const { body: draft } = await save(allow("who-publishes", "p.q"));
    for (const role of ["operator", "auditor", "member"])
      expect((await org.post(`policies/${draft.id}/publish`, {}, (await org.addMember(role)).token)).status).toBe(403);
    expect((await org.post(`policies/${draft.id}/publish`, {}, org.agentKey)).status).toBe(403);
    expect((await org.post(`policies/${draft.id}/publish`, { version: 9 })).body).toMatchObject({ status: 404, code: "NOT_FOUND" });
    for (const verb of ["publish", "reviews"])
      expect((await org.post(`policies/${draft.id}/${verb}`, { version: 2 ** 31 })).status).toBe(422);
    expect((await org.post("policies/pol_01h455vb4pex5vsknk084sn02q/publish", {})).status).toBe(404);
    expect((await org.post(`policies/${draft.id}/publish`, {}, org.orgKey)).status).toBe(200);
  });

  it("does not sign a stored policy that was tampered with", async () => {
    const victim = await api.createOrg("Victim");
    const id = await victim.publish(policy("guarded", { match: { actions: ["vault.open"] }, effect: "deny" }));
    expect(id).toMatch(/^pol_/);
    await api.database.inspect("ALTER TABLE app.policy_version DISABLE TRIGGER append_only");
    await api.database.inspect(
      `UPDATE app.policy_version SET canonical = replace(canonical, '"effect":"deny"', '"effect":"allow"') WHERE canonical LIKE '%vault.open%'`,
    );
    await api.database.inspect("ALTER TABLE app.policy_version ENABLE TRIGGER append_only");
    const { body: other } = await save(allow("innocent", "safe.read"), victim.owner);
    expect((await org.post(`policies/${other.id}/publish`, {}, victim.owner)).status).toBe(200);
    expect((await victim.submit("vault.open")).body).toMatchObject({ status: "denied", denial_reason: "POLICY_TAMPERED" });
    expect((await org.post(`policies/${id}/publish`, {}, victim.owner)).body).toMatchObject({ status: 503, code: "POLICY_UNAVAILABLE" });
  });

  it("distinguishes a policy that this release refuses from a changed one, and both can be repaired", async () => {
    const upgraded = await api.createOrg("Upgraded");
    const id = await upgraded.publish(policy("strict-since", { match: { actions: ["vault.open"] }, effect: "allow" }));
    const orgId = decodeId("org", upgraded.orgId) as string;
    await signAsStored(orgId, decodeId("pol", id) as string, (canonical) => canonical.replace('"effect":"allow"', '"effect":"permit"'));
    const restarted = await api.startProcess();
    const submitted = (action_type: string) =>
      restarted.call("POST", "actions", { token: upgraded.agentKey, body: { action_type } }).then((answer) => answer.body);
    const denied = await submitted("vault.open");
    expect(denied).toMatchObject({ status: "denied", denial_reason: "POLICY_UNREADABLE" });
    expect(denied.message).toMatch(
      /^Version 1 of the policy strict-since .* does not accept it at spec\.effect: .*allow.*Everything is denied until/,
    );
    expect(await submitted("anything.else")).toMatchObject({ denial_reason: "POLICY_UNREADABLE" });
    const replayed = (document: object) =>
      restarted.call("POST", "policies/backtest", { token: upgraded.owner, body: { document } }).then((answer) => answer.body);
    expect(await replayed(allow("strict-since", "vault.open"))).toMatchObject({ considered: 1, wider: 1 });
    expect(await replayed(allow("another", "vault.open"))).toMatchObject({ considered: 1, changed: 0 });

    const call = (verb: string, path: string, body?: object) =>
      restarted.call(verb, path, { token: upgraded.owner, ...(body && { body }) });
    expect((await call("GET", `policies/${id}`)).status).toBe(200);
    const told = async (token: string) =>
      (await restarted.call("GET", "policies", { token })).body.data.map(({ unreadable }: { unreadable?: string }) => unreadable);
    const deniedOrgs = async () => /al_orgs_denied\{reason="unreadable"\} (\d)/.exec(await restarted.deps.metrics.registry.metrics())?.[1];
    expect(await told(upgraded.owner)).toEqual([expect.stringMatching(/^spec\.effect: .*allow/)]);
    expect(await told(upgraded.agentKey)).toEqual([undefined]);
    expect(await deniedOrgs()).toBe("1");
    expect((await restarted.call("GET", "/ready")).status).toBe(200);
    expect((await call("POST", `policies/${id}/publish`, { version: 1 })).body).toMatchObject({
      status: 422,
      code: "POLICY_INVALID",
      errors: [{ path: "spec.effect" }],
    });
    const repaired = await call("POST", "policies", { document: allow("strict-since", "vault.open") });
    expect(repaired.body).toMatchObject({ version: 2 });
    expect((await call("POST", `policies/${id}/publish`, {})).status).toBe(200);
    expect(await submitted("vault.open")).toMatchObject({ status: "executed" });
    expect(await told(upgraded.owner)).toEqual([undefined]);
    expect(await deniedOrgs()).toBe("0");
  });

  it("refuses to extend a manifest that does not verify", async () => {
    const victim = await api.createOrg("Forged");
    await victim.publish(allow("real", "real.action"));
    const { body: draft } = await save(allow("next", "next.action"), victim.owner);
    await api.database.inspect(
      `INSERT INTO app.org_manifest (org_id, epoch, body, signature)
       SELECT org_id, epoch + 1, replace(body, '"epoch":1', '"epoch":2'), signature FROM app.org_manifest WHERE body LIKE $1`,
      [`%"org":"${victim.orgId}"%`],
    );
    expect((await org.post(`policies/${draft.id}/publish`, {}, victim.owner)).body).toMatchObject({
      status: 503,
      code: "POLICY_UNAVAILABLE",
    });
  });
});

describe("listing", () => {
  it("returns the active policies by name, in pages", async () => {
    const fresh = await api.createOrg("Lister");
    for (const name of ["c", "a", "b"])
      await fresh.publish(
        policy(name, {
          match: { actions: [`${name}.*`, "also.this"] },
          require: [{ field: "n", operator: "lt", value: 1 }],
          otherwise: "approve",
          effect: "allow",
        }),
      );
    await save(allow("a", "a.changed"), fresh.owner);
    await save(allow("d", "d.draft"), fresh.owner);
    const first = (await org.get("policies?limit=3", fresh.owner)).body;
    expect(first.data.map((row: { name: string }) => row.name)).toEqual(["a", "b", "c"]);
    expect(first.data[0]).toMatchObject({
      version: 1,
      status: "active",
      action_type: "a.*",
      actions: ["a.*", "also.this"],
      effect: "allow",
      approval_required: true,
      mode: "enforce",
    });
    const second = (await org.get(`policies?limit=3&cursor=${first.next_cursor}`, fresh.owner)).body;
    expect(second).toMatchObject({ data: [{ name: "d", status: "draft" }], has_more: false, next_cursor: null });
  });

  it("returns to an agent the policies in force that may apply to it, without their text", async () => {
    const fresh = await api.createOrg("Agents");
    for (const [name, ...actions] of [
      ["exact", "refund.issue"],
      ["below", "refund.*"],
      ["all", "*"],
      ["other", "email.send"],
      ["deeper", "refund.issue.large"],
    ] as const)
      await fresh.publish(allow(name, ...actions));
    await save(allow("drafted", "refund.issue"), fresh.owner);
    const { body: agent } = await org.post("agents", { name: "narrow", capabilities: ["refund.issue"] }, fresh.owner);
    const { body: key } = await org.post(`agents/${agent.id}/keys`, { name: "k" }, fresh.owner);
    const names = async (query: string) =>
      (await org.get(`policies${query}`, key.api_key)).body.data.map((row: { name: string }) => row.name);
    expect(await names("")).toEqual(["all", "below", "exact"]);
    expect(await names("?scope=org")).toEqual(["all", "below", "deeper", "exact", "other"]);
    const paged = (await org.get("policies?limit=2", key.api_key)).body;
    expect(paged).toMatchObject({ data: [{ name: "all" }, { name: "below" }], has_more: true });
    expect((await org.get(`policies?limit=2&cursor=${paged.next_cursor}`, key.api_key)).body).toMatchObject({
      data: [{ name: "exact" }],
      has_more: false,
    });
    expect((await org.get(`policies/${paged.data[0].id}`, key.api_key)).body).toMatchObject({ status: 403 });
  });

  it("refuses a cursor of another list", async () => {
    expect((await org.get("policies?cursor=bm9wZQ")).body).toMatchObject({ status: 422, errors: [{ path: "cursor" }] });
  });
});
