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

export function openProcesses(database: Statements): Processes {
  return {
    announce: (processId, bus) => database.rows("SELECT bus, processes FROM app.announce_process($1, $2)", [processId, bus]),
    leave: async (processId) => void (await database.rows("SELECT app.leave_process($1)", [processId])),
  };
}
