"use client";

import type { Approval } from "@agentlattice/contract";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { SECTION_STYLE, type TableStyle } from "#components/list/table-style.ts";
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
import { subjectOf } from "#features/approvals/card/subject-of.ts";
import { useNextApprovals, usePendingCount } from "#features/approvals/use-approvals.ts";
import { formatCount, plural } from "#lib/format/text.ts";
import { useMe } from "#lib/session/session-context.tsx";

const MAX_ROWS = 5;
const TABLE_STYLE: TableStyle = { ...SECTION_STYLE, cell: "h-[42px] border-t pr-4 align-middle last:pr-0", row: () => "" };
const WIDE = "max-desk:hidden";

const COLUMNS: readonly DataColumn<Approval>[] = [
  { id: "action", header: "Action", cellClassName: "max-desk:h-[60px]", cell: (approval) => <Action approval={approval} /> },
  {
    id: "target",
    header: "Target",
    className: WIDE,
    cellClassName: "w-[30%] max-w-0 truncate text-ink-2",
    cell: (approval) => <Line {...approval} />,
  },
  { id: "requester", header: "Requested by", className: WIDE, cell: ({ requested_by }) => <Requester name={requested_by.name} /> },
  { id: "risk", header: "Risk", className: WIDE, cell: ({ risk }) => <Risk level={risk.level} /> },
  { id: "approvals", header: "Approvals needed", className: WIDE, cellClassName: "whitespace-nowrap text-ink-2", cell: describeMissing },
  {
    id: "time-left",
    header: "Time left",
    align: "right",
    cell: ({ requested_at, expires_at }) => <Countdown from={requested_at} until={expires_at} />,
  },
  { id: "review", header: "Review", hiddenHead: true, align: "right", cell: (approval) => <ReviewLink approval={approval} /> },
];

/** The pending approvals that expire first. On phones each row has two lines. */
export function WaitingTable() {
  const { data, error, refetch } = useNextApprovals(MAX_ROWS);
  const { can } = useMe();
  const shown = data?.data ?? [];
  const count = Math.max(usePendingCount() ?? 0, shown.length);
  return (
    <section aria-label="Pending approvals" className="border-t py-5">
      <div className="flex h-6 items-center justify-between">
        <h2 className="text-body">
          {can.decide ? "Waiting for you" : "Pending approvals"}
          {count > 0 && (
            <Link href="/approvals" className="quick tnum ml-2 rounded-chip text-label font-normal text-ink-3 hover:underline">
              {shown.length < count ? `${shown.length} of ${formatCount(count)} pending` : `${count} pending`}
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
      {data && shown.length === 0 && <p className="mt-2 text-body text-ink-2">No pending approvals.</p>}
      {shown.length > 0 && (
        <DataTable
          caption="Pending approvals"
          tableStyle={TABLE_STYLE}
          className="mt-1"
          items={shown}
          columns={COLUMNS}
          idOf={(approval) => approval.id}
          sortedBy={{ column: "time-left", descending: false }}
        />
      )}
    </section>
  );
}

function Action({ approval }: { approval: Approval }) {
  const { action_type, requested_by, summary, target } = approval;
  return (
    <>
      <ActionName type={action_type} />
      <span className="block max-w-[36vw] truncate text-label text-ink-2 desk:hidden">
        {requested_by.name}
        {(summary ?? target) !== null && (
          <>
            , <Line {...approval} />
          </>
        )}
      </span>
    </>
  );
}

function Requester({ name }: { name: string }) {
  return (
    <span className="inline-flex items-center gap-2">
      <AgentMark name={name} />
      {name}
    </span>
  );
}

function ReviewLink({ approval }: { approval: Approval }) {
  return (
    <LinkButton href={`/approvals/${approval.id}`}>
      Review
      <span className="sr-only"> {subjectOf(approval)}</span>
    </LinkButton>
  );
}

function Line({ summary, target, arguments_line }: Pick<Approval, "summary" | "target" | "arguments_line">) {
  if (summary !== null) return <Claim text={summary} />;
  const parts = [target, arguments_line].filter((part) => part !== null && part !== undefined);
  return parts.length === 0 ? null : <UntrustedInline text={parts.join(", ")} />;
}

/** Describes how many approvals are still missing. */
function describeMissing({ stages }: Approval): string {
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
