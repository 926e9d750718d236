import { GovernanceHealth } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import { grantOrgScope } from "@agentlattice/db";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { createGovernanceHealth } from "./governance-health.ts";

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  // Each test has an organisation of its own, because results are kept for some seconds.
  org = await api.createOrg();
});
afterAll(() => api.close());

const read = async (token = org.owner) => {
  const { status, body } = await api.call("GET", "health/governance", { token });
  expect(status).toBe(200);
  return GovernanceHealth.parse(body);
};
const scopeOf = ({ orgId }: TestOrg) => decodeId("org", orgId) as string;

it("returns only the status without a credential that may read the audit log", async () => {
  for (const path of ["health/governance", "/health/governance"])
    expect(await api.call("GET", path)).toMatchObject({ status: 200, body: { status: "ok" } });
  const { body } = await api.call("POST", "keys", { token: org.owner, body: { name: "score", scopes: ["posture:read"] } });
  for (const token of [undefined, body.api_key])
    expect((await api.call("GET", "health/governance", token ? { token } : {})).body).toEqual({ status: "ok" });
  expect((await api.call("GET", "health/governance", { token: `als_${"A".repeat(43)}` })).body.code).toBe("UNAUTHENTICATED");
  for (const token of [org.owner, org.orgKey, org.agentKey]) expect((await read(token)).status).toBe("ok");
});

it("returns every part, counted at request time", async () => {
  await org.publish(policy("docs", { match: { actions: ["doc.*"] }, effect: "allow" }));
  for (let i = 0; i < 3; i++) await api.call("POST", "actions", { token: org.agentKey, body: { action_type: "doc.read" } });
  const { size } = (await api.call("GET", "audit/checkpoint", { token: org.owner })).body;
  const found = await read();
  expect(found).toMatchObject({
    status: "ok",
    chain_integrity: { status: "unverified", signing: "signed", size, checked_from: 0, checked_to: size - 1, first_broken_at_row_id: null },
    key_resolution: { status: "ok", resolved: 4, unresolved: 0 },
    append_only_grants: { status: "ok", tables: [{ table: "ledger_entry" }, { table: "ledger_node" }, { table: "ledger_checkpoint" }] },
    write_latency: { status: "ok", window_seconds: 600 },
    last_verification: { status: "never", at: null },
  });
  expect(found.write_latency.samples).toBeGreaterThanOrEqual(3);
  expect(found.write_latency.p50_ms).toBeLessThanOrEqual(found.write_latency.p95_ms ?? 0);
});

it("names the last verification, and does not count as one", async () => {
  await read();
  const other = await api.createOrg();
  const verified = (await api.call("GET", "audit/verify", { token: other.owner })).body;
  expect(await read(other.owner)).toMatchObject({
    chain_integrity: { status: "verified" },
    last_verification: { status: "valid", size: verified.size, by: "server" },
  });
  expect(await api.database.inspect("SELECT FROM app.ledger_check WHERE org_id = $1", [scopeOf(org)])).toEqual([]);
});

it("detects a changed entry and a key that cannot be decrypted, in this organisation only", async () => {
  await api.database.inspect(
    `DO $$ BEGIN
      ALTER TABLE app.ledger_entry DISABLE TRIGGER USER;
      UPDATE app.ledger_entry SET bytes = set_byte(bytes, 20, 65) WHERE org_id = '${scopeOf(org)}' AND seq = 1;
      ALTER TABLE app.ledger_entry ENABLE TRIGGER USER;
    END $$`,
    [],
  );
  await api.database.inspect(
    "UPDATE app.org_key SET wrapped = set_byte(wrapped, 30, get_byte(wrapped, 30) # 1) WHERE org_id = $1 AND purpose = 'permit'",
    [scopeOf(org)],
  );
  expect(await read()).toMatchObject({
    status: "failed",
    chain_integrity: { status: "failed", first_broken_at_row_id: expect.stringMatching(/^evt_/) },
    key_resolution: { status: "failed", resolved: 3, unresolved: 1, unresolved_purposes: ["permit"] },
  });
  const untouched = await api.createOrg();
  expect((await read(untouched.owner)).status).toBe("ok");
});

it("detects a grant to change entries and a disabled trigger, also for anonymous callers", async () => {
  const fresh = () => createGovernanceHealth(api.deps).status();
  for (const [change, undo] of [
    ["GRANT UPDATE (kind) ON app.ledger_entry TO al_app", "REVOKE UPDATE (kind) ON app.ledger_entry FROM al_app"],
    ["GRANT DELETE ON app.ledger_checkpoint TO al_ledger", "REVOKE DELETE ON app.ledger_checkpoint FROM al_ledger"],
    ["GRANT TRUNCATE ON app.ledger_node TO PUBLIC", "REVOKE TRUNCATE ON app.ledger_node FROM PUBLIC"],
    ["ALTER TABLE app.ledger_entry DISABLE TRIGGER append_only", "ALTER TABLE app.ledger_entry ENABLE TRIGGER append_only"],
  ] as const) {
    await api.database.inspect(change);
    expect(await fresh(), change).toEqual({ status: "failed" });
    await api.database.inspect(undo);
    expect(await fresh(), undo).toEqual({ status: "ok" });
  }
});

it("reports parts that cannot be read as unknown, never as ok", async () => {
  await api.database.inspect("REVOKE SELECT ON app.org_key FROM al_app");
  const found = await read();
  await api.database.inspect("GRANT SELECT ON app.org_key TO al_app");
  expect(found).toMatchObject({ status: "unknown", key_resolution: { status: "unknown", resolved: null, unresolved: null } });
});

it("checks once for all callers within a few seconds", async () => {
  const reads = vi.spyOn(api.deps.database.governance, "appendOnly");
  const health = createGovernanceHealth(api.deps);
  expect(await Promise.all(Array.from({ length: 50 }, () => health.status()))).toEqual(Array(50).fill({ status: "ok" }));
  await Promise.all(Array.from({ length: 50 }, () => health.of(grantOrgScope(scopeOf(org)))));
  expect(reads).toHaveBeenCalledTimes(1);
  reads.mockRestore();
});
