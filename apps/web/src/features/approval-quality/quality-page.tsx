"use client";

import type { ApprovalQuality } from "@agentlattice/contract";
import type { ReactNode } from "react";
import { FilterBar } from "#components/list/filter-bar.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { ApprovalParts } from "#features/approvals/approval-parts.tsx";
import { DecideTimeChart } from "#features/overview/decide-time-chart.tsx";
import { formatCount, plural } from "#lib/format/text.ts";
import { AdvicePane } from "./advice-pane.tsx";
import { ApproverTable } from "./approver-table.tsx";
import { formatShare, formatTime } from "./figures.ts";
import { PolicyQualityTable } from "./policy-quality-table.tsx";
import { SPAN_WORDS, SPANS, useQuality, useSpan } from "./use-quality.ts";

/** The quality of decisions: how long people take, how they decide, and what to change. */
export function QualityPage() {
  const [{ span }, setView] = useSpan();
  const { data, error, refetch } = useQuality(span);
  return (
    <>
      <ApprovalParts current="quality" />
      <FilterBar
        count={data ? plural(data.requests.requested, "request", "requests") : ""}
        primary={
          <Segmented
            label="Time range"
            value={span}
            options={SPANS.map((value) => ({ value, text: SPAN_WORDS[value] }))}
            onChange={(next) => void setView({ span: next })}
          />
        }
      ></FilterBar>
      <div className="pane min-h-0 flex-1">
        {!data && error && (
          <div className="p-5 tablet:px-6">
            <ErrorNotice title="The figures did not load" stillWorks="Approvals still work." error={error} onRetry={() => void refetch()} />
          </div>
        )}
        {!data && !error && <QualitySkeleton />}
        {data && (isEmpty(data) ? <NoDecisions span={SPAN_WORDS[span]} /> : <Report quality={data} span={SPAN_WORDS[span]} />)}
      </div>
    </>
  );
}

function isEmpty({ requests, approvers }: ApprovalQuality): boolean {
  return requests.requested + requests.approved + requests.denied + requests.expired + approvers.length === 0;
}

function NoDecisions({ span }: { span: string }) {
  return (
    <div className="p-5 tablet:px-6">
      <Empty title={`No approval requests in ${span}`} action={<LinkButton href="/policies">Open policies</LinkButton>}>
        The figures appear when a policy asks people and they decide.
      </Empty>
    </div>
  );
}

function Report({ quality, span }: { quality: ApprovalQuality; span: string }) {
  const { policies, approvers, share } = quality;
  return (
    <div className="flex min-h-full flex-col wide:flex-row">
      <div className="min-w-0 flex-1 px-4 pb-8 tablet:px-6 max-wide:order-last">
        <div className="py-5">
          <TimeToDecide quality={quality} span={span} />
          <Totals quality={quality} />
        </div>
        <Part
          title="By policy"
          note={`${plural(share.automatic + share.human, "action", "actions")}, ${formatShare(share.automatic_rate)} automatic`}
        >
          {policies.length === 0 ? (
            <p className="mt-1 text-body text-ink-2">No policy required an approval in {span}.</p>
          ) : (
            <PolicyQualityTable policies={policies} />
          )}
        </Part>
        <Part title="By approver" note="dwell: time from opening a request to the vote">
          {approvers.length === 0 ? (
            <p className="mt-1 text-body text-ink-2">Nobody decided in {span}.</p>
          ) : (
            <ApproverTable approvers={approvers} />
          )}
        </Part>
      </div>
      <div className="max-wide:border-b wide:w-[364px] wide:shrink-0 wide:border-l">
        <AdvicePane quality={quality} />
      </div>
    </div>
  );
}

function TimeToDecide({ quality: { time_to_decide, from }, span }: { quality: ApprovalQuality; span: string }) {
  const times = {
    ...time_to_decide,
    href: `/audit?${new URLSearchParams({ kind: "approval.decided", from })}`,
    past_target: { count: time_to_decide.past_target, href: "/approvals?tab=decided" },
  };
  return <DecideTimeChart times={times} span={span} />;
}

function Totals({ quality: { requests, dwell, share } }: { quality: ApprovalQuality }) {
  const figures: readonly (readonly [string, string])[] = [
    ["requests", formatCount(requests.requested)],
    ["approved", formatShare(requests.approve_rate)],
    ["expired", formatCount(requests.expired)],
    ["median dwell", formatTime(dwell.median_ms)],
    ["p95 dwell", formatTime(dwell.p95_ms)],
    ["decided without opening", formatCount(dwell.not_opened)],
    ["held for a person", formatCount(share.human)],
  ];
  return (
    <dl className="mt-4 flex flex-wrap gap-x-6 gap-y-1 text-label">
      {figures.map(([name, value]) => (
        <div key={name} className="flex flex-row-reverse gap-1.5">
          <dt className="text-ink-2">{name}</dt>
          <dd className="tnum font-semibold">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Part({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="border-t py-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="text-body">{title}</h2>
        <p className="tnum text-label text-ink-3">{note}</p>
      </div>
      {children}
    </section>
  );
}

function QualitySkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Loading" className="flex flex-col gap-4 px-4 pt-5 tablet:px-6">
      <SkeletonBar className="h-5 w-40" />
      <SkeletonBar className="h-[168px] w-full" />
      {[0, 1, 2, 3].map((row) => (
        <div key={row} className="flex h-[42px] items-center gap-8 border-t">
          <SkeletonBar className="h-3 w-36" />
          <SkeletonBar className="h-3 flex-1" />
        </div>
      ))}
    </div>
  );
}
