"use client";

import clsx from "clsx";
import type { ReactNode } from "react";
import { Bone } from "#components/ui/bone.tsx";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Failed } from "#components/ui/failed.tsx";
import { plural } from "#lib/format/text.ts";
import { BranchTree } from "./branch-tree.tsx";
import { DelegationDetail } from "./delegation-detail.tsx";
import { DelegationFilterBar } from "./delegation-filter-bar.tsx";
import { DelegationTable } from "./delegation-table.tsx";
import { growForest } from "./grow-forest.ts";
import { useDelegations, useDelegationView } from "./use-delegations.ts";

/** What agents handed on, as a list or as trees, and one delegation. One of the two at a time below 1200 px. */
export function DelegationsPage({ open }: { open: string | null }) {
  return (
    <div className="flex min-h-0 flex-1">
      <section aria-label="Delegations" className={clsx("min-h-0 min-w-0 flex-1 flex-col wide:flex", open ? "hidden" : "flex")}>
        <Delegations open={open} />
      </section>
      {open && (
        <section
          aria-label="Delegation"
          className="flex min-h-0 w-full flex-col wide:w-[420px] wide:shrink-0 wide:border-l ultra:w-[480px]"
        >
          <DelegationDetail key={open} id={open} />
        </section>
      )}
    </div>
  );
}

function Delegations({ open }: { open: string | null }) {
  const [view, setView] = useDelegationView();
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useDelegations(view);
  const delegations = (data?.pages ?? []).flatMap((page) => page.data);
  const noun = view.ended ? plural(delegations.length, "delegation", "delegations") : `${delegations.length} active`;
  return (
    <>
      <DelegationFilterBar count={data ? `${noun}${hasNextPage ? " and more" : ""}` : ""} />
      {isPending && <ListSkeleton />}
      {!data && error && (
        <Notice>
          <Failed title="Delegations did not load" stillWorks="They still hold." error={error} onRetry={() => void refetch()} />
        </Notice>
      )}
      {data && delegations.length === 0 && (
        <Notice>
          {view.agent ? (
            <Empty
              title={`No delegations match ${plural(view.role ? 2 : 1, "filter", "filters")}`}
              action={
                <Button size="table" onClick={() => void setView({ agent: null, role: null })}>
                  Clear
                </Button>
              }
            />
          ) : (
            <Empty
              title={view.ended ? "Nothing was ever delegated" : "Nothing is delegated now"}
              action={
                !view.ended && (
                  <Button size="table" onClick={() => void setView({ ended: true })}>
                    Show ended ones
                  </Button>
                )
              }
            >
              An agent delegates a part of what it may do with <code className="font-mono text-code">al.delegate()</code> or{" "}
              <code className="font-mono text-code">POST /delegations</code>.
            </Empty>
          )}
        </Notice>
      )}
      {delegations.length > 0 && (
        <div className="pane min-h-0 flex-1">
          {view.view === "list" ? (
            <DelegationTable delegations={delegations} open={open} />
          ) : (
            <div className="max-w-[860px] p-4 tablet:p-6">
              <BranchTree branches={growForest(delegations)} focus={open} label="Who delegated to whom" />
            </div>
          )}
          {hasNextPage && (
            <div className="p-4 pl-6">
              <Button
                size="table"
                blocked={isFetchingNextPage ? "Older delegations are on their way." : null}
                onClick={() => void fetchNextPage()}
              >
                Load older
              </Button>
            </div>
          )}
        </div>
      )}
    </>
  );
}

const SKELETON_ROWS = [...Array(8).keys()];

function ListSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Loading" className="flex-1 overflow-hidden pt-8">
      {SKELETON_ROWS.map((row) => (
        <div key={row} className="flex h-[52px] items-center gap-8 border-b px-6">
          <Bone className="size-[22px]" />
          <Bone className="h-3 w-36" />
          <Bone className="h-3 w-28" />
          <Bone className="h-3 w-20" />
          <Bone className="ml-auto h-3 w-24" />
        </div>
      ))}
    </div>
  );
}

function Notice({ children }: { children: ReactNode }) {
  return <div className="flex-1 p-5 tablet:px-6">{children}</div>;
}
