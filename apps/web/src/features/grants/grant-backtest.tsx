"use client";

import type { GrantBacktest as Backtest, GrantInput } from "@agentlattice/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { queryOf } from "#lib/api/use-op.ts";
import { formatCount } from "#lib/format/text.ts";

const SETTLED_MS = 300;

/** The requests that a grant would have covered. It runs again shortly after a change. */
export function GrantBacktest({ approvalId, grant }: { approvalId: string; grant: GrantInput }) {
  const body = useSettled(grant);
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...queryOf("backtestGrant", { params: { id: approvalId }, body }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (error)
    return (
      <ErrorNotice
        title="The backtest did not run"
        stillWorks="The grant can still be given."
        error={error}
        onRetry={() => void refetch()}
      />
    );
  if (!data) return <SkeletonBar className="h-28 w-full" />;
  return (
    <div role="status" aria-busy={isPlaceholderData} className={isPlaceholderData ? "opacity-60" : undefined}>
      <Result result={data} />
    </div>
  );
}

/** Returns the last grant that has not changed for a moment. */
function useSettled(grant: GrantInput): GrantInput {
  const text = JSON.stringify(grant);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return JSON.parse(settled) as GrantInput;
}

function Result({ result }: { result: Backtest }) {
  const { days, requests, covered, covered_sum, covered_approved, covered_denied, others, unreadable, truncated } = result;
  if (requests === 0) return <p className="text-label text-ink-2">No similar requests in {days} days.</p>;
  return (
    <>
      <p className="tnum text-clock font-medium">
        {formatCount(covered)} of {formatCount(requests)}
      </p>
      <p className="mb-3 text-label text-ink-2">
        requests of this agent for this action in {days} days would have been covered{truncated && ". Only the newest were read"}
      </p>
      <dl className="flex flex-col gap-1.5 text-label">
        <Figure name="Approved by people" value={covered_approved} />
        <Figure name="Denied by people" value={covered_denied} alarming={covered_denied > 0} />
        {covered_sum > 0 && <Figure name="Total" value={covered_sum} />}
        <Figure name="Still decided by people" value={others} />
        {unreadable > 0 && <Figure name="Erased, not compared" value={unreadable} />}
      </dl>
    </>
  );
}

function Figure({ name, value, alarming = false }: { name: string; value: number; alarming?: boolean }) {
  return (
    <div className="flex justify-between gap-3">
      <dt className="text-ink-2">{name}</dt>
      <dd className={`tnum font-medium ${alarming ? "text-deny" : "text-ink"}`}>{formatCount(value)}</dd>
    </div>
  );
}
