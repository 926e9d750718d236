"use client";

import type { Approval } from "@agentlattice/contract";
import clsx from "clsx";
import { ActionName } from "#components/ui/action-name.tsx";
import { Claim } from "#components/ui/claim.tsx";
import { Countdown } from "#components/ui/countdown.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { AgentMark } from "#components/ui/identity.tsx";
import { Link } from "#components/ui/link.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Risk } from "#components/ui/risk.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { subjectOf } from "#features/approvals/subject-of.ts";
import { usePendingApprovals } from "#features/approvals/use-approvals.ts";
import { useMe } from "#features/shell/session-context.tsx";
import { formatCount, plural } from "#lib/format/text.ts";

const MOST = 5;
const HEAD = "h-10 pr-4 text-left text-label font-normal text-ink-2 whitespace-nowrap";
const CELL = "h-[42px] border-t pr-4 align-middle last:pr-0";

/** The pending approvals that expire first. On phones each row has two lines. */
export function WaitingTable() {
  const { data, error, refetch } = usePendingApprovals();
  const { can } = useMe();
  const shown = data?.data.slice(0, MOST) ?? [];
  return (
    <section aria-label="Waiting" className="border-t py-5">
      <div className="flex h-6 items-center justify-between">
        <h2 className="text-body">
          {can.decide ? "Waiting for you" : "Waiting for a person"}
          {data && data.data.length > 0 && (
            <Link href="/approvals" className="quick tnum ml-2 rounded-chip text-label font-normal text-ink-3 hover:underline">
              {shown.length < data.data.length
                ? `${shown.length} of ${formatCount(data.data.length)}${data.has_more ? "+" : ""} pending`
                : `${data.data.length} pending`}
            </Link>
          )}
        </h2>
        <Link href="/approvals" className="quick rounded-chip text-label font-medium text-accent-text hover:underline">
          Open approvals
        </Link>
      </div>
      {!data && error && (
        <div className="mt-3">
          <ErrorNotice
            title="Approvals did not load"
            stillWorks="The rest of the page still works."
            error={error}
            onRetry={() => void refetch()}
          />
        </div>
      )}
      {!data && !error && <WaitingSkeleton />}
      {data && shown.length === 0 && <p className="mt-2 text-body text-ink-2">Nothing waits.</p>}
      {shown.length > 0 && (
        <table className="mt-1 w-full border-separate border-spacing-0">
          <thead className="max-desk:sr-only">
            <tr>
              {["Action", "Target", "Asked by", "Risk", "Needs"].map((name) => (
                <th key={name} scope="col" className={HEAD}>
                  {name}
                </th>
              ))}
              <th scope="col" className={clsx(HEAD, "text-right")}>
                Time left
              </th>
              <th scope="col" className="w-px">
                <span className="sr-only">Review</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((approval) => (
              <Row key={approval.id} approval={approval} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Row({ approval }: { approval: Approval }) {
  const { id, action_type, target, summary, requested_by, risk, requested_at, expires_at } = approval;
  return (
    <tr>
      <td className={clsx(CELL, "max-desk:h-[60px]")}>
        <ActionName type={action_type} />
        <span className="block max-w-[36vw] truncate text-label text-ink-2 desk:hidden">
          {requested_by.name}
          {(summary ?? target) !== null && (
            <>
              , <Line summary={summary} target={target} />
            </>
          )}
        </span>
      </td>
      <td className={clsx(CELL, "max-w-0 truncate text-ink-2 max-desk:hidden")} style={{ width: "30%" }}>
        <Line summary={summary} target={target} />
      </td>
      <td className={clsx(CELL, "max-desk:hidden")}>
        <span className="inline-flex items-center gap-2 whitespace-nowrap">
          <AgentMark name={requested_by.name} />
          {requested_by.name}
        </span>
      </td>
      <td className={clsx(CELL, "max-desk:hidden")}>
        <Risk level={risk.level} />
      </td>
      <td className={clsx(CELL, "whitespace-nowrap text-ink-2 max-desk:hidden")}>{needsOf(approval)}</td>
      <td className={clsx(CELL, "text-right")}>
        <Countdown from={requested_at} until={expires_at} />
      </td>
      <td className={clsx(CELL, "pr-0 text-right")}>
        <LinkButton href={`/approvals/${id}`}>
          Review
          <span className="sr-only"> {subjectOf(approval)}</span>
        </LinkButton>
      </td>
    </tr>
  );
}

function Line({ summary, target }: Pick<Approval, "summary" | "target">) {
  if (summary !== null) return <Claim text={summary} />;
  return target === null ? null : <UntrustedInline text={target} />;
}

/** Describes how many approvals are still missing. */
function needsOf({ stages }: Approval): string {
  const missing = stages.reduce((sum, { quorum, approvals }) => sum + Math.max(0, quorum - approvals), 0);
  const wanted = stages.reduce((sum, { quorum }) => sum + quorum, 0);
  return missing < wanted ? `${missing} more of ${wanted}` : plural(wanted, "person", "people");
}

function WaitingSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Loading" className="mt-3 flex flex-col">
      {[0, 1].map((row) => (
        <div key={row} className="flex h-[42px] items-center gap-8 border-t">
          <SkeletonBar className="h-3 w-28" />
          <SkeletonBar className="h-3 flex-1" />
          <SkeletonBar className="h-6 w-16" />
        </div>
      ))}
    </div>
  );
}
