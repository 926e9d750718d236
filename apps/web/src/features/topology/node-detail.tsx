"use client";

import type { ReactNode } from "react";
import { ActionName } from "#components/ui/action-name.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { AgentMark } from "#components/ui/identity.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { StatusPill } from "#components/ui/status-pill.tsx";
import { DECISION } from "#features/agents/presence.ts";
import { Ago } from "#features/agents/presence-line.tsx";
import type { Topology, TopologyEdge, TopologyNode } from "./merge-tools.ts";

interface NodeDetailProps {
  topology: Topology;
  node: TopologyNode;
  onSelect: (id: string) => void;
}

/** A selected agent with those it delegates to and its tools, or a tool with the agents that use it. */
export function NodeDetail({ topology, node, onSelect }: NodeDetailProps) {
  const { id, kind, name, isHalted, members } = node;
  const out = topology.edges.filter(({ from }) => from === id);
  const into = topology.edges.filter(({ to }) => to === id);
  const nameOf = (other: string) => topology.nodes.find((candidate) => candidate.id === other)?.name ?? other;
  const list = { nameOf, onSelect };
  return (
    <div className="pane min-h-0 flex-1">
      <header className="flex items-start gap-3 border-b px-6 pb-5 max-wide:pt-5">
        {kind === "agent" && <AgentMark name={name} size={28} />}
        <div className="min-w-0 flex-1">
          <h2 className="text-entry break-words">{kind === "tool" ? <ActionName type={name} /> : name}</h2>
          {isHalted && (
            <p className="mt-2">
              <StatusPill state="deny">Halted</StatusPill>
            </p>
          )}
          {kind === "agent" && (
            <p className="mt-3">
              <LinkButton href={`/agents/${id}`}>Open agent</LinkButton>
            </p>
          )}
        </div>
      </header>
      {kind === "agent" && (
        <>
          <Others title="Delegated by" edges={into} end="from" {...list} />
          <Others title="Delegates to" edges={out.filter(({ type }) => type === "delegation")} end="to" {...list} />
          <Others title="Tools used" edges={out.filter(({ type }) => type === "decision")} end="to" {...list} />
        </>
      )}
      {kind !== "agent" && <Others title="Used by" edges={into} end="from" {...list} />}
      {kind === "group" && (
        <Part title="Tools of this group">
          {members.map((member) => (
            <li key={member} className="truncate py-1 font-mono text-code">
              {member}
            </li>
          ))}
        </Part>
      )}
    </div>
  );
}

interface OthersProps {
  title: string;
  edges: readonly TopologyEdge[];
  /** The end of each edge that the list names. */
  end: "from" | "to";
  nameOf: (id: string) => string;
  onSelect: (id: string) => void;
}

function Others({ title, edges, end, nameOf, onSelect }: OthersProps) {
  if (edges.length === 0) return null;
  return (
    <Part title={title}>
      {edges
        .toSorted((a, b) => nameOf(a[end]).localeCompare(nameOf(b[end])))
        .map((edge) => (
          <li key={edge[end]}>
            <button
              type="button"
              onClick={() => onSelect(edge[end])}
              className="quick -mx-2 flex min-h-8 w-[calc(100%+16px)] items-center gap-2.5 rounded-control px-2 text-left hover:bg-hover"
            >
              {edge.lastStatus && <GateMark state={DECISION[edge.lastStatus].mark} />}
              <span className="min-w-0 flex-1 truncate">{nameOf(edge[end])}</span>
              {edge.lastStatus && (
                <span className="shrink-0 text-label text-ink-2">
                  {DECISION[edge.lastStatus].word}, <Ago at={edge.lastAt} never="" />
                </span>
              )}
            </button>
          </li>
        ))}
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="border-b px-6 py-5">
      <h3 className="mb-2 text-body">{title}</h3>
      <ul>{children}</ul>
    </section>
  );
}
