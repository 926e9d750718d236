import type { Receipt } from "@agentlattice/contract";
import clsx from "clsx";
import { Hash } from "#components/ui/hash.tsx";
import type { CheckedHead } from "#features/shell/use-head.ts";
import { formatCount, plural } from "#lib/format/text.ts";
import { ProofDrawing } from "./proof-drawing.tsx";
import { StatusLadder } from "./status-ladder.tsx";
import type { Checked } from "./use-checked.ts";

interface ProofSectionProps {
  proof: Receipt & { tree_size: number };
  checked: Checked;
  /** The newest head, verified and compared in this browser. */
  head: CheckedHead | undefined;
}

/** The proof as a drawing, its verification result and the status of its head. */
export function ProofSection({ proof, checked, head }: ProofSectionProps) {
  // Name and id of the signing key.
  const keyName = head?.vkey.split("+").slice(0, 2).join("+") ?? "";
  const invalid = checked.state === "invalid";
  return (
    <>
      <section className="border-b px-6 py-5">
        <div className="flex items-baseline justify-between gap-3">
          <h3 className="text-body">Proof</h3>
          <p role="status" className={clsx("text-label", invalid ? "text-deny" : "text-ink-2")}>
            {checked.state === "checking" && "verifying in this browser"}
            {checked.state === "signed" && `verified in this browser, ${checked.tookMs} ms`}
            {invalid && "not valid"}
          </p>
        </div>
        <ProofDrawing index={proof.seq} size={proof.tree_size} invalid={invalid} />
        <div className="-mr-1 flex flex-wrap items-center justify-between gap-x-2 gap-y-1.5 text-small text-ink-3">
          <span className="inline-flex items-center gap-1.5">
            leaf <Hash value={proof.leaf_hash} label="leaf hash" />
          </span>
          <span className="tnum">{plural(proof.hashes.length, "sibling", "siblings")}</span>
          {checked.state === "signed" && (
            <span className="inline-flex items-center gap-1.5">
              root <Hash value={checked.rootHex} label="root" />
            </span>
          )}
        </div>
      </section>
      <section aria-label="Ledger status" className="border-b px-6 py-5">
        {head && (
          <StatusLadder
            head={invalid ? { ...head, status: "INVALID" } : head}
            fault={
              invalid
                ? `Entry ${formatCount(proof.seq)} is not included in the signed head (${checked.reason}). Keep this proof and compare it with a head that another person has saved.`
                : null
            }
            signedBy={
              checked.state === "signed" ? (
                <>
                  Checkpoint {formatCount(checked.size)} is signed by <span className="font-mono break-all">{keyName}</span>.
                </>
              ) : null
            }
          />
        )}
      </section>
    </>
  );
}
