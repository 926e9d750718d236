"use client";

import type { Halt } from "@agentlattice/contract";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { formatUtcTime } from "#lib/format/time.ts";
import { confirmedOf, nameHalt } from "./halt-words.ts";
import { useActiveHalts } from "./use-halts.ts";

/** An alert above every page for each halt in force. It stays until a person resumes. */
export function HaltBanner() {
  const halts = useActiveHalts().data?.data ?? [];
  const [newest, ...others] = halts;
  if (!newest) return null;
  return (
    <section role="alert" aria-label="Halt" className="shrink-0 bg-deny-wash px-4 py-2 text-body tablet:px-6">
      <div className="flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1">
        <span className="flex min-w-0 flex-1 items-center gap-3 max-tablet:basis-full">
          <GateMark state="deny" />
          <Sentence halt={newest} />
          {others.length > 0 && <span className="shrink-0 text-ink-2">and {others.length} more</span>}
        </span>
        <span className="flex items-center gap-3 max-tablet:flex-1 max-tablet:justify-between">
          <span className="text-label font-medium">{confirmedOf(newest)}</span>
          <LinkButton href={others.length > 0 ? "/agents/halts" : `/agents/halts/${newest.id}`}>
            {others.length > 0 ? "View halts" : "View halt"}
          </LinkButton>
        </span>
      </div>
    </section>
  );
}

function Sentence({ halt }: { halt: Halt }) {
  return (
    <p className="min-w-0 max-w-[80ch] break-words max-tablet:truncate">
      <strong>{halt.drill_id === null ? "Halt in force" : "Halt drill in force"}</strong> on{" "}
      <span className="font-mono text-code">{nameHalt(halt)}</span>{" "}
      <span className="text-ink-2 max-tablet:hidden">
        since {formatUtcTime(halt.requested_at)} UTC{halt.requested_by && `, by ${halt.requested_by.name}`}.
        {halt.reason !== undefined && (
          <>
            {" "}
            Reason: <UntrustedInline text={halt.reason} />
          </>
        )}
      </span>
    </p>
  );
}
