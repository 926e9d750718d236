import { ORG_KEY_SCOPES, PERMISSIONS, type Permission, ROLES, ROUTES, type Role, type Route } from "@agentlattice/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PASSWORD, startTestApi, type TestApi, type TestOrg } from "./testing/api-fixture.ts";

/** Compares `you.can` with what the API answers. */
let api: TestApi;
let org: TestOrg;
/** Tokens by the name of the caller. */
const callers = new Map<string, string>();
const people = {} as Record<Role, { token: string; userId: string }>;
let ownAgent: string;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  for (const role of ROLES) {
    people[role] = await org.addMember(role);
    callers.set(role, people[role].token);
  }
  callers.set("agent", org.agentKey);
  for (const environment of ["prod", "staging"] as const) {
    const body = { name: `admin of ${environment}`, environment, scopes: [...ORG_KEY_SCOPES] };
    callers.set(`key of ${environment}`, (await api.call("POST", "keys", { token: org.owner, body })).body.api_key);
  }
  const body = { name: "own agent", capabilities: ["doc.*"] };
  ownAgent = (await api.call("POST", "agents", { token: people.member.token, body })).body.id;
});
afterAll(() => api.close());

const tokenOf = (caller: string) => callers.get(caller) ?? "";
const isPerson = (caller: string) => (ROLES as readonly string[]).includes(caller);
const NAMES = [...ROLES, "agent", "key of prod", "key of staging"];

async function rightsOf(caller: string): Promise<{ can: Permission[]; environments: string[]; assignable_roles: Role[] }> {
  const path = isPerson(caller) ? "auth/session" : "whoami";
  return (await api.call("GET", path, { token: tokenOf(caller) })).body.you;
}

/** Ids that nobody has, so that permitted requests change nothing. */
const ID = "01h455vb4pex5vsknk084sn02q";
const KINDS: Readonly<Record<string, string>> = {
  agents: "agt",
  actions: "evt",
  approvals: "apr",
  policies: "pol",
  delegations: "del",
  keys: "key",
};

describe("you.can of the session and of whoami", () => {
  it.each(NAMES)("contains the permissions that the API grants: %s", async (caller) => {
    const { can } = await rightsOf(caller);
    const granted = new Map<string, boolean>();
    for (const { operationId, access, method, path, body } of ROUTES as readonly Route[]) {
      // A stream does not end, and signing out ends the session of the test.
      if (access === "public" || ["streamEvents", "signOut", "endOtherSessions"].includes(operationId) || granted.get(access)) continue;
      const filled = path
        .replace(":key_id", `key_${ID}`)
        .replace(":user_id", `usr_${ID}`)
        .replace(":version", "1")
        .replace(/:id/, `${KINDS[path.split("/")[1] ?? ""] ?? "inv"}_${ID}`);
      const request = { token: tokenOf(caller), ...(body ? { body: {} } : {}) };
      const { code } = (await api.call(method.toUpperCase(), filled.slice(1), request)).body ?? {};
      granted.set(access, code !== "FORBIDDEN");
    }
    const routed = (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => granted.has(permission));
    expect(routed.filter((permission) => can.includes(permission))).toEqual(routed.filter((permission) => granted.get(permission)));
  });

  it("contains the environments of the caller", async () => {
    const environments = await Promise.all(NAMES.map(async (caller) => [caller, (await rightsOf(caller)).environments]));
    const all = ["prod", "staging", "dev"];
    expect(Object.fromEntries(environments)).toEqual({
      ...Object.fromEntries(ROLES.map((role) => [role, all])),
      agent: ["prod"],
      "key of prod": all,
      "key of staging": ["staging"],
    });
  });

  it.each(ROLES)("contains the roles that a person may assign: %s", async (caller) => {
    const { assignable_roles } = await rightsOf(caller);
    const accepted: Role[] = [];
    for (const role of ROLES) {
      const body = { email: `${caller}-${role}@acme.test`, role };
      if ((await api.call("POST", "invitations", { token: tokenOf(caller), body })).status === 201) accepted.push(role);
    }
    expect(assignable_roles).toEqual(accepted);
  });

  it("is part of the answer that starts a session", async () => {
    const { body } = await api.call("POST", "auth/sign-in", { body: { email: org.ownerEmail, password: PASSWORD } });
    expect(body.you).toEqual(await rightsOf("owner"));
  });
});

describe("you.can of an object", () => {
  /** Calls an operation and returns true unless the caller is refused. */
  const isAccepted = async (caller: string, method: string, path: string, body?: object) => {
    const { status, body: answer } = await api.call(method, path, { token: tokenOf(caller), ...(body ? { body } : {}) });
    expect(status, answer?.detail).toBeLessThan(500);
    return status < 300;
  };
  const read = async (caller: string, path: string) => (await api.call("GET", path, { token: tokenOf(caller) })).body;

  it.each(NAMES)("an agent and its keys: %s", async (caller) => {
    const agentId = caller === "member" ? ownAgent : org.agentId;
    const environment = caller === "key of staging" ? "staging" : "prod";
    const agent = await read(caller, `agents/${agentId}`);
    expect(agent.you.can.includes("changeAgent")).toBe(await isAccepted(caller, "PATCH", `agents/${agentId}`, { description: caller }));
    const created = await isAccepted(caller, "POST", `agents/${agentId}/keys`, { name: "of the test", environment });
    expect(agent.you.can.includes("createAgentKey")).toBe(created);
    if (!created) await api.call("POST", `agents/${agentId}/keys`, { token: org.owner, body: { name: "of the test", environment } });
    const [key] = (await read(caller, `agents/${agentId}/keys`)).data;
    expect(key.name).toBe("of the test");
    const rotated = await isAccepted(caller, "POST", `agents/${agentId}/keys/${key.id}/rotate`, { overlap: 60 });
    expect(key.you.can.includes("rotateAgentKey")).toBe(rotated);
    expect(key.you.can.includes("revokeAgentKey")).toBe(await isAccepted(caller, "DELETE", `agents/${agentId}/keys/${key.id}`));
    expect(key.you.can.filter((operation: string) => operation.endsWith("OrgKey"))).toEqual([]);
    const ended = (await read(caller, `agents/${agentId}/keys`)).data.find(
      ({ id, revoked_at }: { id: string; revoked_at: string | null }) => id === key.id && revoked_at,
    );
    if (ended) expect(ended.you.can).toEqual([]);
  });

  it.each(["owner", "admin"])("keys of the organisation: %s", async (caller) => {
    const body = { name: "of the test", scopes: ["audit:read"] };
    const { id, you } = (await api.call("POST", "keys", { token: tokenOf(caller), body })).body;
    expect(you.can).toEqual(["rotateOrgKey", "revokeOrgKey"]);
    expect(await isAccepted(caller, "POST", `keys/${id}/rotate`, {})).toBe(true);
    expect(await isAccepted(caller, "DELETE", `keys/${id}`)).toBe(true);
  });

  it.each(["owner", "admin", "auditor"])("members: %s", async (caller) => {
    const newcomers = await Promise.all((["owner", "operator"] as const).map((role) => org.addMember(role)));
    const { data } = await read(caller, "members?limit=100");
    for (const { userId } of newcomers) {
      const { role, you } = data.find(({ id }: { id: string }) => id === userId);
      expect(you.can.includes("changeMember"), role).toBe(await isAccepted(caller, "PATCH", `members/${userId}`, { role: "member" }));
      // The role is restored, because it decides whether the person can be removed.
      await api.call("PATCH", `members/${userId}`, { token: org.owner, body: { role } });
      expect(you.can.includes("removeMember"), role).toBe(await isAccepted(caller, "DELETE", `members/${userId}`));
    }
  });

  it("the only owner", async () => {
    const lone = await api.createOrg("Lone");
    const { data } = (await api.call("GET", "members", { token: lone.owner })).body;
    const owners = data.filter(({ role }: { role: Role }) => role === "owner");
    expect(owners.map(({ you }: { you: { can: string[] } }) => you.can)).toEqual([[]]);
  });

  it.each(["owner", "admin"])("invitations: %s", async (caller) => {
    for (const role of ["owner", "member"]) {
      const body = { email: `invited-${caller}-${role}@acme.test`, role };
      const { id } = (await api.call("POST", "invitations", { token: org.owner, body })).body;
      const { you } = (await read(caller, "invitations?limit=100")).data.find((invitation: { id: string }) => invitation.id === id);
      expect(you.can.includes("resendInvitation"), role).toBe(await isAccepted(caller, "POST", `invitations/${id}/resend`));
      expect(you.can.includes("revokeInvitation"), role).toBe(await isAccepted(caller, "DELETE", `invitations/${id}`));
    }
  });

  it.each(NAMES)("delegations: %s", async (caller) => {
    const parent = caller === "member" ? ownAgent : org.agentId;
    const environment = caller === "key of staging" ? "staging" : "prod";
    const body = { parent, name: `child of ${caller.replaceAll(" ", "-")}`, capabilities: ["doc.read"], ttl: 600, environment };
    const created = await api.call("POST", "delegations", { token: org.owner, body });
    expect(created, created.text).toMatchObject({ status: 201, body: { you: { can: ["revokeDelegation"] } } });
    const { id } = created.body;
    const { you } = await read(caller, `delegations/${id}`);
    expect(you.can.includes("revokeDelegation")).toBe(await isAccepted(caller, "DELETE", `delegations/${id}`));
    await api.call("DELETE", `delegations/${id}`, { token: org.owner });
    expect((await read(caller, `delegations/${id}`)).you.can).toEqual([]);
  });
});
