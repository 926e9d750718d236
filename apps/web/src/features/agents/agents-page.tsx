"use client";

import clsx from "clsx";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { Bone } from "#components/ui/bone.tsx";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Failed } from "#components/ui/failed.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { NewLink } from "#components/ui/new-link.tsx";
import { useMe } from "#features/shell/session-context.tsx";
import { useKeys } from "#features/shell/single-keys.ts";
import { TopBarPart } from "#features/shell/top-bar-part.tsx";
import { plural } from "#lib/format/text.ts";
import { may } from "#lib/session/may.ts";
import { AgentDetail } from "./agent-detail.tsx";
import { AgentFilterBar } from "./agent-filter-bar.tsx";
import { AgentTable } from "./agent-table.tsx";
import { type AgentFilters, useAgentFilters, useAgents } from "./use-agents.ts";

/** Agents, and one of them. One of the two at a time below 1200 px. */
export function AgentsPage({ open }: { open: string | null }) {
  const { role } = useMe();
  const router = useRouter();
  const mayCreate = may(role, "agents:write");
  useKeys({ n: () => mayCreate && router.push("/agents/new") });
  return (
    <div className="flex min-h-0 flex-1">
      <section aria-label="Agents" className={clsx("min-h-0 min-w-0 flex-1 flex-col wide:flex", open ? "hidden" : "flex")}>
        <List open={open} mayCreate={mayCreate} />
      </section>
      {open && (
        <section aria-label="Agent" className="flex min-h-0 w-full flex-col wide:w-[420px] wide:shrink-0 wide:border-l ultra:w-[480px]">
          <AgentDetail key={open} id={open} />
        </section>
      )}
    </div>
  );
}

function List({ open, mayCreate }: { open: string | null; mayCreate: boolean }) {
  const [filters, setFilters] = useAgentFilters();
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useAgents(filters);
  const agents = (data?.pages ?? []).flatMap((page) => page.data);
  const narrowed = countFilters(filters);
  const isEmpty = data !== undefined && agents.length === 0 && narrowed === 0;
  return (
    <>
      {mayCreate && !isEmpty && (
        <TopBarPart>
          <div className="ml-auto">
            <NewLink href="/agents/new">New agent</NewLink>
          </div>
        </TopBarPart>
      )}
      <AgentFilterBar agents={agents} count={data ? `${plural(agents.length, "agent", "agents")}${hasNextPage ? " and more" : ""}` : ""} />
      {isPending && <ListSkeleton />}
      {!data && error && (
        <Notice>
          <Failed title="Agents did not load" stillWorks="They go on working." error={error} onRetry={() => void refetch()} />
        </Notice>
      )}
      {data && agents.length === 0 && (
        <Notice>
          {narrowed > 0 ? (
            <Empty
              title={`No agents match ${plural(narrowed, "filter", "filters")}`}
              action={
                <Button size="table" onClick={() => void setFilters(null)}>
                  Clear
                </Button>
              }
            />
          ) : (
            <Empty
              title="No agents yet"
              action={
                mayCreate && (
                  <LinkButton href="/agents/new" look="primary">
                    New agent
                  </LinkButton>
                )
              }
            >
              The first one takes about a minute, up to an action that waits for you.
            </Empty>
          )}
        </Notice>
      )}
      {agents.length > 0 && (
        <div className="pane min-h-0 flex-1">
          <AgentTable agents={agents} open={open} />
          {hasNextPage && (
            <div className="p-4 pl-6">
              <Button
                size="table"
                blocked={isFetchingNextPage ? "More agents are on their way." : null}
                onClick={() => void fetchNextPage()}
              >
                Load more
              </Button>
            </div>
          )}
        </div>
      )}
    </>
  );
}

function countFilters(filters: AgentFilters): number {
  return Object.values(filters).filter(Boolean).length;
}

const SKELETON_ROWS = [...Array(8).keys()];

function ListSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Loading" className="flex-1 overflow-hidden pt-8">
      {SKELETON_ROWS.map((row) => (
        <div key={row} className="flex h-[52px] items-center gap-8 border-b px-6">
          <Bone className="size-[22px]" />
          <Bone className="h-3 w-36" />
          <Bone className="h-3 w-24" />
          <Bone className="h-3 w-28" />
          <Bone className="ml-auto h-3 w-24" />
        </div>
      ))}
    </div>
  );
}

function Notice({ children }: { children: ReactNode }) {
  return <div className="flex-1 p-5 tablet:px-6">{children}</div>;
}
