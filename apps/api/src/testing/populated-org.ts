import { generateKeyPairSync } from "node:crypto";
import type { Route } from "@agentlattice/contract";
import { SoftwareAuthenticator } from "@agentlattice/test-kit/software-authenticator";
import { vi } from "vitest";
import { PASSWORD, policy, type TestApi, type TestOrg } from "./api-fixture.ts";

/** An organisation with one of everything that has an id. */
export interface Populated extends TestOrg {
  readonly ids: {
    agt: string;
    key: string;
    orgKey: string;
    pol: string;
    prv: string;
    apr: string;
    evt: string;
    usr: string;
    permit: string;
    run: string;
    rsv: string;
    grp: string;
    del: string;
    exported: string;
    inv: string;
    ses: string;
    whk: string;
    dlv: string;
    hlt: string;
    drl: string;
    psk: string;
    flt: string;
    psb: string;
    aik: string;
    ano: string;
  };
}

/** Creates one of everything that has an id. */
export async function populate(api: TestApi, org: TestOrg): Promise<Populated> {
  const pol = await org.publish(policy("asks", { match: { actions: ["pr.merge"] }, effect: "approve" }));
  const ask = async () =>
    (await api.call("POST", "actions", { token: org.agentKey, body: { action_type: "pr.merge", metadata: { repo: "r" } } })).body;
  const collected = await ask();
  const { digest } = (await api.call("GET", `approvals/${collected.approval_id}`, { token: org.owner })).body;
  await api.call("POST", `approvals/${collected.approval_id}/decision`, {
    token: (await org.addMember("admin")).token,
    body: { decision: "approve", digest },
  });
  const { permit } = (await api.call("POST", `approvals/${collected.approval_id}/collect`, { token: org.agentKey, body: {} })).body;
  const pending = await ask();
  const orgKey = (await api.call("POST", "keys", { token: org.owner, body: { name: "k", scopes: ["audit:read"] } })).body.id;
  const delegate = { name: "child", capabilities: ["doc.*"], ttl: 3600 };
  const del = (await api.call("POST", "delegations", { token: org.agentKey, body: delegate })).body.id;
  const [session] = (await api.call("GET", "auth/sessions", { token: org.owner })).body.data;
  // One id serves the routes of both kinds of session.
  const run = (await api.call("POST", "runs", { token: org.agentKey, body: { session_id: session.id } })).body.id;
  const rsv = (await api.call("POST", "budgets/reserve", { token: org.agentKey, body: { calls: 1, run_id: run } })).body.id;
  const grp = (await api.call("POST", "groups", { token: org.owner, body: { name: "release", members: [] } })).body.id;
  const exported = (await api.call("GET", "audit/export", { token: org.owner })).headers.get("al-export-id") ?? "";
  const { user } = (await api.call("GET", "auth/session", { token: org.owner })).body;
  const invited = { email: `guest@${org.orgId.replace("_", "-")}.test`, role: "member" };
  const inv = (await api.call("POST", "invitations", { token: org.owner, body: invited })).body.id;
  const hook = { url: "http://127.0.0.1:9/hook", types: ["approval.*"] };
  const whk = (await api.call("POST", "webhooks", { token: org.owner, body: hook })).body.id;
  const dlv = (await api.call("POST", `webhooks/${whk}/test`, { token: org.owner })).body.id;
  // Nothing else of the test does this.
  const halted = { scope: { action: "never.done" }, reason: "Tenancy." };
  const hlt = (await api.call("POST", "halts", { token: org.owner, body: halted })).body.id;
  const canary = (await api.call("POST", "agents", { token: org.owner, body: { name: "canary", capabilities: ["never.done"] } })).body.id;
  const identity = {
    public_key: generateKeyPairSync("ed25519").publicKey.export({ format: "der", type: "spki" }).subarray(12).toString("base64"),
  };
  const aik = (await api.call("POST", `agents/${canary}/identity-keys`, { token: org.owner, body: identity })).body.id;
  const drl = (await api.call("POST", "drills", { token: org.owner, body: { agent: canary } })).body.id;
  const { options } = (await api.call("POST", "passkeys/options", { token: org.owner, body: { password: PASSWORD } })).body;
  const passkey = { name: "Laptop", registration: new SoftwareAuthenticator().register(options) };
  const psk = (await api.call("POST", "passkeys", { token: org.owner, body: passkey })).body.id;
  const filter = { name: "Low risk", risk: "low" };
  const flt = (await api.call("POST", "approval-filters", { token: org.owner, body: filter })).body.id;
  const browser = {
    endpoint: "http://127.0.0.1:9/push",
    keys: {
      p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      auth: "BTBZMqHH6r4Tts7J_aSIgg",
    },
  };
  const psb = (await api.call("POST", "notifications/subscriptions", { token: org.owner, body: browser })).body.id;
  // A report of success for an action that was denied is an anomaly without a baseline.
  const denied = (await api.call("POST", "actions", { token: org.agentKey, body: { action_type: "never.done" } })).body.audit_event_id;
  await api.call("POST", `actions/${denied}/report`, { token: org.agentKey, body: { status: "success" } });
  const found = async () => (await api.call("GET", "anomalies", { token: org.owner })).body.data[0].id as string;
  const ano = await vi.waitFor(found, { timeout: 20_000 });
  const settings = (review_widenings: boolean) => api.call("PATCH", "policies/settings", { token: org.owner, body: { review_widenings } });
  await settings(true);
  await api.call("POST", "policies", {
    token: org.owner,
    body: { document: policy("asks", { match: { actions: ["pr.*"] }, effect: "allow" }) },
  });
  const prv = (await api.call("POST", `policies/${pol}/reviews`, { token: org.owner, body: {} })).body.id;
  await settings(false);
  return {
    ...org,
    ids: {
      prv,
      agt: org.agentId,
      key: org.agentKeyId,
      orgKey,
      pol,
      apr: pending.approval_id,
      evt: pending.audit_event_id,
      usr: user.id,
      permit,
      del,
      exported,
      inv,
      ses: session.id,
      run,
      rsv,
      grp,
      whk,
      dlv,
      hlt,
      drl,
      psk,
      flt,
      psb,
      aik,
      ano,
    },
  };
}

/** Permissions of which the tests use the key of an agent. */
const BY_AGENTS: ReadonlySet<Route["access"]> = new Set([
  "actions:submit",
  "whoami",
  "halts:acknowledge",
  "presence:report",
  "budgets:reserve",
]);

/** Returns every kind of credential of an organisation that the permission table lets through. */
export function callersOf(mine: Populated, route: Route): string[] {
  if (BY_AGENTS.has(route.access)) return [mine.agentKey];
  if (route.access === "halts:read") return [mine.owner, mine.agentKey, mine.orgKey];
  if (route.access === "permits:consume") return [mine.orgKey];
  return route.access === "approvals:read"
    ? [mine.owner, mine.agentKey]
    : route.access.startsWith("delegations:")
      ? [mine.owner, mine.orgKey, mine.agentKey]
      : route.access.startsWith("agents:")
        ? [mine.owner, mine.orgKey]
        : [mine.owner];
}

const FIRST_ID: Readonly<Record<string, keyof Populated["ids"]>> = {
  actions: "evt",
  decisions: "evt",
  approvals: "apr",
  policies: "pol",
  agents: "agt",
  keys: "orgKey",
  delegations: "del",
  audit: "evt",
  invitations: "inv",
  sessions: "ses",
  runs: "run",
  budgets: "rsv",
  groups: "grp",
  halts: "hlt",
  drills: "drl",
  anomalies: "ano",
  webhooks: "whk",
  passkeys: "psk",
  "approval-filters": "flt",
};

function keyIdOf({ path }: Route, { orgKey, aik, key }: Populated["ids"]): string {
  if (path.startsWith("/keys")) return orgKey;
  return path.includes("/identity-keys/") ? aik : key;
}

/** Returns the path of a route with the ids of an organisation. */
export function pathWith(route: Route, ids: Populated["ids"], keyIds = ids): string {
  const first = FIRST_ID[route.path.split("/")[1] as string] as keyof Populated["ids"];
  return route.path
    .slice(1)
    .replace(":id", ids[first])
    .replace(":user_id", ids.usr)
    .replace(":review_id", ids.prv)
    .replace(":delivery_id", ids.dlv)
    .replace(":subscription_id", ids.psb)
    .replace(":version", "1")
    .replace(":name", "loops-stopped")
    .replace(":key_id", keyIdOf(route, keyIds));
}

/** Returns the query that a route requires. */
export const queryOf = ({ operationId }: Route, { exported }: Populated["ids"]) =>
  ({
    proveInclusion: "?seq=0",
    proveConsistency: "?from=0",
    proveRange: "?from=0&to=1",
    listLeaves: "?from=0",
    exportManifest: `?export=${exported}`,
  })[operationId] ?? "";
