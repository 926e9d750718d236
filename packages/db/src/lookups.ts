import pg from "pg";
import { type PoolUsage, usageOf } from "./pool-usage.ts";

/** A key as read for authentication, with the configuration version at the time of the read. Ids are UUIDs, times are in ms. */
export interface KeyRecord {
  readonly org_id: string;
  readonly key_id: string;
  readonly environment: "prod" | "staging" | "dev";
  readonly scopes: readonly string[];
  readonly expires_at: number | null;
  readonly revoked: boolean;
  /** UUID of the person or organisation key that created the key. */
  readonly made_by: string | null;
  readonly config_version: number;
  readonly agent: AgentRecord | null;
  /** The delegation chain of a delegated agent's key; null for other keys. */
  readonly delegation: DelegationChain | null;
  /** Time at which the organisation is purged, in ms; null unless its deletion was requested. */
  readonly purge_at: number | null;
}

/** An agent as read for authentication. */
export interface AgentRecord {
  readonly id: string;
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly owner_user_id: string | null;
  readonly status: "active" | "disabled";
}

/** A delegation with its ancestors. */
export interface DelegationChain {
  readonly id: string;
  readonly depth: number;
  readonly expires_at: number;
  /** True when the recorded state of it or an ancestor is revoked or expired. */
  readonly ended: boolean;
  /** UUIDs of the people who created it or one of its ancestors. */
  readonly opened_by: readonly string[];
  /** UUIDs of the people who created the keys of the chain. */
  readonly key_makers: readonly string[];
  /** Ancestors from the root to the parent. */
  readonly ancestors: readonly AgentRecord[];
}

export type RoleName = "owner" | "admin" | "operator" | "auditor" | "member";

/** A session as read for authentication, with the configuration version at the time of the read. */
export interface SessionRecord {
  readonly org_id: string;
  readonly session_id: string;
  readonly user_id: string;
  readonly role: RoleName;
  readonly email: string;
  readonly name: string;
  readonly expires_at: number;
  readonly last_seen_at: number;
  readonly ended: boolean;
  readonly config_version: number;
  /** Time at which the organisation is purged, in ms; null unless its deletion was requested. */
  readonly purge_at: number | null;
}

/** The remaining record of a deleted organisation. It has no personal data. Times are in ms. */
export interface TombstoneRecord {
  readonly org_id: string;
  readonly origin: string;
  /** Number of entries in its log. */
  readonly size: number;
  /** The last signed head. */
  readonly checkpoint: string;
  readonly vkey: string;
  readonly removed_at: number;
}

export interface MembershipRecord {
  readonly org_id: string;
  readonly org_name: string;
  readonly role: RoleName;
}

export interface SignInRecord {
  readonly user_id: string;
  readonly email: string;
  readonly name: string;
  readonly password_hash: string;
  readonly memberships: readonly MembershipRecord[];
}

/** An invitation as read by its token. */
export interface InvitationRecord {
  readonly org_id: string;
  readonly org_name: string;
  readonly invitation_id: string;
  readonly email: string;
  readonly role: RoleName;
  readonly expires_at: number;
  /** `gone`: the organisation was deleted or is about to be. */
  readonly state: "open" | "used" | "withdrawn" | "expired" | "gone";
}

/** Look-ups across organisations or before the organisation is known. They call SECURITY DEFINER functions of al_lookup. */
export interface Lookups {
  apiKey(hash: Uint8Array): Promise<KeyRecord | null>;
  session(hash: Uint8Array): Promise<SessionRecord | null>;
  signIn(email: string): Promise<SignInRecord | null>;
  memberships(userId: string): Promise<MembershipRecord[]>;
  /** Reads expired delegations whose end is not recorded yet. */
  dueDelegations(limit: number): Promise<{ org_id: string; delegation_id: string }[]>;
  /** Returns the milliseconds until the next delegation expires; null when none is active. */
  nextDelegationDue(): Promise<number | null>;
  invitation(tokenHash: Uint8Array): Promise<InvitationRecord | null>;
  dueInvitationMails(limit: number): Promise<{ org_id: string; invitation_id: string }[]>;
  /** Finds the sample organisation that a seed created, even if it was renamed; null when there is none. */
  seededOrganisation(seed: string): Promise<string | null>;
  /** Reads organisations whose grace period is over and whose log has not ended yet. */
  organisationsToPurge(): Promise<string[]>;
  /** Reads organisations whose log has ended and whose rows are not deleted yet. */
  removedOrganisations(): Promise<string[]>;
  tombstone(orgId: string): Promise<TombstoneRecord | null>;
  dueApprovals(limit: number): Promise<{ org_id: string; approval_id: string }[]>;
  /** Returns the milliseconds until the next approval expires or lapses; null when none will. */
  nextDue(): Promise<number | null>;
  /** Reads organisations without a posture snapshot for this UTC day. */
  orgsWithoutSnapshot(limit: number): Promise<string[]>;
  headVersions(orgIds: readonly string[]): Promise<{ orgId: string; configVersion: number; size: number }[]>;
  /** Deletes counters and history events that no limit uses any more. */
  forgetOverLimits(): Promise<void>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  usage(): PoolUsage;
  close(): Promise<void>;
}

const KEY = `WITH k AS MATERIALIZED (SELECT app.lookup_api_key($1) AS found, app.lookup_delegation($1) AS delegation)
  SELECT k.found, k.delegation, app.organisation_purge_at((k.found->>'org_id')::uuid) AS purge_at FROM k`;
const SESSION = `WITH s AS MATERIALIZED (SELECT app.lookup_session($1) AS found)
  SELECT s.found, v.config_version, app.organisation_purge_at((s.found->>'org_id')::uuid) AS purge_at FROM s LEFT JOIN app.head_versions(ARRAY[(s.found->>'org_id')::uuid]) v ON true`;

const INVITATION = `WITH i AS MATERIALIZED (SELECT app.lookup_invitation($1) AS found)
  SELECT i.found, app.organisation_purge_at((i.found->>'org_id')::uuid) AS purge_at FROM i`;

export function openLookups(url: string, onError: (error: Error) => void): Lookups {
  const pool = new pg.Pool({
    connectionString: url,
    max: 4,
    connectionTimeoutMillis: 3_000,
    query_timeout: 5_000,
    application_name: "agentlattice-lookups",
  });
  pool.on("error", onError);
  const one = async <T>(name: string, text: string, value: unknown): Promise<T | null> => {
    const { rows } = await pool.query({ name, text, values: [value] });
    return (rows[0]?.found ?? null) as T | null;
  };
  return {
    apiKey: async (hash) => {
      // INVARIANT: one statement has one snapshot, so a delegation chain is never older than the configuration version of its key.
      const { rows } = await pool.query({ name: "lookup_key_chain", text: KEY, values: [hash] });
      if (!rows[0]?.found) return null;
      return { ...rows[0].found, delegation: rows[0].delegation, purge_at: msOf(rows[0].purge_at) } as KeyRecord;
    },
    session: async (hash) => {
      // INVARIANT: one statement has one snapshot, so a role is never older than its configuration version.
      const { rows } = await pool.query({ name: "lookup_session", text: SESSION, values: [hash] });
      if (!rows[0]?.found) return null;
      const { config_version, purge_at } = rows[0];
      return { ...rows[0].found, config_version: Number(config_version), purge_at: msOf(purge_at) } as SessionRecord;
    },
    signIn: (email) => one("lookup_sign_in", "SELECT app.lookup_sign_in($1) AS found", email),
    memberships: async (userId) =>
      (await one<MembershipRecord[]>("lookup_memberships", "SELECT app.lookup_memberships($1) AS found", userId)) ?? [],
    dueDelegations: async (limit) => (await pool.query("SELECT org_id, delegation_id FROM app.due_delegations($1)", [limit])).rows,
    nextDelegationDue: async () => {
      const { rows } = await pool.query("SELECT app.next_delegation_due() AS ms");
      return rows[0].ms === null ? null : Number(rows[0].ms);
    },
    invitation: async (hash) => {
      const { rows } = await pool.query({ name: "lookup_invitation", text: INVITATION, values: [hash] });
      const found = rows[0]?.found as InvitationRecord | null | undefined;
      // An invitation is invalid while the deletion of its organisation is requested.
      return found && rows[0].purge_at !== null ? { ...found, state: "gone" } : (found ?? null);
    },
    dueInvitationMails: async (limit) => (await pool.query("SELECT org_id, invitation_id FROM app.due_invitation_mails($1)", [limit])).rows,
    seededOrganisation: (seed) => one("seeded_organisation", "SELECT app.seeded_organisation($1) AS found", seed),
    organisationsToPurge: async () => (await pool.query("SELECT org_id FROM app.organisations_to_purge()")).rows.map((row) => row.org_id),
    tombstone: (orgId) => one("lookup_tombstone", "SELECT app.lookup_tombstone($1) AS found", orgId),
    removedOrganisations: async () => (await pool.query("SELECT org_id FROM app.removed_organisations()")).rows.map((row) => row.org_id),
    dueApprovals: async (limit) => (await pool.query("SELECT org_id, approval_id FROM app.due_approvals($1)", [limit])).rows,
    nextDue: async () => {
      const { rows } = await pool.query("SELECT app.next_due() AS ms");
      return rows[0].ms === null ? null : Number(rows[0].ms);
    },
    orgsWithoutSnapshot: async (limit) =>
      (await pool.query<{ org_id: string }>("SELECT org_id FROM app.orgs_without_snapshot($1)", [limit])).rows.map((row) => row.org_id),
    headVersions: async (orgIds) => {
      const { rows } = await pool.query("SELECT org_id, config_version, size FROM app.head_versions($1::uuid[])", [orgIds]);
      return rows.map((row) => ({ orgId: row.org_id, configVersion: Number(row.config_version), size: Number(row.size) }));
    },
    forgetOverLimits: async () => void (await pool.query("SELECT app.forget_over_limits()")),
    ping: async () => void (await pool.query("SELECT 1")),
    usage: () => usageOf(pool),
    close: () => pool.end(),
  };
}

/** Converts a bigint, which Postgres sends as text. */
const msOf = (value: string | null) => (value === null ? null : Number(value));
