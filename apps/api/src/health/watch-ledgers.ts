import type { LedgerFault } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";

const FIRST_CHECK_MS = 3_000;
const RECHECK_MS = 1_000;

/** Checks that this process can sign ledgers, which is required to decide. */
export interface LedgerWatch {
  /** @throws AppError SIGNER_STATE_INVALID, LEDGER_DIVERGED, SIGNING_PENDING when no ledger can be signed */
  assertSigned(): Promise<void>;
}

/**
 * Signs the heads of all ledgers that were signed on this machine before, once at the start. Each check retries failed ones, at most once
 * a second.
 */
export function watchLedgers(deps: Pick<Deps, "database" | "log" | "now">): LedgerWatch {
  const { database, log, now } = deps;
  let checkedAt = 0;
  let checking: Promise<void> | null = null;
  const check = () => {
    checking ??= database
      .checkLedgers()
      .catch((err) => log.warn({ err }, "the heads of the ledgers were not checked"))
      .finally(() => {
        checkedAt = now();
        checking = null;
      });
    return checking;
  };
  return {
    async assertSigned() {
      const due = checkedAt === 0 || (database.health.faults().length > 0 && now() - checkedAt >= RECHECK_MS);
      // A long list takes longer than the caller waits, so the check does not wait for it.
      if (due) await Promise.race([check(), new Promise((resolve) => setTimeout(resolve, FIRST_CHECK_MS).unref())]);
      // INVARIANT: ledgers that were not checked yet are not reported as healthy.
      if (checkedAt === 0)
        throw new AppError("SIGNING_PENDING", {
          detail: "This process is still checking the heads of its ledgers. Retry in a moment.",
          retryAfter: 1,
        });
      const fault = database.health.faults().find((candidate) => stopsAll(candidate, database.health.signsAny));
      if (fault) throw new AppError(fault.code, { detail: fault.message });
    },
  };
}

/** Returns the fault that makes the process unready: a file fault, which is local to this machine, or any fault when no ledger can be signed. */
function stopsAll({ code }: LedgerFault, signsAny: boolean): boolean {
  return code === "SIGNER_STATE_INVALID" || !signsAny;
}
