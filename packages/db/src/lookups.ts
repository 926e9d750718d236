import pg from "pg";

/** A key as authentication sees it, with the configuration version it was read at. Ids are UUIDs, times ms. */
export interface KeyRecord {
  readonly org_id: string;
  readonly key_id: string;
  readonly environment: "prod" | "staging" | "dev";
  readonly scopes: readonly string[];
  readonly expires_at: number | null;
  readonly revoked: boolean;
  readonly config_version: number;
  readonly agent: {
    readonly id: string;
    readonly name: string;
    readonly capabilities: readonly string[];
    readonly labels: Readonly<Record<string, string>>;
    readonly owner_user_id: string | null;
    readonly status: "active" | "disabled";
  } | null;
}

export type RoleName = "owner" | "admin" | "operator" | "auditor" | "member";

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

/** The narrow look-ups that run before, or across, organisations: SECURITY DEFINER functions of al_lookup. */
export interface Lookups {
  apiKey(hash: Uint8Array): Promise<KeyRecord | null>;
  session(hash: Uint8Array): Promise<SessionRecord | null>;
  signIn(email: string): Promise<SignInRecord | null>;
  memberships(userId: string): Promise<MembershipRecord[]>;
  dueApprovals(limit: number): Promise<{ org_id: string; approval_id: string }[]>;
  /** ms until the next clock of any approval runs out; null when none is running. */
  nextDue(): Promise<number | null>;
  /** Organisations whose posture of this UTC day is not kept yet. */
  orgsWithoutSnapshot(limit: number): Promise<string[]>;
  headVersions(orgIds: readonly string[]): Promise<{ orgId: string; configVersion: number; size: number }[]>;
  /** Whether the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

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
    apiKey: (hash) => one("lookup_api_key", "SELECT app.lookup_api_key($1) AS found", hash),
    session: (hash) => one("lookup_session", "SELECT app.lookup_session($1) AS found", hash),
    signIn: (email) => one("lookup_sign_in", "SELECT app.lookup_sign_in($1) AS found", email),
    memberships: async (userId) =>
      (await one<MembershipRecord[]>("lookup_memberships", "SELECT app.lookup_memberships($1) AS found", userId)) ?? [],
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
    ping: async () => void (await pool.query("SELECT 1")),
    close: () => pool.end(),
  };
}
