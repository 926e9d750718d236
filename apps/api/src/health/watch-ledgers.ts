import type { LedgerFault } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";

const FIRST_LOOK_MS = 3_000;
const AGAIN_MS = 1_000;

/** Whether this process can sign, and so decide. */
export interface LedgerWatch {
  /** @throws AppError SIGNER_STATE_INVALID, LEDGER_DIVERGED, SIGNING_PENDING when nobody is decided for here */
  assertSigned(): Promise<void>;
}

/**
 * Signs the heads of all ledgers that were signed on this machine before, once at the start; those that could not be are tried again when
 * somebody asks, at most once a second.
 */
export function watchLedgers(deps: Deps): LedgerWatch {
  const { database, log, now } = deps;
  let lookedAt = 0;
  let looking: Promise<void> | null = null;
  const look = () => {
    looking ??= database
      .checkLedgers()
      .catch((err) => log.warn({ err }, "the heads of the ledgers were not looked at"))
      .finally(() => {
        lookedAt = now();
        looking = null;
      });
    return looking;
  };
  return {
    async assertSigned() {
      const due = lookedAt === 0 || (database.health.faults().length > 0 && now() - lookedAt >= AGAIN_MS);
      // A long list takes longer than whoever asks will wait.
      if (due) await Promise.race([look(), new Promise((resolve) => setTimeout(resolve, FIRST_LOOK_MS).unref())]);
      // INVARIANT: what was not looked at yet is not reported as well.
      if (lookedAt === 0)
        throw new AppError("SIGNING_PENDING", {
          detail: "This process is still looking at the heads of its ledgers. Ask again.",
          retryAfter: 1,
        });
      const fault = database.health.faults().find((candidate) => stopsAll(candidate, database.health.signsAny));
      if (fault) throw new AppError(fault.code, { detail: fault.message });
    },
  };
}

/** What is wrong with a file is wrong with this machine, and another may do better; otherwise it is enough that somebody is decided for. */
function stopsAll({ code }: LedgerFault, signsAny: boolean): boolean {
  return code === "SIGNER_STATE_INVALID" || !signsAny;
}
