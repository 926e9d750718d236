// Creates recorded decisions in bulk, as the product stores them: row, encrypted payload and salt. The benchmark measures reading them.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { loadKek } from "../../packages/db/dist/provision.mjs";

const BATCH = 5_000;
const FIELD = "decision";
/** A seq above every live entry. */
const FIRST_SEQ = 1_000_000_000;

/**
 * @param {{ admin: import("pg").Client, dataDir: string, count: number, distinct: number, action: string }} options
 *   `distinct`: how many different submissions there are among them
 */
export async function sealDecisions({ admin, dataDir, count, distinct, action }) {
  const { rows } = await admin.query(
    `SELECT a.org_id, a.agent_id, k.wrapped FROM app.agent a JOIN app.org_key k ON k.org_id = a.org_id AND k.purpose = 'data'
     WHERE a.capabilities = '{*}' LIMIT 1`,
  );
  const [{ org_id: org, agent_id: agent, wrapped }] = rows;
  const kek = Buffer.from(loadKek({ env: {}, dataDir }).kek);
  const dataKey = open(kek, wrapped, Buffer.from(`al/org-key/v1/${org}/data`));
  const now = Date.now() - count;
  for (let start = 0; start < count; start += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, count - start) }, (_, i) => start + i);
    const ids = batch.map((i) => uuidAt(now + i));
    const salts = ids.map(() => randomBytes(32));
    const sealed = batch.map((i, at) => seal(dataKey, salts[at], Buffer.from(`${org}|${ids[at]}|${FIELD}`), payload(i % distinct, action)));
    await admin.query(
      `INSERT INTO app.decision (org_id, id, seq, ts, action_type, agent_id, key_id, environment, status, policy_name)
       SELECT $1, r.id, r.seq, to_timestamp(r.ms / 1000.0), $2, $3, $3, 'prod', 'executed', 'bench-refunds'
       FROM unnest($4::uuid[], $5::bigint[], $6::float8[]) AS r (id, seq, ms)`,
      [org, action, agent, ids, batch.map((i) => FIRST_SEQ + i), batch.map((i) => now + i)],
    );
    await admin.query(
      "INSERT INTO app.ledger_payload (org_id, entry_id, field, ciphertext) SELECT $1, r.id, $2, r.c FROM unnest($3::uuid[], $4::bytea[]) AS r (id, c)",
      [org, FIELD, ids, sealed],
    );
    await admin.query(
      "INSERT INTO app.ledger_salt (org_id, entry_id, field, salt) SELECT $1, r.id, $2, r.s FROM unnest($3::uuid[], $4::bytea[]) AS r (id, s)",
      [org, FIELD, ids, salts],
    );
  }
}

/** Returns canonical JSON (RFC 8785), as the product writes it. */
function payload(n, action) {
  const submission = {
    action_type: action,
    metadata: { amount: n % 100, currency: "EUR", customer: `c-${n}`, notes: "x".repeat(120), order: `o-${n}` },
  };
  return Buffer.from(JSON.stringify({ evaluation: { conditions: [], message: "Allowed by bench-refunds.", obligations: [] }, submission }));
}

function seal(dataKey, salt, aad, plaintext) {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", Buffer.from(hkdfSync("sha256", dataKey, salt, "al/payload/v1", 32)), iv);
  cipher.setAAD(aad);
  return Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function open(key, sealed, aad) {
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12));
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}

/** Returns a UUIDv7 of a time. */
function uuidAt(ms) {
  const hex = ms.toString(16).padStart(12, "0") + randomBytes(10).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
