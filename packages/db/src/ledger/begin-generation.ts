import { encodeId } from "@agentlattice/core";
import { decodeFrontier, EMPTY_FRONTIER, formatVkey, frontierRoot, toHex } from "@agentlattice/core/ledger";
import { ENTRY_DATA } from "@agentlattice/core/ledger/schemas";
import type { SettledEntry } from "@agentlattice/core/settle";
import pg from "pg";
import { appendEntries } from "./append.ts";
import { generationMac, nextOrigin } from "./generation.ts";
import { RowBatch } from "./rows.ts";
import { sha256 } from "./sha256.ts";

export interface NewGenerationOptions {
  /** Connection URL of the schema's owner, who alone may do this. */
  readonly ownerUrl: string;
  readonly kek: Uint8Array;
  readonly orgId: string;
  readonly newId: () => string;
  /** The last signed head, if known. */
  readonly signed: { readonly size: number; readonly root: Uint8Array } | null;
}

/** A generation that has begun. */
export interface BegunGeneration {
  readonly generation: number;
  readonly origin: string;
  readonly vkey: string;
  readonly previous: { readonly origin: string; readonly size: number; readonly root: Uint8Array };
}

interface HeadRow {
  readonly origin: string;
  readonly size: number;
  readonly frontier: Buffer;
  readonly public_key: Buffer;
  readonly now: number;
}

/** SQL that disables the append-only triggers for this transaction, which locks the tables exclusively. They also apply to the owner. */
const GUARDED = ["ledger_head", "ledger_entry", "ledger_node", "ledger_checkpoint", "ledger_generation", "decision", "org_key", "log_key"];
const APPEND_ONLY = ["ledger_entry", "ledger_node", "ledger_checkpoint", "decision"];

/**
 * Begins a new generation of a log in one transaction. Its entry 0 contains the head of the old generation. Entries of earlier generations
 * stay readable; their seq becomes negative, so that the new generation starts at 0.
 * @throws Error of pg when the tables are in use for longer than ten seconds
 */
export async function beginGeneration(options: NewGenerationOptions): Promise<BegunGeneration> {
  const client = new pg.Client({ connectionString: options.ownerUrl, application_name: "agentlattice-restore" });
  client.on("error", () => {}); // A lost connection also rejects the running query.
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query("SET LOCAL lock_timeout = '10s'");
    for (const table of GUARDED) await client.query(`ALTER TABLE app.${table} NO FORCE ROW LEVEL SECURITY`);
    for (const table of APPEND_ONLY) await client.query(`ALTER TABLE app.${table} DISABLE TRIGGER append_only`);
    const begun = await renew(client, options);
    for (const table of APPEND_ONLY) await client.query(`ALTER TABLE app.${table} ENABLE TRIGGER append_only`);
    for (const table of GUARDED) await client.query(`ALTER TABLE app.${table} FORCE ROW LEVEL SECURITY`);
    await client.query("COMMIT");
    return begun;
  } finally {
    await client.end(); // Ending the connection rolls back an open transaction.
  }
}

async function renew(client: pg.Client, options: NewGenerationOptions): Promise<BegunGeneration> {
  const { orgId, kek } = options;
  const head = await readHead(client, orgId);
  const previous = { origin: head.origin, size: head.size, root: frontierRoot(sha256, decodeFrontier(head.size, head.frontier)) };
  const { origin, generation } = nextOrigin(head.origin);
  const vkey = formatVkey(sha256, { origin, publicKey: head.public_key });
  await movePast(client, orgId, head.size);
  const entry = restoredEntry(options, { generation, vkey, previous });
  const rows = new RowBatch();
  const empty = { orgId, origin, frontier: EMPTY_FRONTIER, lastLeaf: Buffer.alloc(32), lastTs: 0, configVersion: 0 };
  const { headRow } = appendEntries(empty, [entry], head.now, rows);
  await client.query("UPDATE app.ledger_head SET origin = $2, config_version = config_version + 1 WHERE org_id = $1", [orgId, origin]);
  const { text, values } = rows.toStatement([headRow]);
  await client.query({ text, values });
  const mac = generationMac(kek, orgId, {
    origin,
    previousOrigin: previous.origin,
    previousSize: previous.size,
    previousRoot: previous.root,
  });
  await client.query(
    `INSERT INTO app.ledger_generation (org_id, generation, origin, previous_origin, previous_size, previous_root, begun_at, mac)
     VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp(), $7)`,
    [orgId, generation, origin, previous.origin, previous.size, Buffer.from(previous.root), mac],
  );
  return { generation, origin, vkey, previous };
}

async function readHead(client: pg.Client, orgId: string): Promise<HeadRow> {
  const { rows } = await client.query<HeadRow>(
    `SELECT h.origin, h.size::float8 AS size, h.frontier,
       coalesce((SELECT l.public_key FROM app.log_key l WHERE l.org_id = h.org_id ORDER BY l.number DESC LIMIT 1), k.public_key) AS public_key,
       (extract(epoch FROM clock_timestamp()) * 1000)::bigint::float8 AS now
     FROM app.ledger_head h JOIN app.org_key k ON k.org_id = h.org_id AND k.purpose = 'log' WHERE h.org_id = $1 FOR UPDATE OF h`,
    [orgId],
  );
  if (!rows[0]) throw new Error(`There is no organisation ${encodeId("org", orgId)} in this database. Check the id.`);
  return rows[0];
}

/** An offset larger than every seq, so that moving rows never collide. */
const ASIDE = 2 ** 52;

async function movePast(client: pg.Client, orgId: string, size: number): Promise<void> {
  for (const table of ["ledger_entry", "decision"]) {
    await client.query(`UPDATE app.${table} SET seq = seq - $2::bigint WHERE org_id = $1`, [orgId, ASIDE]);
    await client.query(`UPDATE app.${table} SET seq = seq + $2::bigint WHERE org_id = $1`, [orgId, ASIDE - size]);
  }
  // Tiles can be computed from the entries, and signed heads of the old generation do not apply to the new one.
  for (const table of ["ledger_node", "ledger_checkpoint"]) await client.query(`DELETE FROM app.${table} WHERE org_id = $1`, [orgId]);
}

function restoredEntry(
  { orgId, newId, signed }: NewGenerationOptions,
  { generation, vkey, previous }: Pick<BegunGeneration, "generation" | "vkey" | "previous">,
): SettledEntry {
  const org = encodeId("org", orgId);
  const id = newId();
  const data = ENTRY_DATA["ledger.restored"].parse({
    generation,
    vkey,
    previous: { origin: previous.origin, size: previous.size, root: toHex(previous.root) },
    ...(signed ? { signed: { size: signed.size, root: toHex(signed.root) } } : {}),
    event_types: ["ledger.restored"],
  });
  return {
    id,
    kind: "ledger.restored",
    actor: { type: "system", id: org },
    subject: { type: "organisation", id: org },
    corr: encodeId("cor", id),
    data,
    payloads: [],
    agent_id: null,
    action_type: null,
    environment: null,
  };
}
