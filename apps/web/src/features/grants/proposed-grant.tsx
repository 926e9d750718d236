"use client";

import type { GrantBounds } from "@agentlattice/contract";
import { Button } from "#components/ui/button.tsx";
import { GrantTerms } from "./grant-terms.tsx";

/** The grant that every vote so far names. One click repeats it; an approval without it drops it. */
export function ProposedGrant({ bounds, blocked, onApprove }: { bounds: GrantBounds; blocked: string | null; onApprove: () => void }) {
  return (
    <section aria-label="Proposed grant" className="flex w-full flex-wrap items-center gap-x-4 gap-y-2 border-b pb-3">
      <div className="max-h-40 min-w-0 flex-1 basis-64 overflow-y-auto">
        <p className="font-medium text-ink">The votes so far also give a standing grant.</p>
        <GrantTerms bounds={bounds} />
        <p className="text-label text-ink-3">Approving without it allows this request only and drops the grant.</p>
      </div>
      <Button blocked={blocked} onClick={onApprove} className="max-tablet:h-11">
        Approve with this grant
      </Button>
    </section>
  );
}
