"use client";

import type { Approval } from "@agentlattice/contract";
import { type DataColumn, DataTable } from "#components/list/data-table.tsx";
import { LoadMore } from "#components/list/load-more.tsx";
import { itemsOf } from "#components/list/paged-list.ts";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { AgentName } from "#components/ui/identity.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { Ago } from "#features/agents/presence-line.tsx";
import { OutcomeAction } from "./outcome-action.tsx";
import type { useSettledOutcomes } from "./use-outcomes.ts";

interface SettledOutcomesProps {
  list: ReturnType<typeof useSettledOutcomes>;
  selected: string | null;
  onOpen: (id: string) => void;
}

/** The outcomes that were unknown and became known in the last 7 days. */
export function SettledOutcomes({ list, selected, onOpen }: SettledOutcomesProps) {
  const approvals = itemsOf(list);
  return (
    <section aria-labelledby="settled" className="border-t pb-6">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 py-4 tablet:px-6">
        <h2 id="settled" className="text-body font-strong">
          Settled this week
        </h2>
        <p className="text-label text-ink-2">The last 7 days, with evidence of a person or by a late report</p>
      </div>
      {!list.data && !list.error && <SkeletonBar className="mx-4 h-16 tablet:mx-6" />}
      {!list.data && list.error && (
        <div className="px-4 tablet:px-6">
          <ErrorNotice
            title="Settled outcomes did not load"
            stillWorks="Unknown outcomes can still be settled."
            error={list.error}
            onRetry={() => void list.refetch()}
          />
        </div>
      )}
      {list.data && approvals.length === 0 && <p className="px-4 text-label text-ink-2 tablet:px-6">No outcome was settled.</p>}
      {approvals.length > 0 && <SettledTable approvals={approvals} selected={selected} onOpen={onOpen} />}
      <LoadMore list={list} text="Load older" />
    </section>
  );
}

function SettledTable({ approvals, selected, onOpen }: Omit<SettledOutcomesProps, "list"> & { approvals: readonly Approval[] }) {
  const columns: DataColumn<Approval>[] = [
    { id: "action", header: "Action", isRowHeader: true, cell: (approval) => <OutcomeAction approval={approval} onOpen={onOpen} /> },
    { id: "agent", header: "Agent", cell: ({ requested_by }) => <AgentName name={requested_by.name} /> },
    { id: "outcome", header: "Outcome", cell: (approval) => <Outcome approval={approval} /> },
    { id: "by", header: "Settled by", cellClassName: "text-ink-2", cell: nameSettler },
    {
      id: "settled",
      header: "Settled",
      align: "right",
      cellClassName: "text-ink-2",
      cell: ({ outcome }) => <Ago at={outcome?.settled_at ?? null} never="" />,
    },
  ];
  return (
    <DataTable
      caption="Settled this week"
      items={approvals}
      columns={columns}
      idOf={({ id }) => id}
      selectedId={selected}
      stacked={{
        below: "tablet",
        item: (approval) => (
          <li className="quick relative flex items-start justify-between gap-3 border-b px-4 py-3 hover:bg-hover">
            <div className="min-w-0">
              <OutcomeAction approval={approval} onOpen={onOpen} />
              <span className="text-label text-ink-2">{nameSettler(approval)}</span>
            </div>
            <span className="flex shrink-0 flex-col items-end text-label">
              <Outcome approval={approval} />
              <span className="text-ink-2">
                <Ago at={approval.outcome?.settled_at ?? null} never="" />
              </span>
            </span>
          </li>
        ),
      }}
    />
  );
}

const nameSettler = ({ outcome, requested_by }: Approval): string => outcome?.settled_by?.name ?? `Report of ${requested_by.name}`;

function Outcome({ approval: { outcome } }: { approval: Approval }) {
  const isFailed = outcome?.status === "failed";
  return (
    <span className="flex items-center gap-2 whitespace-nowrap">
      <GateMark state={isFailed ? "deny" : "allow"} />
      {isFailed ? "Failed" : "Executed"}
      {outcome?.contradicted && <span className="text-label text-deny">contradicted</span>}
    </span>
  );
}
