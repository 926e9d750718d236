import pg from "pg";

const STATEMENT_TIMEOUT_MS = 15 * 60_000;

/**
 * Deletes every row of an organisation that was marked as removed, and the people who belong nowhere else, in one
 * transaction. Answers `false` when it is not marked, or gone already.
 */
export async function removeOrganisation(url: string, orgId: string): Promise<boolean> {
  // A connection of its own: a long ledger takes longer than any other statement may.
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 3_000,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: "agentlattice-removal",
  });
  client.on("error", () => {}); // a lost connection also rejects the running query
  await client.connect();
  try {
    const { rows } = await client.query("SELECT app.remove_organisation($1) AS removed", [orgId]);
    return rows[0].removed === true;
  } finally {
    await client.end();
  }
}
