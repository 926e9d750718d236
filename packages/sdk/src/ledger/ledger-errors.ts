import { AgentLatticeError } from "../errors.ts";
import type { LedgerPin } from "./ledger-pin.ts";

/**
 * A receipt, head or proof is not valid. `reason` names the cause, such as `BAD_SIGNATURE`, `NOT_INCLUDED` or `NOT_A_RECEIPT`; `code` is
 * `LEDGER_INVALID`. Keep the input as evidence.
 *
 * @example
 * if (error instanceof LedgerVerificationError) console.error("not proven:", error.reason);
 */
export class LedgerVerificationError extends AgentLatticeError {
  readonly reason: string;

  constructor(reason: string, message: string) {
    super("LEDGER_INVALID", message, { retryable: false });
    this.name = "LedgerVerificationError";
    this.reason = reason;
  }
}

/**
 * The ledger contradicts a head that was verified before: history was rewritten, or two different logs were shown. `code` is
 * `LEDGER_DIVERGED`. `pinned` and `seen` are both signed by the log's key and prove it together.
 *
 * @example
 * if (error instanceof LedgerDivergenceError) await writeFile("evidence.json", JSON.stringify([error.pinned, error.seen]));
 */
export class LedgerDivergenceError extends AgentLatticeError {
  readonly pinned: LedgerPin;
  readonly seen: LedgerPin;

  constructor(pinned: LedgerPin, seen: LedgerPin) {
    super("LEDGER_DIVERGED", `The ledger of ${seen.size} entries does not begin with the ${pinned.size} that were verified before.`, {
      retryable: false,
    });
    this.name = "LedgerDivergenceError";
    this.pinned = pinned;
    this.seen = seen;
  }
}
