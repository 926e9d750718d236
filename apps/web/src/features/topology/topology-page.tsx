"use client";

import type { Graph } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import { useState } from "react";
import { FilterBar } from "#components/list/filter-bar.tsx";
import { ListNotice } from "#components/list/list-notice.tsx";
import { NoMatch } from "#components/list/no-match.tsx";
import { SearchField } from "#components/list/search-field.tsx";
import { DetailPane } from "#components/ui/detail-pane.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { useWide } from "#components/ui/use-wide.ts";
import { useKeys } from "#features/shell/single-keys.ts";
import { TopBarPart } from "#features/shell/top-bar-part.tsx";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { formatCount, plural } from "#lib/format/text.ts";
import { REPLACE_HISTORY_ENTRY, TYPING } from "#lib/navigation/use-view.ts";
import { searchTopology, type Topology, toTopology } from "./merge-tools.ts";
import { NodeDetail } from "./node-detail.tsx";
import { useGraph, useShownView, useTopologyView, VIEWS } from "./use-topology.ts";

const LOADING = <SkeletonBar className="m-6 h-64" />;
const TopologyGraph = dynamic(() => import("./topology-graph.tsx").then((module) => module.TopologyGraph), {
  ssr: false,
  loading: () => LOADING,
});
const TopologyTable = dynamic(() => import("./topology-table.tsx").then((module) => module.TopologyTable), {
  ssr: false,
  loading: () => LOADING,
});
const KIND_NAMES = { agent: "Agent", tool: "Tool", group: "Group of tools" } as const;
const VIEW_NAMES = { graph: "Graph", table: "Table" } as const;

/** The agents, their delegations and the tools that they use. */
export function TopologyPage() {
  const { data, error, refetch } = useGraph();
  const [, setView] = useTopologyView();
  const view = useShownView();
  return (
    <section aria-label="Topology" className="flex min-h-0 min-w-0 flex-1 flex-col">
      <TopBarPart>
        <div className="ml-auto">
          <Segmented
            label="View"
            value={view}
            options={VIEWS.map((value) => ({ value, text: VIEW_NAMES[value] }))}
            onChange={(next) => void setView({ view: next })}
          />
        </div>
      </TopBarPart>
      {!data && !error && LOADING}
      {!data && error && (
        <ListNotice>
          <ErrorNotice
            title="The topology did not load"
            stillWorks="Agents, delegations and halts still work."
            error={error}
            onRetry={() => void refetch()}
          />
        </ListNotice>
      )}
      {data && <Loaded graph={data} />}
    </section>
  );
}

function Loaded({ graph }: { graph: Graph }) {
  const [{ q, node: selected }, setView] = useTopologyView();
  const view = useShownView();
  const wide = useWide();
  const whole = toTopology(graph);
  const topology = q === "" ? whole : searchTopology(whole, q);
  const node = topology.nodes.find(({ id }) => id === selected) ?? null;
  const [isOpen, setOpen] = useState(true);
  const select = (id: string | null) => {
    setOpen(true);
    void setView({ node: id });
  };
  // Arrow keys move through the graph, and a sheet would cover it.
  const moveOnly = (id: string) => {
    setOpen(false);
    void setView({ node: id }, REPLACE_HISTORY_ENTRY);
  };
  useKeys({ Escape: () => node && select(null) });
  return (
    <>
      <FilterBar
        count={countNodes(topology)}
        primary={
          <SearchField
            label="Search agents and tools"
            placeholder="Agent or tool"
            value={q}
            onChange={(text) => void setView({ q: text || null }, TYPING)}
          />
        }
      ></FilterBar>
      {graph.truncated && (
        <p role="status" className="border-b bg-hold-wash px-4 py-2 text-label text-hold tablet:px-6">
          The graph is truncated. It shows the {formatCount(graph.nodes.length)} nodes that are nearest to the first agents. Select an
          environment to see fewer.
        </p>
      )}
      <div className="flex min-h-0 flex-1">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          {topology.edges.length === 0 ? (
            <ListNotice>
              <Nothing q={q} onClear={() => void setView({ q: null })} />
            </ListNotice>
          ) : view === "graph" ? (
            <TopologyGraph topology={topology} selected={node?.id ?? null} onSelect={select} onMove={moveOnly} />
          ) : (
            <div className="pane min-h-0 flex-1">
              <TopologyTable topology={topology} onSelect={select} />
            </div>
          )}
        </div>
        {node && (wide || isOpen) && (
          <DetailPane label="Node" title={KIND_NAMES[node.kind]} width="node" onClose={() => select(null)}>
            <NodeDetail topology={topology} node={node} onSelect={select} />
          </DetailPane>
        )}
      </div>
    </>
  );
}

function Nothing({ q, onClear }: { q: string; onClear: () => void }) {
  const environment = useEnvironment();
  if (q !== "" || environment !== null) return <NoMatch of="delegations or tools" filters={q === "" ? 0 : 1} onClear={onClear} />;
  return <Empty title="No delegations or tool calls yet">Agents appear here with the tools that they use.</Empty>;
}

function countNodes({ nodes }: Topology): string {
  const agents = nodes.filter(({ kind }) => kind === "agent").length;
  const tools = nodes.reduce((sum, { kind, members }) => sum + (kind === "group" ? members.length : kind === "tool" ? 1 : 0), 0);
  return `${plural(agents, "agent", "agents")}, ${plural(tools, "tool", "tools")}`;
}
