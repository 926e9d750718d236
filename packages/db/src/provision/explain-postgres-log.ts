import { ProvisionError } from "./provision-error.ts";

const CAUSES: [RegExp, (dir: string) => string][] = [
  [/No space left on device/, () => "The disk is full. Free some space and start again; nothing was lost."],
  [
    /Cannot allocate memory|could not map anonymous shared memory|could not (create|resize) shared memory/,
    () => "There is not enough memory to start it.",
  ],
  [
    /lock file "[^"]+" already exists|pre-existing shared memory block/,
    (dir) => `Another server is using ${dir}. Stop it first, or set DATA_DIR to another folder.`,
  ],
  [
    /has wrong ownership|has invalid permissions|Permission denied/i,
    (dir) =>
      `The files in ${dir} belong to another user or have wrong permissions. Start as their owner, or set DATA_DIR to another folder.`,
  ],
  [
    /incompatible with server|initialized by PostgreSQL version/,
    (dir) => `The files in ${dir} were made by another version of Postgres. Set DATA_DIR to another folder, or export and import the data.`,
  ],
  [
    /could not locate a valid checkpoint record|invalid (primary|secondary)? ?checkpoint|PANIC:|is not a valid data|invalid page|could not open file "(base|global|pg_)/,
    (dir) => `The files in ${dir} are damaged. Restore a backup of the data directory; its logs say what is wrong.`,
  ],
];

/** Returns true when the server failed because its port was taken before it could bind it. */
export function isPortTaken(log: string): boolean {
  return /could not bind|Address already in use|could not create any TCP\/IP sockets/.test(log);
}

/** Describes the failure in a server's log, with the last lines when the reason is unknown. */
export function explainPostgresLog(log: string, clusterDir: string, logFile: string): ProvisionError {
  const cause = CAUSES.find(([pattern]) => pattern.test(log))?.[1](clusterDir);
  const detail = cause ?? `The end of its log:\n${log.trim().split("\n").slice(-8).join("\n")}`;
  return new ProvisionError("POSTGRES_FAILED", `Postgres did not start. ${detail}\nLog: ${logFile}`);
}
