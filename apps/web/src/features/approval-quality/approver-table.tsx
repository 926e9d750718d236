import { TriangleAlert } from "lucide-react";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { PersonMark } from "#components/ui/identity.tsx";
import { formatCount, plural } from "#lib/format/text.ts";
import { formatPerHour, formatTime } from "./figures.ts";
import { QUALITY_STYLE } from "./policy-quality-table.tsx";
import { ShareBar } from "./share-bar.tsx";
import type { ApproverQuality } from "./use-quality.ts";

const COLUMNS: readonly DataColumn<ApproverQuality>[] = [
  { id: "approver", header: "Approver", isRowHeader: true, cell: (row) => <Approver row={row} /> },
  { id: "decisions", header: "Decisions", align: "right", cell: ({ decisions }) => formatCount(decisions) },
  { id: "per-hour", header: "Per hour", align: "right", cell: ({ per_hour }) => formatPerHour(per_hour) },
  { id: "most", header: "Highest in 1 h", align: "right", cell: ({ most_per_hour }) => formatCount(most_per_hour) },
  { id: "approved", header: "Approved", cell: ({ approve_rate }) => <ShareBar share={approve_rate} /> },
  {
    id: "dwell",
    header: "Median dwell",
    align: "right",
    cellClassName: "whitespace-nowrap",
    cell: ({ dwell }) => formatTime(dwell.median_ms),
  },
  { id: "unopened", header: "Not opened", align: "right", cell: ({ dwell }) => formatCount(dwell.not_opened) },
];

/** The figures of each person who voted. On narrow screens each person is a block of two lines. */
export function ApproverTable({ approvers }: { approvers: readonly ApproverQuality[] }) {
  return (
    <DataTable
      caption="Quality by approver"
      tableStyle={QUALITY_STYLE}
      items={approvers}
      columns={COLUMNS}
      idOf={({ user }) => user.id}
      sortedBy={{ column: "decisions", descending: true }}
      stacked={{ below: "desk", item: (row) => <Stacked row={row} /> }}
    />
  );
}

/** The name of a person, with the role below it, or with the warning of fatigue. */
function Approver({ row: { user, fatigue } }: { row: ApproverQuality }) {
  return (
    <span className="flex items-center gap-2.5 whitespace-nowrap">
      <PersonMark name={user.name} size={20} />
      <span className="flex flex-col">
        <span className="max-w-40 truncate font-medium">{user.name}</span>
        {fatigue ? <FatigueWarning /> : user.role && <span className="text-label text-ink-3 capitalize">{user.role}</span>}
      </span>
    </span>
  );
}

function FatigueWarning() {
  return (
    <span className="inline-flex items-center gap-1.5 text-label text-hold">
      <TriangleAlert size={14} strokeWidth={1.75} aria-hidden="true" />
      Fatigue likely
    </span>
  );
}

function Stacked({ row }: { row: ApproverQuality }) {
  const { decisions, per_hour, most_per_hour, approve_rate, dwell } = row;
  return (
    <li className="tnum flex flex-col gap-1 border-t py-3">
      <div className="flex items-center justify-between gap-3">
        <Approver row={row} />
        <ShareBar share={approve_rate} />
      </div>
      <p className="text-label text-ink-2">
        {plural(decisions, "decision", "decisions")}, {formatPerHour(per_hour)} per hour, at most {formatCount(most_per_hour)} in 1 h,
        median dwell {formatTime(dwell.median_ms)}, {formatCount(dwell.not_opened)} not opened
      </p>
    </li>
  );
}
