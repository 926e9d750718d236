import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { SECTION_STYLE, type TableStyle } from "#components/list/table-style.ts";
import { Link } from "#components/ui/link.tsx";
import { formatCount, plural } from "#lib/format/text.ts";
import { formatShare, formatTime } from "./figures.ts";
import { ShareBar } from "./share-bar.tsx";
import type { PolicyQuality } from "./use-quality.ts";

export const QUALITY_STYLE: TableStyle = { ...SECTION_STYLE, cell: "tnum h-[42px] border-t pr-4 align-middle last:pr-0", row: () => "" };

const COLUMNS: readonly DataColumn<PolicyQuality>[] = [
  { id: "policy", header: "Policy", isRowHeader: true, cell: (row) => <PolicyLink row={row} /> },
  { id: "requests", header: "Requests", align: "right", cell: ({ requests }) => formatCount(requests) },
  { id: "automatic", header: "Automatic", align: "right", cell: ({ automatic_rate }) => formatShare(automatic_rate) },
  { id: "approved", header: "Approved", cell: ({ approve_rate }) => <ShareBar share={approve_rate} /> },
  { id: "median", header: "Median", align: "right", cellClassName: "whitespace-nowrap", cell: ({ median_ms }) => formatTime(median_ms) },
  { id: "p95", header: "p95", align: "right", cellClassName: "whitespace-nowrap", cell: ({ p95_ms }) => formatTime(p95_ms) },
  { id: "expired", header: "Expired", align: "right", cell: ({ expired }) => <Expired count={expired} /> },
];

/** The figures of each policy that asked people. On narrow screens each policy is a block of two lines. */
export function PolicyQualityTable({ policies }: { policies: readonly PolicyQuality[] }) {
  return (
    <DataTable
      caption="Quality by policy"
      tableStyle={QUALITY_STYLE}
      items={policies}
      columns={COLUMNS}
      idOf={({ policy }) => policy.id}
      sortedBy={{ column: "requests", descending: true }}
      stacked={{ below: "desk", item: (row) => <Stacked row={row} /> }}
    />
  );
}

function PolicyLink({ row: { policy } }: { row: PolicyQuality }) {
  return (
    <Link href={`/policies/${policy.id}`} className="quick rounded-chip font-medium text-accent-text hover:underline">
      {policy.name}
    </Link>
  );
}

function Expired({ count }: { count: number }) {
  return <span className={count > 0 ? "font-semibold text-hold" : undefined}>{formatCount(count)}</span>;
}

function Stacked({ row }: { row: PolicyQuality }) {
  const { requests, automatic_rate, approve_rate, median_ms, p95_ms, expired } = row;
  return (
    <li className="tnum flex flex-col gap-1 border-t py-3">
      <div className="flex items-center justify-between gap-3">
        <PolicyLink row={row} />
        <ShareBar share={approve_rate} />
      </div>
      <p className="text-label text-ink-2">
        {plural(requests, "request", "requests")}, {formatShare(automatic_rate)} automatic, median {formatTime(median_ms)}, p95{" "}
        {formatTime(p95_ms)}, {formatCount(expired)} expired
      </p>
    </li>
  );
}
