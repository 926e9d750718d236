import { PERMISSIONS, type Permission, ROLES } from "@agentlattice/contract";
import { grantOrgScope } from "@agentlattice/db";
import { describe, expect, test } from "vitest";
import { authorise } from "./authorise.ts";
import type { Principal } from "./principal.ts";

const scope = grantOrgScope("01900000-0000-7000-8000-000000000001");
const never = () => Promise.reject(new Error("not asked"));
const person = (role: (typeof ROLES)[number]): Principal => ({
  kind: "person",
  scope,
  configVersion: 1,
  userId: "u",
  role,
  email: "e",
  name: "n",
  sessionId: "s",
  unconfirmed: false,
  expiresAt: 0,
  purgeAt: null,
  refresh: never,
});
const agent: Principal = {
  kind: "agent",
  scope,
  configVersion: 1,
  agentId: "a",
  keyId: "k",
  environment: "prod",
  name: "a",
  capabilities: ["*"],
  labels: {},
  ownerId: null,
  keyCreatedBy: null,
  delegation: null,
  stopped: null,
  refresh: never,
};
const orgKey = (scopes: string[]): Principal => ({
  kind: "org_key",
  scope,
  configVersion: 1,
  keyId: "k",
  environment: "prod",
  keyCreatedBy: null,
  scopes: scopes as never,
  withheld: { role: "owner", scopes: [] },
  refresh: never,
});

const holds = (principal: Principal, permission: Permission) => {
  try {
    authorise(principal, permission);
    return true;
  } catch {
    return false;
  }
};

/** The table of the documentation, spelled out again: a change there must be meant. */
const TABLE: Record<Permission, string> = {
  "actions:submit": "agent",
  "budgets:reserve": "agent",
  "budgets:read": "owner admin operator auditor member agent audit:read",
  "runs:read": "owner admin operator auditor member agent audit:read",
  "approvals:read": "owner admin operator auditor agent",
  "approvals:decide": "owner admin operator",
  "approvals:break_glass": "owner admin",
  "approvals:quality": "owner admin auditor",
  "grants:read": "owner admin operator auditor",
  "groups:read": "owner admin operator auditor",
  "groups:write": "owner admin",
  "policies:read": "owner admin operator auditor member agent policies:read",
  "policies:write": "owner admin member policies:write",
  "policies:publish": "owner admin policies:publish",
  "policies:review": "owner admin",
  "agents:read": "owner admin operator auditor member agent agents:write",
  "agents:write": "owner admin member agents:write",
  "delegations:read": "owner admin operator auditor member agent delegations:write",
  "delegations:write": "owner admin operator member agent delegations:write",
  "halts:read": "owner admin operator auditor member agent audit:read",
  "halts:write": "owner admin operator",
  "halts:resume": "owner admin",
  "halts:acknowledge": "agent",
  "drills:read": "owner admin operator auditor member",
  "drills:write": "owner admin",
  "breakers:write": "owner admin",
  "identity_keys:write": "owner admin",
  "ledger_keys:rotate": "owner",
  "presence:report": "agent",
  "anomalies:read": "owner admin operator auditor member agent audit:read",
  "anomalies:write": "owner admin operator",
  "audit:read": "owner admin operator auditor member agent audit:read",
  "audit:verify": "owner admin operator auditor member agent audit:read",
  "audit:attest": "owner admin operator auditor audit:read",
  "audit:export": "owner admin auditor audit:export",
  "audit:payloads": "owner admin operator auditor audit:export",
  "compliance:read": "owner admin operator auditor audit:read",
  "audit:placeholders": "owner auditor",
  "sidecar:use": "owner admin operator auditor member agent any",
  "posture:read": "owner admin operator auditor member agent posture:read",
  "permits:consume": "permits:consume",
  "keys:write": "owner admin",
  "members:read": "owner admin auditor",
  "members:write": "owner admin",
  "owners:write": "owner",
  "channels:write": "owner admin",
  "settings:write": "owner admin",
  "settings:review": "owner",
  "organisation:delete": "owner",
  whoami: "agent any",
  session: "owner admin operator auditor member",
};

describe.each(Object.keys(PERMISSIONS) as Permission[])("%s", (permission) => {
  const holders = new Set(TABLE[permission].split(" "));
  test.each(ROLES)("%s", (role) => expect(holds(person(role), permission)).toBe(holders.has(role)));
  test("agent key", () => expect(holds(agent, permission)).toBe(holders.has("agent")));
  test("organisation key without the scope", () => expect(holds(orgKey([]), permission)).toBe(holders.has("any")));
  test("organisation key with every scope", () => {
    const scopes = [
      "policies:read",
      "policies:write",
      "policies:publish",
      "agents:write",
      "delegations:write",
      "audit:read",
      "audit:export",
      "posture:read",
      "permits:consume",
    ];
    expect(holds(orgKey(scopes), permission)).toBe([...holders].some((holder) => holder.includes(":") || holder === "any"));
  });
});

test("no key of any kind decides an approval", () => {
  expect(() => authorise(agent, "approvals:decide")).toThrow("cannot have the permission");
  expect(() => authorise(orgKey(["permits:consume"]), "approvals:decide")).toThrow("cannot have the permission");
});

test("a refused key gets the credentials that have the permission", () => {
  expect(() => authorise(orgKey([]), "approvals:read")).toThrow(
    "An organisation key cannot have the permission approvals:read. Sign in as a person with the role owner or admin or operator or auditor, or use the key of an agent.",
  );
  expect(() => authorise(orgKey([]), "actions:submit")).toThrow(
    "An organisation key cannot have the permission actions:submit. Use the key of an agent.",
  );
  expect(() => authorise(orgKey([]), "policies:write")).toThrow("Create a key with this scope.");
});
