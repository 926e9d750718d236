"use client";

import type { PolicyImpact, PolicyImpactInput } from "@agentlattice/contract";
import { ActionName } from "#components/ui/action-name.tsx";
import { Link } from "#components/ui/link.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { useOp } from "#lib/api/use-op.ts";
import { plural } from "#lib/format/text.ts";
import { PanelError, PanelSection } from "./panel-section.tsx";

type Change = PolicyImpact["changes"][number];
const OUTCOMES: Record<Change["outcome"], string> = {
  ends: "ends",
  asks_more: "needs more votes",
  approved: "needs no further vote",
};
const MAX_SHOWN = 10;

/** Shows which open requests a change of a policy ends or changes. */
export function ImpactPanel({ change }: { change: PolicyImpactInput }) {
  const { data, error } = useOp("previewPolicyImpact", { body: change });
  return (
    <PanelSection title="Open requests">
      {error && <PanelError title="The open requests could not be compared" error={error} />}
      {!data && !error && <SkeletonBar className="h-8 w-full" />}
      {data && <Impact impact={data} />}
    </PanelSection>
  );
}

function Impact({ impact }: { impact: PolicyImpact }) {
  const { affected, changes, compared, more } = impact;
  const { waiting, approved } = affected;
  const total = waiting + approved;
  const note = more ? ` Only ${compared} were compared; there are more.` : "";
  if (total === 0)
    return (
      <p className="text-label text-ink-2">
        {compared === 0
          ? "No request is waiting, and no approval is unused."
          : `None of ${plural(compared, "open request", "open requests")} changes.`}
        {note}
      </p>
    );
  return (
    <>
      <p className="text-label text-hold">
        {`Changes ${plural(waiting, "waiting request", "waiting requests")} and ${plural(approved, "unused approval", "unused approvals")}.${note}`}
      </p>
      <ul className="mt-2 flex flex-col gap-1 text-label">
        {changes.slice(0, MAX_SHOWN).map(({ approval_id, action_type, environment, outcome, reason }) => (
          <li key={approval_id} className="flex min-w-0 flex-wrap items-baseline gap-x-2">
            <Link href={`/approvals/${approval_id}`} className="min-w-0 break-words">
              <ActionName type={action_type} />
            </Link>
            <span className="text-ink-3">{environment}</span>
            <span className="text-ink-2">{OUTCOMES[outcome]}</span>
            {reason && <span className="font-mono text-code text-ink-3">{reason}</span>}
          </li>
        ))}
      </ul>
      {total > MAX_SHOWN && <p className="mt-1 text-label text-ink-3">{`and ${total - MAX_SHOWN} more`}</p>}
    </>
  );
}
