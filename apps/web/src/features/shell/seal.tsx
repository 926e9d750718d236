"use client";

import clsx from "clsx";
import type { ReactNode } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Diamond } from "#components/ui/diamond.tsx";
import { Link } from "#components/ui/link.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { formatCount } from "#lib/format/text.ts";
import { type HeadStatus, useHead } from "./use-head.ts";

/** The state of the ledger at the bottom of the sidebar, with a link to Audit. */
export function Seal() {
  const { data: head, isError } = useHead();
  return (
    <section aria-label="Ledger" className="relative border-t px-6 py-1.5 text-label text-ink-2 [--ground:var(--canvas)]">
      <span aria-hidden="true" className="absolute top-[18px] bottom-[18px] left-[28.5px] w-px bg-line-strong" />
      <SealRow newest>
        <Link href="/audit" className="flex h-6 items-center gap-1 rounded-chip text-ink-2 hover:text-ink">
          Ledger head
          <span className="tnum font-semibold text-ink">
            {head ? formatCount(Math.max(0, head.size - 1)) : isError ? "unavailable" : "…"}
          </span>
        </Link>
      </SealRow>
      <SealRow>
        {head?.rootHex ? (
          <span className="inline-flex items-center gap-0.5">
            <span className="font-mono text-[11px] leading-4">
              <span aria-hidden="true">
                <span className="font-semibold text-ink">{head.rootHex.slice(0, 4)}</span>
                {head.rootHex.slice(4, 8)}…{head.rootHex.slice(-4)}
              </span>
              <span className="sr-only">root {head.rootHex}</span>
            </span>
            <CopyButton value={head.rootHex} label="root" />
          </span>
        ) : (
          <span className="font-mono text-[11px] text-ink-3">root</span>
        )}
      </SealRow>
      <SealRow bad={head?.status === "INVALID" || head?.status === "DIVERGED"}>
        {head ? <SealStatus status={head.status} /> : <span className="text-ink-3">…</span>}
      </SealRow>
    </section>
  );
}

const EXPLANATION: Record<HeadStatus, string> = {
  SIGNED: "A signature alone does not show that nothing was rewritten.",
  PINNED: "Signed, and it extends the head that this browser pinned.",
  INVALID: "The signature of this head does not verify in this browser.",
  DIVERGED: "This head contradicts the one that this browser pinned: history was rewritten, or two different logs were served.",
};

function SealStatus({ status }: { status: HeadStatus }) {
  return (
    <Tooltip text={EXPLANATION[status]} side="right">
      <Link
        href="/audit"
        className={clsx(
          "flex h-6 items-center rounded-chip font-semibold",
          status === "SIGNED" && "text-ink-2",
          status === "PINNED" && "text-allow",
          (status === "INVALID" || status === "DIVERGED") && "text-deny",
        )}
      >
        {status}
        <span className="sr-only">. {EXPLANATION[status]}</span>
      </Link>
    </Tooltip>
  );
}

function SealRow({ newest = false, bad = false, children }: { newest?: boolean; bad?: boolean; children: ReactNode }) {
  return (
    <div className="relative flex h-6 items-center gap-3">
      <Diamond
        size={newest ? 9 : 8}
        hollow={!newest && !bad}
        className={newest ? "text-accent" : bad ? "ml-px text-deny" : "ml-[0.5px] text-ink-3"}
      />
      {children}
    </div>
  );
}
