import { type OrgKeyPurpose, openLogKey, openOrgKey, type WrappedKey } from "../keys/org-keys.ts";
import type { PermitKeys } from "../keys/permit-keys.ts";
import type { Statements } from "../pools/ledger-pool.ts";
import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";

/** The protection of a table whose rows must not be changed or deleted. */
export interface AppendOnlyTable {
  readonly table: string;
  /** False when a role of the API may update, delete or truncate rows. */
  readonly granted_correctly: boolean;
  /** True when the triggers that refuse such changes are in force. */
  readonly triggers: boolean;
}

/** A key and the result of decrypting it with the key-encryption key. */
export interface KeyResolution {
  readonly purpose: string;
  readonly resolved: boolean;
}

/** The newest verification of a whole ledger. */
export interface LastVerification {
  readonly at: Date;
  readonly size: number;
  readonly valid: boolean;
  /** `outside`: a person verified the entries outside the server. */
  readonly by: "server" | "outside";
}

/** Reads the facts of the governance health from the database, without a cache. */
export interface GovernanceReader {
  appendOnly(): Promise<AppendOnlyTable[]>;
  keys(scope: OrgScope): Promise<KeyResolution[]>;
  lastVerification(scope: OrgScope): Promise<LastVerification | null>;
}

const TABLES = ["ledger_entry", "ledger_node", "ledger_checkpoint"];
const PURPOSES: readonly OrgKeyPurpose[] = ["log", "manifest", "permit", "data"];

// The roles are the one that asks and every other one that may sign in and has a grant on the table, such as the ledger writer. The owner
// of the tables migrates them and has its own connection.
const APPEND_ONLY = `SELECT c.relname AS table,
    NOT EXISTS (
      SELECT FROM pg_roles r
      WHERE (r.rolname = current_user OR (r.rolcanlogin AND r.oid <> c.relowner AND r.oid IN (SELECT a.grantee FROM aclexplode(c.relacl) a)))
        AND (has_table_privilege(r.oid, c.oid, 'UPDATE') OR has_table_privilege(r.oid, c.oid, 'DELETE') OR has_table_privilege(r.oid, c.oid, 'TRUNCATE')
          OR has_any_column_privilege(r.oid, c.oid, 'UPDATE'))
    ) AS granted_correctly,
    (SELECT count(*) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
      WHERE t.tgrelid = c.oid AND p.proname = 'refuse_change' AND t.tgenabled IN ('O', 'A')) >= 2 AS triggers
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'app' AND c.relname = ANY($1) ORDER BY 1`;

const LAST_VERIFICATION = `SELECT at, size, valid, by FROM (
    SELECT c.checked_at AS at, c.size::float8 AS size, c.valid, 'server' AS by FROM app.ledger_check c WHERE c.org_id = $1
    UNION ALL
    SELECT e.ts, (convert_from(e.bytes, 'UTF8')::jsonb #>> '{data,size}')::float8, true, 'outside' FROM (
      SELECT e.ts, e.bytes FROM app.ledger_entry e WHERE e.org_id = $1 AND e.kind = 'ledger.verified' ORDER BY e.seq DESC LIMIT 1
    ) e
  ) found ORDER BY at DESC LIMIT 1`;

interface ReaderOptions {
  readonly statements: Statements;
  readonly reads: OrgReader;
  readonly kek: Buffer;
  readonly permitKeys: PermitKeys;
}

export function openGovernanceReader({ statements, reads, kek, permitKeys }: ReaderOptions): GovernanceReader {
  return {
    async appendOnly() {
      const found = await statements.rows<{ table: string; granted_correctly: boolean; triggers: boolean }>(APPEND_ONLY, [TABLES]);
      // A table that is not found protects nothing.
      return TABLES.map((table) => found.find((row) => row.table === table) ?? { table, granted_correctly: false, triggers: false });
    },
    async keys(scope) {
      const { orgId } = scope;
      const rows = await reads.rows<WrappedKey>(scope, {
        text: `SELECT purpose, wrapped, public_key AS "publicKey" FROM app.org_key WHERE org_id = $1`,
        values: [orgId],
      });
      const rotated = await reads.rows<{ number: number; wrapped: Uint8Array }>(scope, {
        text: "SELECT number, wrapped FROM app.log_key WHERE org_id = $1 ORDER BY number",
        values: [orgId],
      });
      const offline = await reads.rows<{ wrapped: Uint8Array }>(scope, {
        text: "SELECT wrapped FROM app.permit_key WHERE org_id = $1 AND (ends_at IS NULL OR ends_at > clock_timestamp())",
        values: [orgId],
      });
      return [
        ...PURPOSES.map((purpose) => ({ purpose, resolved: succeeds(() => openOrgKey(kek, orgId, rows, purpose)) })),
        ...rotated.map((row) => ({ purpose: "log", resolved: succeeds(() => openLogKey(kek, orgId, row)) })),
        ...offline.map(({ wrapped }) => ({ purpose: "offline_permit", resolved: succeeds(() => permitKeys.open(orgId, wrapped)) })),
      ];
    },
    async lastVerification(scope) {
      const [row] = await reads.rows<LastVerification>(scope, { text: LAST_VERIFICATION, values: [scope.orgId] });
      return row ?? null;
    },
  };
}

function succeeds(open: () => unknown): boolean {
  try {
    open();
    return true;
  } catch {
    return false;
  }
}
