"use client";

import clsx from "clsx";
import { useSearchParams } from "next/navigation";
import { ListBody } from "#components/list/list-body.tsx";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { NoMatch } from "#components/list/no-match.tsx";
import { countOf, itemsOf } from "#components/list/paged-list.ts";
import { Empty } from "#components/ui/empty.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { NewLink } from "#components/ui/new-link.tsx";
import { HaltButton } from "#features/halts/halt-button.tsx";
import { HaltDialogSlot } from "#features/halts/halt-dialog-slot.tsx";
import { useHaltDialog } from "#features/halts/use-halts.ts";
import { useKeys } from "#features/shell/single-keys.ts";
import { useListKeys } from "#features/shell/use-list-keys.ts";
import { useEnvironment, useOpenPage } from "#lib/environment/environment.tsx";
import { plural } from "#lib/format/text.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { AgentDetail } from "./agent-detail.tsx";
import { AgentFilterBar } from "./agent-filter-bar.tsx";
import { AgentParts } from "./agent-parts.tsx";
import { AgentTable } from "./agent-table.tsx";
import { PresenceLegend } from "./presence-legend.tsx";
import { useAgentFilters, useAgents } from "./use-agents.ts";

const SKELETON_BARS = ["size-[22px]", "h-3 w-36", "h-3 w-24", "h-3 w-28", "ml-auto h-3 w-20"];

/** The list of agents and one open agent. Below 1200 px only one of the two is visible. */
export function AgentsPage({ open }: { open: string | null }) {
  const { you } = useMe();
  const openPage = useOpenPage();
  const mayCreate = may(you, "agents:write");
  const mayHalt = may(you, "halts:write");
  const dialog = useHaltDialog();
  useKeys({ n: () => mayCreate && openPage("/agents/new"), h: () => mayHalt && dialog.open(open ?? "new") });
  return (
    <div className="flex min-h-0 flex-1">
      <section aria-label="Agents" className={clsx("min-h-0 min-w-0 flex-1 flex-col wide:flex", open ? "hidden" : "flex")}>
        <List open={open} mayCreate={mayCreate} onHalt={mayHalt ? (id) => dialog.open(id ?? "new") : null} />
      </section>
      {open && (
        <section aria-label="Agent" className="flex min-h-0 w-full flex-col wide:w-[420px] wide:shrink-0 wide:border-l ultra:w-[480px]">
          <AgentDetail key={open} id={open} onHalt={mayHalt ? () => dialog.open(open) : null} />
        </section>
      )}
      <HaltDialogSlot />
    </div>
  );
}

function List({ open, mayCreate, onHalt }: { open: string | null; mayCreate: boolean; onHalt: ((agentId: string | null) => void) | null }) {
  const { can } = useMe();
  const [filters, setFilters] = useAgentFilters();
  const list = useAgents(filters);
  const agents = itemsOf(list);
  const openPage = useOpenPage();
  const query = useSearchParams().toString();
  useListKeys({
    ids: agents.map(({ id }) => id),
    selected: open,
    select: (id) => openPage(`/agents${id === null ? "" : `/${id}`}${query && `?${query}`}`),
  });
  const environment = useEnvironment();
  const filterCount = Object.values(filters).filter(Boolean).length;
  const isEmpty = list.data !== undefined && agents.length === 0 && filterCount === 0 && environment === null;
  return (
    <>
      <AgentParts current="agents">
        {!isEmpty && onHalt && <HaltButton hasKey={open === null} onClick={() => onHalt(null)} />}
        {!isEmpty && mayCreate && <NewLink href="/agents/new">New agent</NewLink>}
      </AgentParts>
      <AgentFilterBar agents={agents} count={countOf(list, plural(agents.length, "agent", "agents"))} />
      <ListBody
        list={list}
        failed="Agents did not load"
        stillWorks="The agents keep working."
        skeleton={<ListSkeleton rows={8} row="h-[52px]" bars={SKELETON_BARS} className="pt-8" />}
        empty={
          filterCount > 0 || environment !== null ? (
            <NoMatch of="agents" filters={filterCount} onClear={() => void setFilters(null)} />
          ) : (
            <Empty
              title="No agents yet"
              action={
                mayCreate && (
                  <LinkButton href="/agents/new" variant="primary">
                    New agent
                  </LinkButton>
                )
              }
            >
              {can.decide
                ? "Creating the first agent and approving its first action takes about a minute."
                : "You see agents that you own."}
            </Empty>
          )
        }
      >
        <AgentTable agents={agents} open={open} onHalt={onHalt} />
      </ListBody>
      {agents.length > 0 && <PresenceLegend clients={agents.reduce((sum, { presence }) => sum + presence.client_count, 0)} />}
    </>
  );
}
