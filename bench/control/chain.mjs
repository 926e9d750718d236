// A delegation chain that is longer than can be created: the query goes on to depth 32. The API creates the first levels, copies of the last
// one, without keys, follow below it.
import pg from "pg";
import { call } from "../lib/product.mjs";

export const DEPTH = 32;
const CREATED = 8;
/** Delegations of other agents of the organisation. */
const OTHERS = 2_000;

/** Creates the chain below the agent of a key. Returns a connection and the UUID of the agent. */
export async function growChain({ product, adminUrl, key }) {
  let token = key;
  for (let depth = 1; depth <= CREATED; depth++) {
    const delegation = { name: `level-${depth}`, capabilities: ["doc.*"], ttl: 3_600 };
    token = (await call(product.port, "POST", "/api/v1/delegations", token, delegation)).api_key;
  }
  const sql = new pg.Client({ connectionString: adminUrl.replace(/\/[^/]*$/, "/agentlattice") });
  await sql.connect();
  await sql.query("SET search_path = app, pg_catalog");
  await sql.query("ALTER TABLE delegation DROP CONSTRAINT delegation_depth_check, DROP CONSTRAINT delegation_org_id_key_id_fkey");
  for (let depth = CREATED; depth < DEPTH; depth++) await sql.query(ADD_LEVEL, [depth]);
  await sql.query(ADD_OTHERS, [OTHERS]);
  await sql.query("ANALYZE agent, delegation");
  const { rows } = await sql.query("SELECT parent_agent_id AS id FROM delegation WHERE depth = 1 AND name = 'level-1'");
  return { sql, root: rows[0].id };
}

/** Adds a copy of the delegation at a depth below it. */
const ADD_LEVEL = `WITH last AS (
    SELECT d.*, a.root_agent_id AS root, gen_random_uuid() AS agent, gen_random_uuid() AS next FROM delegation d
    JOIN agent a ON a.org_id = d.org_id AND a.agent_id = d.child_agent_id WHERE d.depth = $1),
  made AS (INSERT INTO agent (org_id, agent_id, name, capabilities, root_agent_id)
    SELECT org_id, agent, 'level-' || depth + 1, capabilities, root FROM last)
  INSERT INTO delegation (org_id, delegation_id, name, parent_delegation_id, parent_agent_id, child_agent_id, key_id, chain, path, depth,
    capabilities, environment, created_by, created_at, expires_at)
  SELECT org_id, next, 'level-' || depth + 1, delegation_id, child_agent_id, agent, gen_random_uuid(), chain || child_agent_id, path || next,
    depth + 1, capabilities, environment, created_by, created_at, expires_at FROM last`;

/** Adds agents, each with one delegation. */
const ADD_OTHERS = `WITH other AS MATERIALIZED (
    SELECT d.*, gen_random_uuid() AS parent, gen_random_uuid() AS child, gen_random_uuid() AS next
    FROM (SELECT * FROM delegation WHERE depth = 1 LIMIT 1) d, generate_series(1, $1)),
  parents AS (INSERT INTO agent (org_id, agent_id, name, capabilities) SELECT org_id, parent, 'other-' || parent, capabilities FROM other),
  children AS (INSERT INTO agent (org_id, agent_id, name, capabilities, root_agent_id)
    SELECT org_id, child, 'other-' || child, capabilities, parent FROM other)
  INSERT INTO delegation (org_id, delegation_id, name, parent_agent_id, child_agent_id, key_id, chain, path, depth, capabilities, environment,
    created_by, created_at, expires_at)
  SELECT org_id, next, 'other', parent, child, gen_random_uuid(), ARRAY[parent], ARRAY[next], 1, capabilities, environment, created_by,
    created_at, expires_at FROM other`;

/** Walks the chain below an agent with one recursive query and nothing else. */
export function recurse({ sql, root }) {
  return sql.query({
    name: "recurse",
    text: `WITH RECURSIVE below(org_id, agent_id, depth) AS (
       SELECT org_id, agent_id, 0 FROM app.agent WHERE agent_id = $1
       UNION ALL
       SELECT d.org_id, d.child_agent_id, b.depth + 1 FROM below b JOIN app.delegation d ON d.org_id = b.org_id AND d.parent_agent_id = b.agent_id
       WHERE b.depth < 32)
     SELECT * FROM below`,
    values: [root],
  });
}
