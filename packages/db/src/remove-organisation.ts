import pg from "pg";

const STATEMENT_TIMEOUT_MS = 15 * 60_000;

/** The last head of a log, kept after the log is deleted. */
export interface LastHead {
  readonly origin: string;
  readonly size: number;
  /** The signed note of the head. */
  readonly checkpoint: string;
  readonly vkey: string;
}

/**
 * Deletes an organisation whose log has ended, with the people who have no other organisation, and leaves a tombstone, in one transaction.
 * Returns false when the log has not ended or the organisation was deleted before.
 */
export async function removeOrganisation(url: string, orgId: string, { origin, size, checkpoint, vkey }: LastHead): Promise<boolean> {
  // A separate connection without the usual timeout, because deleting a long ledger takes time.
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 3_000,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: "agentlattice-removal",
  });
  client.on("error", () => {}); // A lost connection also rejects the running query.
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
