import { foldText } from "@agentlattice/core/fold";
import { findTogether } from "./find-together.ts";
import { isSealed, type SealsOf } from "./keys/row-seals.ts";
import type { Statements } from "./pools/ledger-pool.ts";

/** A key as read for authentication, with the configuration version at the time of the read. Ids are UUIDs, times are in ms. */
export interface KeyRecord {
  readonly org_id: string;
  readonly key_id: string;
  readonly environment: "prod" | "staging" | "dev";
  readonly scopes: readonly string[];
  readonly expires_at: number | null;
  readonly revoked: boolean;
  /** UUID of the person who created the key, directly or with an organisation key. */
  readonly made_by: string | null;
  /** Current role of the person who created the key; null when that person is no longer a member. */
  readonly maker_role: RoleName | null;
  /** False when the key or, for a key of the organisation, its creator's role was changed outside the product. */
  readonly intact: boolean;
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
  /** False when the role was changed outside the product. */
  readonly intact: boolean;
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

export interface DueDelivery {
  readonly org_id: string;
  readonly delivery_id: string;
  /** UUID of the endpoint, the browser or the person. */
  readonly receiver_id: string;
  readonly channel: string;
}

export interface DueDeliveryQuery {
  readonly limit: number;
  readonly perOrg: number;
  /** UUIDs of organisations and receivers, channels, and `<organisation> <channel>`. */
  readonly busy: readonly string[];
}

/** Look-ups across organisations or before the organisation is known. They call SECURITY DEFINER functions of al_lookup. */
export interface Lookups {
  apiKey(hash: Uint8Array): Promise<KeyRecord | null>;
  session(hash: Uint8Array): Promise<SessionRecord | null>;
  /** Finds a person by an address that looks like theirs, as `foldText` compares it. */
  signIn(email: string): Promise<SignInRecord | null>;
  memberships(userId: string): Promise<MembershipRecord[]>;
  // `without` are the UUIDs of organisations to leave out.
  /** Reads expired delegations whose end is not recorded yet. */
  dueDelegations(limit: number, without: readonly string[]): Promise<{ org_id: string; delegation_id: string }[]>;
  /** Returns the milliseconds until the next delegation expires; null when none is active. */
  nextDelegationDue(without: readonly string[]): Promise<number | null>;
  invitation(tokenHash: Uint8Array): Promise<InvitationRecord | null>;
  dueInvitationMails(limit: number): Promise<{ org_id: string; invitation_id: string }[]>;
  /** Finds the sample organisation that a seed created, even if it was renamed or removed; null when there was none. */
  seededOrganisation(seed: string): Promise<string | null>;
  /** Reads organisations whose grace period is over and whose log has not ended yet. */
  organisationsToPurge(): Promise<string[]>;
  /** Reads organisations whose log has ended and whose rows are not deleted yet. */
  removedOrganisations(): Promise<string[]>;
  /** Reads organisations that switched the text index off and whose words are not all deleted. */
  organisationsWithEndedIndex(): Promise<string[]>;
  tombstone(orgId: string): Promise<TombstoneRecord | null>;
  dueApprovals(limit: number, without: readonly string[]): Promise<{ org_id: string; approval_id: string }[]>;
  /** Returns the milliseconds until the next approval expires or lapses; null when none will. */
  nextDue(without: readonly string[]): Promise<number | null>;
  /** Reads organisations whose log is not turned into messages yet. */
  organisationsWithoutCursor(limit: number): Promise<string[]>;
  /** Reads organisations whose log has entries that were not turned into messages yet. */
  organisationsToRoute(limit: number): Promise<string[]>;
  /** Reads due deliveries, at most `perOrg` of each organisation, except those with a busy key. */
  dueDeliveries(query: DueDeliveryQuery): Promise<DueDelivery[]>;
  /** Reads organisations without a posture snapshot for this UTC day. */
  orgsWithoutSnapshot(limit: number): Promise<string[]>;
  headVersions(orgIds: readonly string[]): Promise<{ orgId: string; configVersion: number; size: number }[]>;
  /** Reads halts whose effect on open approvals is not complete. */
  unsettledHalts(limit: number, without: readonly string[]): Promise<{ org_id: string; halt_id: string }[]>;
  /** Reads halts in force that a client has acknowledged and that are not recorded as confirmed. */
  unconfirmedHalts(limit: number, without: readonly string[]): Promise<{ org_id: string; halt_id: string }[]>;
  /** Reads halt drills whose start or end is due. */
  dueDrills(limit: number, without: readonly string[]): Promise<{ org_id: string; drill_id: string }[]>;
  /** Reads organisations whose activity was not counted up to the end of the log, or whose anomalies are not recorded. */
  dueAnomalies(limit: number, without: readonly string[]): Promise<{ org_id: string }[]>;
  /** Marks the clients that are connected to a process as connected, and deletes those of processes that ended. */
  refreshStreamClients(processId: string): Promise<void>;
  /** Reads reservations whose time is over. */
  dueReservations(limit: number, without: readonly string[]): Promise<{ org_id: string; reservation_id: string }[]>;
  /** Returns the milliseconds until the next reservation expires; null when none is open. */
  nextReservationDue(without: readonly string[]): Promise<number | null>;
  /** Marks clients whose next heartbeat is overdue as silent, and returns their agents. */
  markSilentClients(limit: number): Promise<{ org_id: string; agent_id: string }[]>;
  /** Deletes clients without a heartbeat for a day. */
  deleteSilentClients(): Promise<void>;
  /** Deletes counters and history events that no limit uses any more. */
  deleteExpiredLimits(): Promise<void>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
}

/** Hashes that one query looks up. */
const BATCH = 256;

const KEYS = `WITH k AS MATERIALIZED (
    SELECT w.n, app.lookup_api_key(w.hash) AS found, app.lookup_delegation(w.hash) AS delegation FROM unnest($1::bytea[]) WITH ORDINALITY w(hash, n))
  SELECT k.found, k.delegation, app.organisation_purge_at((k.found->>'org_id')::uuid) AS purge_at FROM k ORDER BY k.n`;
const SESSIONS = `WITH s AS MATERIALIZED (SELECT w.n, app.lookup_session(w.hash) AS found FROM unnest($1::bytea[]) WITH ORDINALITY w(hash, n))
  SELECT s.found, v.config_version, app.organisation_purge_at((s.found->>'org_id')::uuid) AS purge_at
  FROM s LEFT JOIN LATERAL app.head_versions(ARRAY[(s.found->>'org_id')::uuid]) v ON true ORDER BY s.n`;

const INVITATION = `WITH i AS MATERIALIZED (SELECT app.lookup_invitation($1) AS found)
  SELECT i.found, app.organisation_purge_at((i.found->>'org_id')::uuid) AS purge_at FROM i`;

const DUE_DELIVERIES = "SELECT org_id, delivery_id, receiver_id, channel FROM app.due_deliveries($1, $2, $3)";

export function createLookups(database: Statements, sealsOf: SealsOf): Lookups {
  const find = async <T>(name: string, text: string, value: unknown): Promise<T | null> =>
    (await database.row<{ found: T | null }>({ name, text, values: [value] })).found;
  return {
    apiKey: findTogether(BATCH, async (hashes) => {
      // INVARIANT: one statement has one snapshot, so a delegation chain is never older than the configuration version of its key.
      const rows = await database.rows<KeyRow>({ name: "lookup_key_chains", text: KEYS, values: [hashes] });
      return rows.map(
        ({ found, delegation, purge_at }, index) =>
          found && { ...toKeyRecord(found, hashes[index] as Uint8Array, sealsOf), delegation, purge_at: msOf(purge_at) },
      );
    }),
    session: findTogether(BATCH, async (hashes) => {
      // INVARIANT: one statement has one snapshot, so a role is never older than its configuration version.
      const rows = await database.rows<SessionRow>({ name: "lookup_sessions", text: SESSIONS, values: [hashes] });
      return rows.map(
        ({ found, config_version, purge_at }) =>
          found && { ...toSessionRecord(found, sealsOf), config_version: Number(config_version), purge_at: msOf(purge_at) },
      );
    }),
    signIn: (email) => find("lookup_sign_in", "SELECT app.lookup_sign_in($1) AS found", foldText(email)),
    memberships: async (userId) =>
      (await find<MembershipRecord[]>("lookup_memberships", "SELECT app.lookup_memberships($1) AS found", userId)) ?? [],
    dueDelegations: (limit, without) => database.rows("SELECT org_id, delegation_id FROM app.due_delegations($1, $2)", [limit, without]),
    nextDelegationDue: async (without) =>
      msOf((await database.row<{ ms: string | null }>("SELECT app.next_delegation_due($1) AS ms", [without])).ms),
    invitation: async (hash) => {
      const row = await database.row<InvitationRow>({ name: "lookup_invitation", text: INVITATION, values: [hash] });
      // An invitation is invalid while the deletion of its organisation is requested.
      return row.found && row.purge_at !== null ? { ...row.found, state: "gone" } : row.found;
    },
    dueInvitationMails: (limit) => database.rows("SELECT org_id, invitation_id FROM app.due_invitation_mails($1)", [limit]),
    seededOrganisation: (seed) => find("seeded_organisation", "SELECT app.seeded_organisation($1) AS found", seed),
    organisationsToPurge: async () => orgIdsOf(await database.rows("SELECT org_id FROM app.organisations_to_purge()")),
    organisationsWithEndedIndex: async () => orgIdsOf(await database.rows("SELECT org_id FROM app.organisations_with_ended_index()")),
    tombstone: (orgId) => find("lookup_tombstone", "SELECT app.lookup_tombstone($1) AS found", orgId),
    removedOrganisations: async () => orgIdsOf(await database.rows("SELECT org_id FROM app.removed_organisations()")),
    dueApprovals: (limit, without) => database.rows("SELECT org_id, approval_id FROM app.due_approvals($1, $2)", [limit, without]),
    nextDue: async (without) => msOf((await database.row<{ ms: string | null }>("SELECT app.next_due($1) AS ms", [without])).ms),
    organisationsWithoutCursor: async (limit) =>
      orgIdsOf(await database.rows("SELECT org_id FROM app.organisations_without_cursor($1)", [limit])),
    organisationsToRoute: async (limit) => orgIdsOf(await database.rows("SELECT org_id FROM app.organisations_to_route($1)", [limit])),
    dueDeliveries: ({ limit, perOrg, busy }) => database.rows(DUE_DELIVERIES, [limit, perOrg, busy]),
    orgsWithoutSnapshot: async (limit) => orgIdsOf(await database.rows("SELECT org_id FROM app.orgs_without_snapshot($1)", [limit])),
    headVersions: async (orgIds) => {
      const rows = await database.rows<HeadRow>("SELECT org_id, config_version, size FROM app.head_versions($1::uuid[])", [orgIds]);
      return rows.map((row) => ({ orgId: row.org_id, configVersion: Number(row.config_version), size: Number(row.size) }));
    },
    unconfirmedHalts: (limit, without) => database.rows("SELECT org_id, halt_id FROM app.unconfirmed_halts($1, $2)", [limit, without]),
    unsettledHalts: (limit, without) => database.rows("SELECT org_id, halt_id FROM app.unsettled_halts($1, $2)", [limit, without]),
    dueAnomalies: (limit, without) => database.rows("SELECT org_id FROM app.due_anomalies($1, $2)", [limit, without]),
    dueDrills: (limit, without) => database.rows("SELECT org_id, drill_id FROM app.due_drills($1, $2)", [limit, without]),
    refreshStreamClients: async (processId) => void (await database.rows("SELECT app.keep_stream_clients($1::uuid)", [processId])),
    dueReservations: (limit, without) => database.rows("SELECT org_id, reservation_id FROM app.due_reservations($1, $2)", [limit, without]),
    nextReservationDue: async (without) =>
      msOf((await database.row<{ ms: string | null }>("SELECT app.next_reservation_due($1) AS ms", [without])).ms),
    markSilentClients: (limit) => database.rows("SELECT org_id, agent_id FROM app.silence_clients($1)", [limit]),
    deleteSilentClients: async () => void (await database.rows("SELECT app.forget_clients()")),
    deleteExpiredLimits: async () => void (await database.rows("SELECT app.forget_over_limits()")),
    ping: async () => void (await database.rows("SELECT 1")),
  };
}

/** A key as `lookup_api_key` returns it. Seals are in hex. */
type FoundKey = Omit<KeyRecord, "delegation" | "purge_at" | "intact" | "maker_role" | "revoked"> & {
  readonly agent_id: string | null;
  readonly revoked_at: number | null;
  readonly seal: string | null;
  readonly maker: { readonly role: RoleName; readonly role_since: number | null; readonly seal: string | null } | null;
};

function toKeyRecord(found: FoundKey, keyHash: Uint8Array, sealsOf: SealsOf): Omit<KeyRecord, "delegation" | "purge_at"> {
  const { maker, seal, agent_id: agentId, revoked_at: revokedAt, ...row } = found;
  const { org_id, key_id: keyId, environment, scopes, expires_at: expiresAt, made_by: madeByUserId } = row;
  const seals = sealsOf(org_id);
  const isKeySealed = isSealed(seal, seals.apiKey({ keyId, agentId, environment, scopes, keyHash, expiresAt, revokedAt, madeByUserId }));
  const isMakerSealed =
    agentId !== null ||
    maker === null ||
    isSealed(maker.seal, seals.member({ userId: madeByUserId ?? "", role: maker.role, roleSince: maker.role_since }));
  return { ...row, revoked: revokedAt !== null, maker_role: maker?.role ?? null, intact: isKeySealed && isMakerSealed };
}

/** A session as `lookup_session` returns it. */
type FoundSession = Omit<SessionRecord, "config_version" | "purge_at" | "intact"> & {
  readonly role_since: number | null;
  readonly seal: string | null;
};

function toSessionRecord({ role_since, seal, ...row }: FoundSession, sealsOf: SealsOf): Omit<SessionRecord, "config_version" | "purge_at"> {
  const expected = sealsOf(row.org_id).member({ userId: row.user_id, role: row.role, roleSince: role_since });
  return { ...row, intact: isSealed(seal, expected) };
}

// Result rows. Postgres sends a bigint as text.
type KeyRow = { found: FoundKey | null; delegation: DelegationChain | null; purge_at: string | null };
type SessionRow = {
  found: FoundSession | null;
  config_version: string;
  purge_at: string | null;
};
type InvitationRow = { found: InvitationRecord | null; purge_at: string | null };
type HeadRow = { org_id: string; config_version: string; size: string };

const orgIdsOf = (rows: readonly { org_id: string }[]) => rows.map((row) => row.org_id);
/** Converts a bigint, which Postgres sends as text. */
const msOf = (value: string | null) => (value === null ? null : Number(value));
