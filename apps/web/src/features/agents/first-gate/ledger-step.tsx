"use client";

import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { Link } from "#components/ui/link.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { ProofSection } from "#features/audit/proof-section.tsx";
import { useChecked } from "#features/audit/use-checked.ts";
import { useProof } from "#features/audit/use-entries.ts";
import { useHead } from "#features/shell/use-head.ts";
import { formatCount } from "#lib/format/text.ts";
import type { Progress } from "./progress.ts";
import { Step } from "./step.tsx";

/** The ledger entry of the outcome, verified in this browser. */
export function LedgerStep({ progress }: { progress: Progress }) {
  if (progress.at !== "executed" && progress.at !== "stopped") {
    return (
      <Step state="later" title="Verify the entry in the ledger" last>
        <p className="text-ink-3">The entry and its proof, verified in this browser.</p>
      </Step>
    );
  }
  return (
    <Step state="done" title="Recorded in the ledger" note={`entry ${formatCount(progress.seq)}`} last>
      <Proof seq={progress.seq} />
      <p className="mt-5 flex flex-wrap items-center gap-4">
        <LinkButton href="/agents">All agents</LinkButton>
        <Link href={`/audit?entry=${progress.seq}`} className="text-label font-medium text-accent-text hover:underline">
          Open the entry in Audit
        </Link>
      </p>
    </Step>
  );
}

function Proof({ seq }: { seq: number }) {
  const { data: proof, error, refetch } = useProof(seq);
  const { data: head } = useHead();
  const checked = useChecked(proof, head?.vkey);
  if (error && !proof)
    return (
      <ErrorNotice title="The proof did not load" stillWorks="Audit shows the same proof." error={error} onRetry={() => void refetch()} />
    );
  if (!proof) return <SkeletonBar className="mt-2 h-48 w-full" />;
  return (
    <div className="mt-2 overflow-hidden rounded-popover border border-line-strong [&_svg[role=img]]:max-w-[372px] [&>section:last-child]:border-b-0">
      <ProofSection proof={proof} checked={checked} head={head} />
    </div>
  );
}
