"use client";

import { ChevronLeft } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { DecisionBar } from "../decide/decision-bar.tsx";
import { EmergencyNotice } from "../emergency-notice.tsx";
import { usePendingQueue } from "../queue/pending-queue.tsx";
import { useReview } from "../use-approvals.ts";
import { showApproval } from "./approval-path.ts";
import { CardSkeleton } from "./card-skeleton.tsx";
import type { Opened } from "./reviewed.ts";
import { ReviewerCard } from "./reviewer-card.tsx";

/** The right pane: the card and the decision bar. */
export function Reviewer({ id, opened, onNext }: { id: string; opened: Opened | null; onNext: (id: string) => void }) {
  const { data, error, isPending, refetch } = useReview(id);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  return (
    <>
      <BackBar id={id} />
      {isPending && <CardSkeleton />}
      {!data && error && <NotShown error={error} onRetry={() => void refetch()} />}
      {data && (
        <>
          <EmergencyNotice approval={data} />
          <ReviewerCard approval={data} typed={typed} onType={(field, text) => setTyped((before) => ({ ...before, [field]: text }))} />
          <DecisionBar approval={data} typed={typed} opened={opened} onNext={onNext} />
        </>
      )}
    </>
  );
}

function BackBar({ id }: { id: string }) {
  const { arranged, positions } = usePendingQueue();
  const at = positions.get(id);
  return (
    <div className="flex h-[52px] shrink-0 items-center justify-between gap-3 pr-4 pl-2 text-[15px] leading-6 desk:hidden">
      <button
        type="button"
        onClick={() => showApproval(null, { replace: false })}
        className="flex h-11 items-center gap-2 rounded-control px-2 text-ink-2"
      >
        <ChevronLeft size={20} strokeWidth={1.75} aria-hidden="true" />
        Approvals
      </button>
      <h1 className="sr-only">Approval</h1>
      {at !== undefined && (
        <span className="tnum text-ink-3">
          {at + 1} of {arranged.length}
        </span>
      )}
    </div>
  );
}

function NotShown({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const missing = error instanceof ApiError && error.status === 404;
  return (
    <div className="flex-1 px-4 py-8 tablet:px-7">
      {missing ? (
        <Empty
          title="Approval not found"
          action={
            <Button size="table" onClick={() => showApproval(null, { replace: true })}>
              Open pending approvals
            </Button>
          }
        >
          The link may belong to another organisation.
        </Empty>
      ) : (
        <ErrorNotice title="This approval did not load" stillWorks="No decision was made." error={error} onRetry={onRetry} />
      )}
    </div>
  );
}
