import type { Frontier } from "@agentlattice/core";
import { frontierRoot } from "@agentlattice/core/ledger";
import { LedgerError, type LedgerErrorCode } from "./ledger-error.ts";
import { sha256 } from "./sha256.ts";

/** The reason why heads of a log are not signed. */
export interface LedgerFault {
  readonly orgId: string;
  readonly code: Extract<LedgerErrorCode, "LEDGER_DIVERGED" | "SIGNER_STATE_INVALID" | "SIGNING_PENDING">;
  readonly message: string;
  /** Time at which this process detected the fault, ms since the epoch. */
  readonly since: number;
  /** The last signed head, if known. */
  readonly signed: { readonly size: number; readonly root: Uint8Array } | null;
}

/** Records which logs can be signed. Metrics, the readiness check and the console report it. */
export class SignerHealth {
  readonly #faults = new Map<string, LedgerFault>();
  readonly #signed = new Set<string>();

  good(orgId: string): void {
    this.#faults.delete(orgId);
    this.#signed.add(orgId);
  }

  bad(orgId: string, error: unknown, signed: Frontier | null): void {
    this.#signed.delete(orgId);
    const known = error instanceof LedgerError && (error.code === "LEDGER_DIVERGED" || error.code === "SIGNER_STATE_INVALID");
    this.#faults.set(orgId, {
      orgId,
      code: known ? error.code : "SIGNING_PENDING",
      message: known ? error.message : "The last head could not be signed. The log of the API says why.",
      since: this.#faults.get(orgId)?.since ?? Date.now(),
      signed: signed && signed.size > 0 ? { size: signed.size, root: frontierRoot(sha256, signed) } : null,
    });
  }

  /** Removes a deleted organisation. */
  remove(orgId: string): void {
    this.#faults.delete(orgId);
    this.#signed.delete(orgId);
  }

  faultOf(orgId: string): LedgerFault | null {
    return this.#faults.get(orgId) ?? null;
  }

  faults(): LedgerFault[] {
    return [...this.#faults.values()];
  }

  /** True when at least one log can be signed. */
  get signsAny(): boolean {
    return this.#signed.size > 0;
  }
}
