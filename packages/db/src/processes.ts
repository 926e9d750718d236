import type { Statements } from "./pools/ledger-pool.ts";

/** The number of processes that use a bus. */
export interface BusUse {
  readonly bus: string;
  readonly processes: number;
}

/** The processes that share the database. A row that was not refreshed for 15 seconds belongs to a process that ended. */
export interface Processes {
  /** Refreshes the row of a process. Returns the buses of the other processes. */
  announce(processId: string, bus: string): Promise<BusUse[]>;
  /** Deletes the row of a process that stops. */
  leave(processId: string): Promise<void>;
}

const ANNOUNCE = `WITH own AS (
    INSERT INTO app.server_process (process_id, bus, seen_at) VALUES ($1, $2, clock_timestamp())
    ON CONFLICT (process_id) DO UPDATE SET bus = excluded.bus, seen_at = excluded.seen_at),
  ended AS (DELETE FROM app.server_process WHERE process_id <> $1 AND seen_at < clock_timestamp() - interval '1 hour')
  SELECT bus, count(*)::int AS processes FROM app.server_process
  WHERE process_id <> $1 AND seen_at > clock_timestamp() - interval '15 seconds' GROUP BY bus ORDER BY bus`;

export function openProcesses(database: Statements): Processes {
  return {
    announce: (processId, bus) => database.rows(ANNOUNCE, [processId, bus]),
    leave: async (processId) => void (await database.rows("DELETE FROM app.server_process WHERE process_id = $1", [processId])),
  };
}
