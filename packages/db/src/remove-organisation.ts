import pg from "pg";

const STATEMENT_TIMEOUT_MS = 15 * 60_000;

/** The end of a log, as it is kept after the log itself is deleted. */
export interface LastHead {
  readonly origin: string;
  readonly size: number;
  /** Signed note. */
  readonly checkpoint: string;
  readonly vkey: string;
}

/**
 * Deletes every row of an organisation whose log has ended, and the people who belong nowhere else, and leaves a tombstone, in one
 * transaction. Returns `false` when the log has not ended, or everything is deleted already.
 */
export async function removeOrganisation(url: string, orgId: string, { origin, size, checkpoint, vkey }: LastHead): Promise<boolean> {
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
    const { rows } = await client.query("SELECT app.remove_organisation($1, $2, $3, $4, $5) AS removed", [
      orgId,
      origin,
      size,
      checkpoint,
      vkey,
    ]);
    return rows[0].removed === true;
  } finally {
    await client.end();
  }
}
