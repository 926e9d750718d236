import type { VerifyResult } from "@agentlattice/contract";
import { type CheckpointFailure, describeRoot, type LogHead, type LogReport } from "@agentlattice/core/ledger";
import type { z } from "zod";

/** A reason why a stored ledger is not the one that was signed. */
export type Fault = Omit<z.output<typeof VerifyResult>["faults"][number], "row_id">;

/** Returns everything that contradicts the signed ledger. @param report null when the entries lead to the head */
export function faultsOf(
  heads: { readonly faults: readonly Fault[] },
  report: LogReport | null,
  columns: { readonly seq: number; readonly differs: string } | null,
): Fault[] {
  return [
    ...heads.faults,
    ...(report
      ? [
          {
            class: report.class ?? "ROOT_MISMATCH",
            seq: report.first_bad_seq ?? null,
            message: report.message,
            expected: report.expected ?? null,
            found: report.found ?? null,
          },
        ]
      : []),
    ...(columns
      ? [
          {
            class: "COLUMN_MISMATCH",
            seq: columns.seq,
            message: `The row of entry ${columns.seq} contradicts the entry in it: ${columns.differs}.`,
            expected: null,
            found: null,
          },
        ]
      : []),
  ];
}

export function malformedHead(size: number): Fault {
  return {
    class: "HEAD_MALFORMED",
    seq: null,
    message: `The stored head is not one of a log with ${size} entries: its size or its hashes were changed.`,
    expected: null,
    found: null,
  };
}

/** @param known what the signer knows of the fault; null when it has not looked yet */
export function unsignedHead(size: number, head: LogHead | null, known: { readonly signed: LogHead | null } | null): Fault {
  const signed = known?.signed ?? null;
  const shorter = signed && size < signed.size ? ` The last ${signed.size - size} signed entries are missing.` : "";
  return {
    class: "HEAD_NOT_SIGNED",
    seq: signed && size < signed.size ? size : null,
    message: `The stored ledger does not extend the head that was signed last on this machine.${shorter} GET /audit/status has the remedy.`,
    expected: signed && describeRoot(signed.size, signed.root),
    found: head && describeRoot(size, head.root),
  };
}

export function unsignedCheckpoint(size: number, reason: CheckpointFailure): Fault {
  return {
    class: "CHECKPOINT_NOT_SIGNED",
    seq: null,
    message: `The newest stored checkpoint, of ${size} entries, does not verify with the key of the log (${reason}).`,
    expected: null,
    found: null,
  };
}
