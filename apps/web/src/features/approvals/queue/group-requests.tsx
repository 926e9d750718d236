"use client";

import type { Approval } from "@agentlattice/contract";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { plural } from "#lib/format/text.ts";
import { Arguments } from "../card/exact-arguments.tsx";
import { readSubmission } from "../card/read-submission.ts";
import { isReview } from "../card/reviewed.ts";
import { Section } from "../card/section.tsx";
import { useReview } from "../use-approvals.ts";
import { statesChange } from "./group-queue.ts";

/** Number of requests that are shown at first, and number that each press of the button below the list adds. */
const PAGE = 20;

/** The requests of a group. Each opens to its exact arguments, with the difference between before and after. */
export function GroupRequests({ approvals }: { approvals: readonly Approval[] }) {
  const [shown, setShown] = useState(PAGE);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const listed = approvals.slice(0, shown);
  const changes = approvals.filter(statesChange).length;
  const isAllOpen = listed.every(({ id }) => open.has(id));
  const toggle = (id: string) => {
    const after = new Set(open);
    if (!after.delete(id)) after.add(id);
    setOpen(after);
  };
  return (
    <Section
      title="Exact arguments"
      note={
        changes === 0 ? "of each request" : `${plural(changes, "request states", "requests state")} a difference between before and after`
      }
      end={
        <Button variant="quiet" size="table" onClick={() => setOpen(new Set(isAllOpen ? [] : listed.map(({ id }) => id)))}>
          {isAllOpen ? "Close all" : "Open all"}
        </Button>
      }
    >
      <ul>
        {listed.map((approval) => (
          <li key={approval.id} className="border-b last:border-b-0">
            <Row approval={approval} isOpen={open.has(approval.id)} onToggle={() => toggle(approval.id)} />
          </li>
        ))}
      </ul>
      {shown < approvals.length && (
        <Button size="table" onClick={() => setShown(shown + PAGE)} className="mt-2">
          Show {Math.min(PAGE, approvals.length - shown)} more
        </Button>
      )}
    </Section>
  );
}

function Row({ approval, isOpen, onToggle }: { approval: Approval; isOpen: boolean; onToggle: () => void }) {
  const { summary, target } = approval;
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  const text = summary ?? target;
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={onToggle}
        className="quick flex min-h-9 w-full items-center gap-1.5 py-1.5 text-left hover:bg-hover focus-visible:-outline-offset-2 max-tablet:min-h-11"
      >
        <Chevron size={14} strokeWidth={1.75} aria-hidden="true" className="shrink-0 text-ink-3" />
        <span className="min-w-0 flex-1 truncate">{text ? <UntrustedInline text={text} /> : "No target"}</span>
        {statesChange(approval) && <span className="shrink-0 text-label text-ink-3">before and after</span>}
      </button>
      {isOpen && (
        <div className="pt-1 pb-4 pl-5">
          <RequestArguments id={approval.id} />
        </div>
      )}
    </>
  );
}

/** Loads the arguments of a request when it is opened. */
function RequestArguments({ id }: { id: string }) {
  const { data, error, refetch } = useReview(id);
  if (data && isReview(data) && data.submission) return <Arguments view={readSubmission(data.submission)} />;
  if (data) return <p className="text-ink-2">The arguments cannot be shown.</p>;
  if (!error) return <SkeletonBar className="h-10 w-full" />;
  return <ErrorNotice title="The arguments did not load" stillWorks="No decision was made." error={error} onRetry={() => void refetch()} />;
}
