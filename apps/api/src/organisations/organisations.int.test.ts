import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { seedBeside } from "../testing/seed-beside.ts";

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterAll(() => api.close());
beforeEach(() => api.database.inspect("DELETE FROM app.attempt"));

const rename = (token: string, name: string) => api.call("PATCH", "org", { token, body: { name } });
const remove = (token: string, name: string) => api.call("DELETE", "org", { token, body: { name } });

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
  it("is an entry whose leaf does not hold the name", async () => {
    expect((await rename(org.owner, "  Acme   Europe ")).body).toMatchObject({ id: org.orgId, name: "Acme Europe" });
    expect((await api.call("GET", "org", { token: org.owner })).body.name).toBe("Acme Europe");
    const { data } = (await api.call("GET", "audit/events?limit=1", { token: org.owner })).body;
    expect(data[0]).toMatchObject({ kind: "organisation.changed", subject: { type: "organisation", id: org.orgId } });
    const leaves = await api.database.inspect<{ text: string }>("SELECT convert_from(bytes, 'utf8') AS text FROM app.ledger_entry");
    expect(leaves.map((leaf) => leaf.text).join()).not.toContain("Europe");
    for (const bad of ["", "<i>x</i>", "x".repeat(81), "a\u202eb"]) expect((await rename(org.owner, bad)).status).toBe(422);
  });
});

describe("moving the clock", () => {
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

  it("binds the next decision, on record, and is no entry when nothing changes", async () => {
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

  it("is not an admin's where widenings are reviewed, and never a member's", async () => {
    const admin = (await far.addMember("admin")).token;
    expect((await move(admin, "Asia/Tokyo")).status).toBe(200);
    await api.call("PATCH", "policies/settings", { token: far.owner, body: { review_widenings: true } });
    expect(await move(admin, "UTC")).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
    expect((await move(far.owner, "UTC")).status).toBe(200);
    expect((await move((await far.addMember("member")).token, "Asia/Tokyo")).status).toBe(403);
    expect((await api.call("PATCH", "org", { token: far.owner, body: {} })).status).toBe(422);
  });
});

describe("removing", () => {
  it("needs the name, exactly, and an owner", async () => {
    const kept = await api.createOrg("Kept");
    for (const name of ["kept", "Kept ", ""]) {
      const { body } = await remove(kept.owner, name);
      expect(body).toMatchObject({ status: 422, errors: [{ path: "name" }] });
    }
    const admin = await kept.addMember("admin");
    expect((await remove(admin.token, "Kept")).body).toMatchObject({ status: 403, code: "FORBIDDEN" });
    expect((await api.call("DELETE", "org", { token: kept.owner })).status).toBe(422);
    expect((await api.call("GET", "whoami", { token: kept.agentKey })).status).toBe(200);
  });

  it("really deletes every row, also what is append-only, and leaves a neighbour as it was", async () => {
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

    expect((await remove(gone.owner, "Gone")).status).toBe(204);
    expect(await rowsOf(gone.orgId)).toEqual({});
    for (const token of [gone.owner, operator.token, gone.agentKey, gone.orgKey, accepted.body.token])
      expect((await api.call("GET", "agents", { token })).status).toBe(401);
    const people = await api.database.inspect<{ email: string }>("SELECT email FROM app.app_user");
    expect(people.map((person) => person.email)).toContain("stays@new.test");
    expect(people.map((person) => person.email)).not.toContain(operator.email);
    expect((await api.call("GET", "auth/session", { token: elsewhere.body.token })).body.memberships).toHaveLength(1);
    const after = await rowsOf(org.orgId);
    for (const [table, count] of Object.entries(before)) expect(after[table], table).toBeGreaterThanOrEqual(count);
    expect((await api.call("GET", "audit/verify", { token: org.owner })).body).toMatchObject({ chain_valid: true });
  });

  it("shuts out keys in another process too, within two seconds", async () => {
    const gone = await api.createOrg("Shut");
    const process = await api.startProcess();
    expect((await process.call("GET", "whoami", { token: gone.agentKey })).status).toBe(200);
    await remove(gone.owner, "Shut");
    await expect.poll(async () => (await process.call("GET", "whoami", { token: gone.agentKey })).status, { timeout: 4_000 }).toBe(401);
    const submitted = await process.call("POST", "actions", { token: gone.agentKey, body: { action_type: "pr.merge" } });
    expect(submitted.status).toBeGreaterThanOrEqual(400);
  });

  it("that was interrupted is shut already, and the housekeeper finishes it", async () => {
    const half = await api.createOrg("Half");
    await api.database.inspect("UPDATE app.organisation SET removed_at = now() WHERE org_id = $1", [decodeId("org", half.orgId)]);
    expect(await api.deps.database.lookups.removedOrganisations()).toEqual([decodeId("org", half.orgId)]);
    expect(await api.deps.database.removeOrganisation(decodeId("org", half.orgId) as string)).toBe(true);
    expect(await rowsOf(half.orgId)).toEqual({});
  });

  it("is nothing that the database does for an organisation that nobody removed", async () => {
    expect(await api.deps.database.removeOrganisation(decodeId("org", org.orgId) as string)).toBe(false);
    expect(Object.keys(await rowsOf(org.orgId)).length).toBeGreaterThan(5);
  });

  it("reaches every table that has an organisation", async () => {
    const missing = await api.database.inspect(
      `SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
       WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p')
         AND NOT (has_table_privilege('al_lookup', c.oid, 'DELETE') AND EXISTS (SELECT FROM pg_policies p WHERE p.tablename = c.relname AND p.policyname = 'removal'))`,
    );
    expect(missing, "a migration after the one called removal gives its tables the policy and the grant of that one").toEqual([]);
  });

  it("takes the sample data away", async () => {
    const demo = await seedBeside<{ org_id: string; org_name: string; email: string; password: string }>(api, "demo");
    const { token } = (await api.call("POST", "auth/sign-in", { body: { email: demo.email, password: demo.password } })).body;
    expect((await api.call("GET", "org", { token })).body.sample).toBe(true);
    expect((await remove(token, demo.org_name)).status).toBe(204);
    expect(await rowsOf(demo.org_id)).toEqual({});
    expect((await api.call("POST", "auth/sign-in", { body: { email: demo.email, password: demo.password } })).status).toBe(401);
  });
});
