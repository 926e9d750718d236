import type { ORG_KEY_SCOPES, ROLES } from "./constants.ts";

/**
 * The permission table. Each row has the roles of people, whether an agent's key has the permission (handlers limit it to the agent's
 * own objects), and the scope of organisation keys that grants it. `null`: no key of that kind has it.
 */
interface Grant {
  roles: readonly (typeof ROLES)[number][];
  agent: boolean;
  scope: (typeof ORG_KEY_SCOPES)[number] | "any" | null;
}

const everyone = ["owner", "admin", "operator", "auditor", "member"] as const;
const admins = ["owner", "admin"] as const;

export const PERMISSIONS = {
  "actions:submit": { roles: [], agent: true, scope: null },
  /** Agents read the runs that they, an agent above them or an agent below them started; members read the runs of agents that they own. */
  "runs:read": { roles: everyone, agent: true, scope: "audit:read" },
  /** Sets amounts aside from budgets and settles them. */
  "budgets:reserve": { roles: [], agent: true, scope: null },
  /** Agents read the budgets that cover them and their own reservations; members read those of agents that they own. */
  "budgets:read": { roles: everyone, agent: true, scope: "audit:read" },
  "approvals:read": { roles: ["owner", "admin", "operator", "auditor"], agent: true, scope: null },
  "approvals:decide": { roles: ["owner", "admin", "operator"], agent: false, scope: null },
  /** Releases a request alone in an emergency. */
  "approvals:break_glass": { roles: admins, agent: false, scope: null },
  /** Reads how people decide, which concerns the people as well as the policies. */
  "approvals:quality": { roles: ["owner", "admin", "auditor"], agent: false, scope: null },
  "grants:read": { roles: ["owner", "admin", "operator", "auditor"], agent: false, scope: null },
  "groups:read": { roles: ["owner", "admin", "operator", "auditor"], agent: false, scope: null },
  "groups:write": { roles: admins, agent: false, scope: null },
  "policies:read": { roles: everyone, agent: true, scope: "policies:read" },
  "policies:write": { roles: ["owner", "admin", "member"], agent: false, scope: "policies:write" },
  "policies:publish": { roles: admins, agent: false, scope: "policies:publish" },
  "policies:review": { roles: admins, agent: false, scope: null },
  "agents:read": { roles: everyone, agent: true, scope: "agents:write" },
  "agents:write": { roles: [...admins, "member"], agent: false, scope: "agents:write" },
  "delegations:read": { roles: everyone, agent: true, scope: "delegations:write" },
  "delegations:write": { roles: [...admins, "operator", "member"], agent: true, scope: "delegations:write" },
  /** Agents read the halts that stop them. */
  "halts:read": { roles: everyone, agent: true, scope: "audit:read" },
  "halts:write": { roles: [...admins, "operator"], agent: false, scope: null },
  "halts:resume": { roles: admins, agent: false, scope: null },
  "halts:acknowledge": { roles: [], agent: true, scope: null },
  "drills:read": { roles: everyone, agent: false, scope: null },
  "drills:write": { roles: admins, agent: false, scope: null },
  /** Registers, replaces and revokes the public keys of agents. */
  "identity_keys:write": { roles: admins, agent: false, scope: null },
  /** Holds the breaker of an agent open or closed, and releases it. */
  "breakers:write": { roles: admins, agent: false, scope: null },
  /** Sends heartbeats. Reading presence needs `agents:read`. */
  "presence:report": { roles: [], agent: true, scope: null },
  /** Members read the anomalies of agents that they own, agents their own. */
  "anomalies:read": { roles: everyone, agent: true, scope: "audit:read" },
  /** Marks anomalies as expected, and takes it back. */
  "anomalies:write": { roles: [...admins, "operator"], agent: false, scope: null },
  "audit:read": { roles: everyone, agent: true, scope: "audit:read" },
  "audit:verify": { roles: everyone, agent: true, scope: "audit:read" },
  /** Records that the whole ledger was verified outside the server. */
  "audit:attest": { roles: ["owner", "admin", "operator", "auditor"], agent: false, scope: "audit:read" },
  "audit:export": { roles: ["owner", "admin", "auditor"], agent: false, scope: "audit:export" },
  "audit:payloads": { roles: ["owner", "admin", "operator", "auditor"], agent: false, scope: "audit:export" },
  /** Reads reports about the evidence in the ledger. Exporting one needs `audit:export`. */
  "compliance:read": { roles: ["owner", "admin", "operator", "auditor"], agent: false, scope: "audit:read" },
  /** Reads the values behind placeholders. Reading payloads does not include them. */
  "audit:placeholders": { roles: ["owner", "auditor"], agent: false, scope: null },
  /** Checks a text or a decision without reading or writing stored data. */
  "sidecar:use": { roles: everyone, agent: true, scope: "any" },
  "posture:read": { roles: everyone, agent: true, scope: "posture:read" },
  "permits:consume": { roles: [], agent: false, scope: "permits:consume" },
  "keys:write": { roles: admins, agent: false, scope: null },
  /** Reads names, email addresses and roles, so that auditors can identify the people in the log. */
  "members:read": { roles: [...admins, "auditor"], agent: false, scope: null },
  "members:write": { roles: admins, agent: false, scope: null },
  /** Creates, changes and removes owners. */
  "owners:write": { roles: ["owner"], agent: false, scope: null },
  /** Reads and changes the channels of the organisation, whose URLs and deliveries only admins see. */
  "channels:write": { roles: admins, agent: false, scope: null },
  /** Replaces the key that signs the ledger. */
  "ledger_keys:rotate": { roles: ["owner"], agent: false, scope: null },
  "settings:write": { roles: admins, agent: false, scope: null },
  /** Decides whether a second person reviews widenings, and changes settings that may allow more while this is required. */
  "settings:review": { roles: ["owner"], agent: false, scope: null },
  "organisation:delete": { roles: ["owner"], agent: false, scope: null },
  whoami: { roles: [], agent: true, scope: "any" },
  session: { roles: everyone, agent: false, scope: null },
} as const satisfies Record<string, Grant>;

export type Permission = keyof typeof PERMISSIONS;

type Scope = (typeof ORG_KEY_SCOPES)[number];
const readers = ["policies:read", "posture:read"] as const satisfies readonly Scope[];

const managers: readonly Scope[] = [
  ...readers,
  "policies:write",
  "policies:publish",
  "agents:write",
  "delegations:write",
  "audit:read",
  "audit:export",
  "permits:consume",
];

/**
 * The scopes that an organisation key may use while the person who created it has a role. A key acts for the whole organisation, so members,
 * who see only their own agents, give it no scope over agents, delegations or the ledger.
 */
export const SCOPES_OF_ROLE: Readonly<Record<(typeof ROLES)[number], readonly Scope[]>> = {
  owner: managers,
  admin: managers,
  operator: [...readers, "delegations:write", "audit:read"],
  auditor: [...readers, "audit:read", "audit:export"],
  member: [...readers, "policies:write"],
};
