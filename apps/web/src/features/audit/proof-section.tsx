import type { Receipt } from "@agentlattice/contract";
import clsx from "clsx";
import type { ReactNode } from "react";
import { Diamond } from "#components/ui/diamond.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Hash } from "#components/ui/hash.tsx";
import { formatCount, plural } from "#lib/format/text.ts";
import { ProofDrawing } from "./proof-drawing.tsx";
import type { Checked } from "./use-checked.ts";

interface ProofSectionProps {
  proof: Receipt & { tree_size: number };
  checked: Checked;
  /** Name and id of the key that signed. */
  keyName: string;
}

/** The proof, drawn and checked, and how far it reaches. */
export function ProofSection({ proof, checked, keyName }: ProofSectionProps) {
  const invalid = checked.state === "invalid";
  return (
    <>
      <section className="border-b px-6 py-5">
        <div className="flex items-baseline justify-between gap-3">
          <h3 className="text-body">Proof</h3>
          <p role="status" className={clsx("text-label", invalid ? "text-deny" : "text-ink-2")}>
            {checked.state === "checking" && "checking in this browser"}
            {checked.state === "signed" && `checked in this browser, ${checked.tookMs} ms`}
            {invalid && "does not hold"}
          </p>
        </div>
        <ProofDrawing index={proof.seq} size={proof.tree_size} invalid={invalid} />
        <div className="flex flex-wrap items-center justify-between gap-x-3 text-small text-ink-3">
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
        {invalid ? <Invalid seq={proof.seq} reason={checked.reason} /> : <Ladder checked={checked} keyName={keyName} />}
      </section>
    </>
  );
}

function Ladder({ checked, keyName }: { checked: Checked; keyName: string }) {
  const signed = checked.state === "signed";
  return (
    <ol className="relative flex flex-col gap-4">
      <span aria-hidden="true" className="absolute top-2 bottom-8 left-[5.5px] w-px bg-line-strong" />
      <Rung name="SIGNED" reached={signed}>
        {signed ? (
          <>
            Checkpoint {formatCount(checked.size)} carries key <span className="font-mono break-all">{keyName}</span>. A signature alone
            does not show that nothing was rewritten.
          </>
        ) : (
          "Not checked yet."
        )}
      </Rung>
      <Rung name="PINNED" reached={false}>
        This browser holds no earlier head to compare with.
      </Rung>
      <Rung name="WITNESSED" reached={false}>
        No witness yet.
      </Rung>
    </ol>
  );
}

/** SIGNED is never green: it says who signed, not that nothing was rewritten. */
function Rung({ name, reached, children }: { name: string; reached: boolean; children: ReactNode }) {
  return (
    <li className="relative flex gap-3">
      <span className="flex h-4 w-3 shrink-0 items-center justify-center">
        <Diamond size={reached ? 11 : 10} hollow={!reached} className={reached ? "text-ink-2" : "text-ink-3"} />
      </span>
      <div className="min-w-0">
        <p className={clsx("text-label font-semibold", reached ? "text-ink" : "text-ink-3")}>
          {name}
          {!reached && <span className="sr-only">, not reached</span>}
        </p>
        <p className={clsx("text-label", reached ? "text-ink-2" : "text-ink-3")}>{children}</p>
      </div>
    </li>
  );
}

function Invalid({ seq, reason }: { seq: number; reason: string }) {
  return (
    <div role="alert" className="flex gap-3">
      <span className="flex h-4 items-center">
        <GateMark state="deny" />
      </span>
      <div>
        <p className="text-label font-semibold text-deny">INVALID</p>
        <p className="text-label text-ink-2">
          Entry {formatCount(seq)} does not stand in the head that was signed. Keep this proof and compare it with a head that somebody else
          holds. <span className="font-mono text-code">{reason}</span>
        </p>
      </div>
    </div>
  );
}
