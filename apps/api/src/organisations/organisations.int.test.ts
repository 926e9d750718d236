import { decodeId } from "@agentlattice/core";
import { openCheckpoint } from "@agentlattice/core/ledger";
import { sha256, verifyEd25519 } from "@agentlattice/db";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { PASSWORD, policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { seedBeside } from "../testing/seed-beside.ts";
import { purgeOrganisations } from "./purge-organisations.ts";

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterAll(() => api.close());
beforeEach(() => api.database.inspect("DELETE FROM app.attempt"));

const rename = (token: string, name: string) => api.call("PATCH", "org", { token, body: { name } });
const remove = (from: TestOrg, name: string, password = PASSWORD) =>
  api.call("DELETE", "org", { token: from.owner, body: { name, password } });
/** Moves the start of the grace period 7 days back. */
const passGrace = (orgId: string) =>
  api.database.inspect("UPDATE app.organisation SET purge_at = purge_at - interval '7 days' WHERE org_id = $1", [decodeId("org", orgId)]);

/** Every table with an organisation in it, and how many rows of this one it has. */
async function rowsOf(orgId: string): Promise<Record<string, number>> {
  const tables = await api.database.inspect<{ name: string }>(
    "SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id' WHERE c.relnamespace = 'app'::regnamespace AND c.relkind = 'r'",
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await api.database.inspect<{ n: string }>(`SELECT count(*) AS n FROM app.${name} WHERE org_id = $1`, [
      decodeId("org", orgId),
    ]);
    if (Number(row?.n) > 0) counts[name] = Number(row?.n);
  }
  return counts;
}

describe("renaming", () => {
  it("is recorded in an entry whose leaf does not contain the name", async () => {
    expect((await rename(org.owner, "  Acme   Europe ")).body).toMatchObject({ id: org.orgId, name: "Acme Europe" });
    expect((await api.call("GET", "org", { token: org.owner })).body.name).toBe("Acme Europe");
    const { data } = (await api.call("GET", "audit/events?limit=1", { token: org.owner })).body;
    expect(data[0]).toMatchObject({ kind: "organisation.changed", subject: { type: "organisation", id: org.orgId } });
    const leaves = await api.database.inspect<{ text: string }>("SELECT convert_from(bytes, 'utf8') AS text FROM app.ledger_entry");
    expect(leaves.map((leaf) => leaf.text).join()).not.toContain("Europe");
    for (const bad of ["", "<i>x</i>", "x".repeat(81), "a\u202eb"]) expect((await rename(org.owner, bad)).status).toBe(422);
  });
});

describe("changing the time zone", () => {
  const move = (token: string, zone: unknown, more: object = {}) => api.call("PATCH", "org", { token, body: { zone, ...more } });
  const submit = async () =>
    (await api.call("POST", "actions", { token: far.agentKey, body: { action_type: "deploy.run" } })).body.decision;
  let far: TestOrg;
  beforeAll(async () => {
    far = await api.createOrg();
    const spec = {
      match: { actions: ["deploy.run"] },
      require: [{ field: "time.zone", operator: "eq", value: "Pacific/Auckland" }],
      effect: "allow",
    };
    await far.publish(policy("down-under", spec));
  });

  it("applies to the next decision and is recorded, and records nothing without a change", async () => {
    expect((await submit()).status).toBe("denied");
    expect((await move(far.owner, "Pacific/Auckland")).body).toMatchObject({ zone: "Pacific/Auckland" });
    expect((await submit()).status).toBe("executed");
    const changes = async () => (await api.call("GET", "audit/events?kind=organisation.changed", { token: far.owner })).body.data.length;
    expect(await changes()).toBe(1);
    await move(far.owner, "Pacific/Auckland");
    expect(await changes()).toBe(1);
    await move(far.owner, "Europe/Berlin", { name: "Moved" });
    expect(await changes()).toBe(3);
  });

  it.each(["Mars/Olympus", "", "Europe/Berlin; DROP", "+25:00", 5, null])("refuses %j", async (zone) => {
    expect(await move(far.owner, zone)).toMatchObject({ status: 422, body: { errors: [{ path: "zone" }] } });
  });

  it("requires an owner where widenings are reviewed, and is never allowed for members", async () => {
    const admin = (await far.addMember("admin")).token;
    expect((await move(admin, "Asia/Tokyo")).status).toBe(200);
    await api.call("PATCH", "policies/settings", { token: far.owner, body: { review_widenings: true } });
    expect(await move(admin, "UTC")).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
    expect((await move(far.owner, "UTC")).status).toBe(200);
    expect((await move((await far.addMember("member")).token, "Asia/Tokyo")).status).toBe(403);
    expect((await api.call("PATCH", "org", { token: far.owner, body: {} })).status).toBe(422);
  });
});

describe("deleting", () => {
  it("requires the exact name, the password again, and an owner", async () => {
    const kept = await api.createOrg("Kept");
    for (const name of ["kept", "Kept ", ""]) {
      const { body } = await remove(kept, name);
      expect(body).toMatchObject({ status: 422, errors: [{ path: "name" }] });
    }
    expect((await remove(kept, "Kept", "another password")).body).toMatchObject({ status: 401, code: "INVALID_CREDENTIALS" });
    const bare = await api.call("DELETE", "org", { token: kept.owner, body: { name: "Kept" } });
    expect(bare.body).toMatchObject({ status: 422, errors: [{ path: "password" }] });
    const admin = await kept.addMember("admin");
    const byAdmin = await api.call("DELETE", "org", { token: admin.token, body: { name: "Kept", password: "x" } });
    expect(byAdmin.body).toMatchObject({ status: 403, code: "FORBIDDEN" });
    expect((await api.call("DELETE", "org", { token: kept.owner })).status).toBe(422);
    expect((await api.call("GET", "whoami", { token: kept.agentKey })).status).toBe(200);
    expect((await api.call("POST", "org/restore", { token: kept.owner })).body.code).toBe("NOT_CLOSING");
  });

  it("ends event streams and wakes waiting gates at once, with the reason, in every process", async () => {
    const org = await api.createOrg("Streams");
    await org.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve" }));
    const { body: asked } = await api.call("POST", "actions", { token: org.agentKey, body: { action_type: "pr.merge" } });
    const operator = await org.addMember("operator");
    const other = await api.startProcess();
    const processes = [api.fetch, other.fetch];
    const streams = await Promise.all(
      processes.flatMap((fetch) =>
        [org.agentKey, org.orgKey, operator.token].map((token) =>
          fetch("/api/v1/events/stream", { headers: { authorization: `Bearer ${token}` } }),
        ),
      ),
    );
    expect(streams.map(({ status }) => status)).toEqual(Array(6).fill(200));
    const ended = Promise.all(streams.map((stream) => stream.text()));
    const waiting = Promise.all(
      processes.flatMap((fetch) => [
        fetch(`/api/v1/approvals/${asked.approval_id}`, { headers: { authorization: `Bearer ${org.agentKey}`, prefer: "wait=30" } }),
        fetch("/api/v1/actions", {
          method: "POST",
          headers: { authorization: `Bearer ${org.agentKey}`, "content-type": "application/json", prefer: "wait=30" },
          body: JSON.stringify({ action_type: "pr.merge" }),
        }),
      ]),
    );
    await vi.waitFor(() => expect([api.deps.waiters.size, other.deps.waiters.size]).toEqual([2, 2]), { timeout: 10_000 });
    const started = Date.now();
    expect((await remove(org, "Streams")).status).toBe(204);
    for (const answer of await waiting)
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([403, "ORGANISATION_CLOSING"]);
    await ended;
    expect(Date.now() - started).toBeLessThan(1_400);
    other.close();
  });

  it("refuses keys and people except owners during the grace period, and any owner can cancel it", async () => {
    const org = await api.createOrg("Grace");
    await org.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve" }));
    const { body: asked } = await api.call("POST", "actions", { token: org.agentKey, body: { action_type: "pr.merge" } });
    const operator = await org.addMember("operator");
    const second = await org.addMember("owner");
    expect((await remove(org, "Grace")).status).toBe(204);

    for (const [method, path] of [
      ["POST", "actions"],
      ["GET", "whoami"],
      ["GET", `approvals/${asked.approval_id}`],
    ] as const)
      for (const token of [org.agentKey, org.orgKey]) {
        const body = method === "POST" ? { action_type: "pr.merge" } : undefined;
        expect((await api.call(method, path, { token, body })).body).toMatchObject({ status: 403, code: "ORGANISATION_CLOSING" });
      }
    expect((await api.call("GET", "agents", { token: operator.token })).body.code).toBe("ORGANISATION_CLOSING");
    expect((await api.call("GET", "auth/session", { token: operator.token })).status).toBe(200);
    const signIn = (email: string) => api.call("POST", "auth/sign-in", { body: { email, password: PASSWORD } });
    expect((await signIn(operator.email)).body.code).toBe("ORGANISATION_CLOSING");

    const owner = (await signIn(second.email)).body;
    const due = Date.parse(owner.purge_at) - Date.now();
    expect(due / 3_600_000).toBeGreaterThan(7 * 24 - 1);
    expect(due / 3_600_000).toBeLessThanOrEqual(7 * 24);
    expect((await api.call("GET", "audit/verify", { token: owner.token })).body.chain_valid).toBe(true);
    expect((await api.call("PATCH", "org", { token: owner.token, body: { name: "New" } })).body.code).toBe("ORGANISATION_CLOSING");
    expect((await api.call("DELETE", "org", { token: org.owner, body: { name: "Grace", password: PASSWORD } })).body.code).toBe(
      "ORGANISATION_CLOSING",
    );
    expect((await api.call("GET", `tombstones/${org.orgId}`)).status).toBe(404);

    expect((await api.call("POST", "org/restore", { token: owner.token })).body).toMatchObject({ name: "Grace", purge_at: null });
    expect((await api.call("POST", "actions", { token: org.agentKey, body: { action_type: "pr.merge" } })).status).toBe(202);
    expect((await api.call("GET", "agents", { token: operator.token })).status).toBe(200);
    const { data } = (await api.call("GET", "audit/events?kind=organisation.changed", { token: org.owner })).body;
    const leaves = await Promise.all(
      data.map(async ({ id }: { id: string }) => (await api.call("GET", `audit/events/${id}`, { token: org.owner })).body),
    );
    const text = JSON.stringify(leaves);
    for (const change of ["deletion_requested", "deletion_undone"]) expect(text).toContain(change);
  });

  it("deletes every row after the grace period, once, and keeps the signed head without a name", async () => {
    const before = await rowsOf(org.orgId);
    const gone = await api.createOrg("Gone");
    await gone.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve" }));
    const ask = (await api.call("POST", "actions", { token: gone.agentKey, body: { action_type: "pr.merge" } })).body;
    const operator = await gone.addMember("operator");
    const { digest } = (await api.call("GET", `approvals/${ask.approval_id}`, { token: operator.token })).body;
    await api.call("POST", `approvals/${ask.approval_id}/decision`, { token: operator.token, body: { decision: "approve", digest } });
    await api.call("POST", `approvals/${ask.approval_id}/collect`, { token: gone.agentKey, body: {} });
    await api.call("POST", `actions/${ask.audit_event_id}/report`, { token: gone.agentKey, body: { status: "success" } });
    const made = await rowsOf(gone.orgId);
    expect(Object.keys(made)).toEqual(
      expect.arrayContaining(["ledger_entry", "approval_vote", "permit", "policy_version", "action_report"]),
    );
    const both = (await api.call("POST", "invitations", { token: gone.owner, body: { email: "stays@new.test", role: "member" } })).body;
    const accepted = await api.call("POST", "invitations/accept", { body: { token: both.token, password: "three small boats at noon" } });
    const second = (await api.call("POST", "invitations", { token: org.owner, body: { email: "stays@new.test", role: "member" } })).body;
    const elsewhere = await api.call("POST", "invitations/accept", { token: accepted.body.token, body: { token: second.token } });

    expect((await remove(gone, "Gone")).status).toBe(204);
    await purgeOrganisations(api.deps);
    expect((await rowsOf(gone.orgId)).ledger_entry).toBeGreaterThan(0);
    const process = await api.startProcess();
    await passGrace(gone.orgId);
    await Promise.all([purgeOrganisations(api.deps), purgeOrganisations(process.deps), purgeOrganisations(api.deps)]);
    expect(await rowsOf(gone.orgId)).toEqual({ organisation_tombstone: 1 });
    for (const token of [gone.owner, operator.token, gone.agentKey, gone.orgKey, accepted.body.token])
      expect((await api.call("GET", "agents", { token })).status).toBe(401);
    const { body: tombstone } = await api.call("GET", `tombstones/${gone.orgId}`);
    const note = openCheckpoint(sha256, verifyEd25519, { note: tombstone.checkpoint, vkey: tombstone.vkey });
    expect(note).toMatchObject({ ok: true, origin: tombstone.origin, size: tombstone.size });
    expect(JSON.stringify(tombstone)).not.toMatch(/usr_|@|Gone|Olive/);
    const people = await api.database.inspect<{ email: string }>("SELECT email FROM app.app_user");
    expect(people.map((person) => person.email)).toContain("stays@new.test");
    expect(people.map((person) => person.email)).not.toContain(operator.email);
    expect((await api.call("GET", "auth/session", { token: elsewhere.body.token })).body.memberships).toHaveLength(1);
    const after = await rowsOf(org.orgId);
    for (const [table, count] of Object.entries(before)) expect(after[table], table).toBeGreaterThanOrEqual(count);
    expect((await api.call("GET", "audit/verify", { token: org.owner })).body).toMatchObject({ chain_valid: true });
  });

  it("refuses keys in another process within two seconds", async () => {
    const gone = await api.createOrg("Shut");
    const process = await api.startProcess();
    expect((await process.call("GET", "whoami", { token: gone.agentKey })).status).toBe(200);
    await remove(gone, "Shut");
    await expect.poll(async () => (await process.call("GET", "whoami", { token: gone.agentKey })).status, { timeout: 4_000 }).toBe(403);
    const submitted = await process.call("POST", "actions", { token: gone.agentKey, body: { action_type: "pr.merge" } });
    expect(submitted.body.code).toBe("ORGANISATION_CLOSING");
  });

  it("is completed after an interruption, and cannot be cancelled after the log ended", async () => {
    const half = await api.createOrg("Half");
    await remove(half, "Half");
    await passGrace(half.orgId);
    await api.database.inspect("UPDATE app.organisation SET removed_at = now() WHERE org_id = $1", [decodeId("org", half.orgId)]);
    expect((await api.call("POST", "org/restore", { token: half.owner })).body.code).toBe("NOT_CLOSING");
    await purgeOrganisations(api.deps);
    expect(await rowsOf(half.orgId)).toEqual({ organisation_tombstone: 1 });
  });

  it("is refused by the database for an organisation whose log has not ended", async () => {
    const head = { origin: "o", size: 1, checkpoint: "c", vkey: "v" };
    expect(await api.deps.database.removeOrganisation(decodeId("org", org.orgId) as string, head)).toBe(false);
    expect(Object.keys(await rowsOf(org.orgId)).length).toBeGreaterThan(5);
    expect((await api.call("GET", `tombstones/${org.orgId}`)).status).toBe(404);
  });

  it("covers every table with an organisation", async () => {
    const missing = await api.database.inspect(
      `SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
       WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p')
         AND c.relname <> 'organisation_tombstone'
         AND NOT (has_table_privilege('al_lookup', c.oid, 'DELETE') AND EXISTS (SELECT FROM pg_policies p WHERE p.tablename = c.relname AND p.policyname = 'removal'))`,
    );
    expect(missing, "a migration that adds a table gives it the policy `removal` and the grants of the migration `access`").toEqual([]);
  });

  it("replaces a sample with an empty organisation of its owner, and deletes nothing else", async () => {
    type Sample = {
      org_id: string;
      email: string;
      password: string;
      operator_email: string;
      operator_password: string;
      agent_api_key: string;
      second: Sample;
    };
    const sample = await seedBeside<Sample>(api, "two-orgs");
    const signIn = async ({ email, password }: { email: string; password: string }) =>
      api.call("POST", "auth/sign-in", { body: { email, password } });
    const { token } = (await signIn(sample)).body;
    const operator = await signIn({ email: sample.operator_email, password: sample.operator_password });
    const byOperator = await api.call("POST", "org/remove-sample", { token: operator.body.token, body: { name: "Acme" } });
    expect(byOperator.body).toMatchObject({ status: 403, code: "FORBIDDEN" });
    for (const body of [{}, { name: "" }, { name: "Acme", password: "x" }])
      expect((await api.call("POST", "org/remove-sample", { token, body })).status).toBe(422);
    expect((await api.call("POST", "org/remove-sample", { token: org.owner, body: { name: "Acme" } })).body.code).toBe("NOT_SAMPLE");

    const removed = await api.call("POST", "org/remove-sample", { token, body: { name: "Acme" } });
    expect(removed).toMatchObject({ status: 201, body: { name: "Acme", sample: false, purge_at: null, zone: "Europe/Berlin" } });
    expect((await api.call("GET", "whoami", { token: sample.agent_api_key })).body.code).toBe("ORGANISATION_CLOSING");
    const switched = await api.call("POST", "auth/switch", { token, body: { org_id: removed.body.id } });
    const next = switched.body.token as string;
    expect(switched.body).toMatchObject({ role: "owner", org_id: removed.body.id });
    for (const path of ["agents", "policies", "approvals?status=all", "runs", "anomalies", "delegations"])
      expect((await api.call("GET", path, { token: next })).body.data, path).toEqual([]);
    expect((await api.call("GET", "overview", { token: next })).body.sample).toBe(false);
    const other = (await signIn(sample.second)).body.token;
    expect((await api.call("GET", "agents", { token: other })).body.data).toHaveLength(1);

    // Once it is deleted, a start creates no sample again.
    await passGrace(sample.org_id);
    await purgeOrganisations(api.deps);
    expect(await rowsOf(sample.org_id)).toEqual({ organisation_tombstone: 1 });
    expect((await signIn(sample)).body).toMatchObject({ org_id: removed.body.id });
    expect(await seedBeside(api, "demo")).toEqual({ existing: true, org_id: sample.org_id });
  });
});
