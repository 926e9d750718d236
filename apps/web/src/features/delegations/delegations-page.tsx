"use client";

import clsx from "clsx";
import dynamic from "next/dynamic";
import { ListBody } from "#components/list/list-body.tsx";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { NoMatch } from "#components/list/no-match.tsx";
import { countOf, itemsOf } from "#components/list/paged-list.ts";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { plural } from "#lib/format/text.ts";
import { BranchTree } from "./branch-tree.tsx";
import { DelegationDetail } from "./delegation-detail.tsx";
import { DelegationFilterBar } from "./delegation-filter-bar.tsx";
import { growForest } from "./grow-forest.ts";
import { useDelegations, useDelegationView } from "./use-delegations.ts";

const SKELETON = (
  <ListSkeleton rows={8} row="h-[52px]" bars={["size-[22px]", "h-3 w-36", "h-3 w-28", "h-3 w-20", "ml-auto h-3 w-24"]} className="pt-8" />
);
const DelegationTable = dynamic(() => import("./delegation-table.tsx").then((module) => module.DelegationTable), {
  ssr: false,
  loading: () => SKELETON,
});

/** Delegations as a list or as trees, and one open delegation. Below 1200 px only one of the two is visible. */
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
  const list = useDelegations(view);
  const delegations = itemsOf(list);
  const environment = useEnvironment();
  const noun = view.ended ? plural(delegations.length, "delegation", "delegations") : `${delegations.length} active`;
  return (
    <>
      <DelegationFilterBar count={countOf(list, noun)} />
      <ListBody
        list={list}
        failed="Delegations did not load"
        stillWorks="The delegations stay active."
        more="Load older"
        skeleton={SKELETON}
        empty={
          view.agent || environment !== null ? (
            <NoMatch
              of="delegations"
              filters={[view.agent, view.role].filter(Boolean).length}
              onClear={() => void setView({ agent: null, role: null })}
            />
          ) : (
            <Empty
              title={view.ended ? "No delegations yet" : "No active delegations"}
              action={
                !view.ended && (
                  <Button size="table" onClick={() => void setView({ ended: true })}>
                    Show ended
                  </Button>
                )
              }
            >
              An agent delegates some of its capabilities with <code className="font-mono text-code">al.delegate()</code> or{" "}
              <code className="font-mono text-code">POST /delegations</code>.
            </Empty>
          )
        }
      >
        {view.view === "list" ? (
          <DelegationTable delegations={delegations} open={open} />
        ) : (
          <div className="max-w-[860px] p-4 tablet:p-6">
            <BranchTree branches={growForest(delegations)} focus={open} label="Delegation tree" />
          </div>
        )}
      </ListBody>
    </>
  );
}
