// Creates a long history for pages that count decisions. The rows are copies of seeded ones, spread over a period. The log does not
// contain them, so nothing that reads proofs may run on this database.
import pg from "pg";

/** Returns a UUIDv7 of the time `ts`. */
const ID_AT = `(lpad(to_hex((extract(epoch FROM ts) * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 3) || '8'
  || substr(md5(random()::text), 1, 15))::uuid`;

/**
 * Adds decisions with the approvals, execution entries and reports of the copied ones.
 * @param {object} grown
 * @param {string} grown.adminUrl a superuser's address of the server: the product's own roles may not write these rows
 * @param {string} grown.agentName of an agent of the organisation that grows
 * @param {number} grown.decisions
 * @param {number} grown.days
 */
export async function growHistory({ adminUrl, agentName, decisions, days }) {
  const admin = new pg.Client({ connectionString: adminUrl.replace(/\/[^/]*$/, "/agentlattice") });
  await admin.connect();
  await admin.query("SET search_path = app, pg_catalog");
  await admin.query(
    `CREATE TEMP TABLE grown AS
     WITH copied AS (
       SELECT d.*, row_number() OVER (ORDER BY d.id) AS place FROM decision d
       WHERE d.org_id = (SELECT org_id FROM agent WHERE name = $1 LIMIT 1)
     ), spread AS (
       SELECT i, 1 + i % (SELECT count(*) FROM copied) AS place, clock_timestamp() - make_interval(secs => $3::float8 * 86400 * i / $2::float8) AS ts FROM generate_series(1, $2::int) i
     )
     SELECT copied.org_id, copied.id AS like_id, spread.i, spread.ts, ${ID_AT.replaceAll("ts", "spread.ts")} AS id,
       CASE WHEN copied.approval_id IS NULL THEN NULL ELSE ${ID_AT.replaceAll("ts", "spread.ts")} END AS approval_id,
       ${ID_AT.replaceAll("ts", "spread.ts")} AS executed_id
     FROM spread JOIN copied USING (place)`,
    [agentName, decisions, days],
  );
  const statements = [
    "ANALYZE grown",
    `INSERT INTO decision (org_id, id, seq, ts, action_type, agent_id, key_id, environment, status, denial_reason, policy_name, approval_id)
     SELECT g.org_id, g.id, 100000000 - g.i, g.ts, d.action_type, d.agent_id, d.key_id, d.environment, d.status, d.denial_reason, d.policy_name, g.approval_id
     FROM grown g JOIN decision d ON d.org_id = g.org_id AND d.id = g.like_id`,
    `INSERT INTO approval (org_id, approval_id, event_id, agent_id, key_id, action_type, environment, status, digest, policies, plan, risk,
       requested_at, expires_at, decided_at, decided_by, executed_event_id)
     SELECT g.org_id, g.approval_id, g.id, a.agent_id, a.key_id, a.action_type, a.environment,
       CASE a.status WHEN 'pending' THEN 'expired' ELSE a.status END, a.digest, a.policies, a.plan, a.risk,
       g.ts, g.ts + (a.expires_at - a.requested_at), g.ts + (a.decided_at - a.requested_at), a.decided_by,
       CASE WHEN a.executed_event_id IS NULL THEN NULL ELSE g.executed_id END
     FROM grown g JOIN decision d ON d.org_id = g.org_id AND d.id = g.like_id
     JOIN approval a ON a.org_id = g.org_id AND a.approval_id = d.approval_id`,
    `INSERT INTO approval_vote (org_id, approval_id, user_id, decision, at, entry_id)
     SELECT g.org_id, g.approval_id, v.user_id, v.decision, g.ts + (v.at - a.requested_at), g.executed_id
     FROM grown g JOIN decision d ON d.org_id = g.org_id AND d.id = g.like_id
     JOIN approval a ON a.org_id = g.org_id AND a.approval_id = d.approval_id
     JOIN approval_vote v ON v.org_id = a.org_id AND v.approval_id = a.approval_id`,
    `INSERT INTO ledger_entry (org_id, seq, id, kind, ts, agent_id, action_type, bytes, leaf_hash)
     SELECT g.org_id, 200000000 - g.i, g.executed_id, e.kind, g.ts + (e.ts - a.requested_at), e.agent_id, e.action_type, e.bytes, e.leaf_hash
     FROM grown g JOIN decision d ON d.org_id = g.org_id AND d.id = g.like_id
     JOIN approval a ON a.org_id = g.org_id AND a.approval_id = d.approval_id
     JOIN ledger_entry e ON e.org_id = a.org_id AND e.id = a.executed_event_id`,
    `INSERT INTO action_report (org_id, entry_id, event_id, status, reported_at)
     SELECT DISTINCT ON (g.id) g.org_id, gen_random_uuid(), g.id, r.status, g.ts + interval '25 seconds'
     FROM grown g JOIN action_report r ON r.org_id = g.org_id AND r.event_id = g.like_id`,
    "ANALYZE decision, approval, approval_vote, ledger_entry, action_report",
  ];
  for (const statement of statements) await admin.query(statement);
  const { rows } = await admin.query(
    `SELECT (SELECT count(*)::int FROM decision) AS decisions, (SELECT count(*)::int FROM approval) AS approvals,
      (SELECT count(*)::int FROM action_report) AS reports`,
  );
  await admin.end();
  return rows[0];
}
