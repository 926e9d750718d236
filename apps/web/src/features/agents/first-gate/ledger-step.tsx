"use client";

import { Bone } from "#components/ui/bone.tsx";
import { Failed } from "#components/ui/failed.tsx";
import { Link } from "#components/ui/link.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { ProofSection } from "#features/audit/proof-section.tsx";
import { useChecked } from "#features/audit/use-checked.ts";
import { useProof } from "#features/audit/use-entries.ts";
import { useHead } from "#features/shell/use-head.ts";
import { formatCount } from "#lib/format/text.ts";
import type { Progress } from "./progress.ts";
import { Step } from "./step.tsx";

/** The entry of what happened, checked in this browser. */
export function LedgerStep({ progress }: { progress: Progress }) {
  if (progress.at !== "executed" && progress.at !== "ended") {
    return (
      <Step state="later" title="See it in the ledger" last>
        <p className="text-ink-3">The entry, its proof, and the check running in this browser.</p>
      </Step>
    );
  }
  return (
    <Step state="done" title="It is in the ledger" note={`entry ${formatCount(progress.seq)}`} last>
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
    return <Failed title="The proof did not load" stillWorks="Audit has it too." error={error} onRetry={() => void refetch()} />;
  if (!proof) return <Bone className="mt-2 h-48 w-full" />;
  return (
    <div className="mt-2 overflow-hidden rounded-popover border border-line-strong [&_svg[role=img]]:max-w-[372px] [&>section:last-child]:border-b-0">
      <ProofSection proof={proof} checked={checked} head={head} />
    </div>
  );
}
