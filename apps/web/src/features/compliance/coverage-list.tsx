"use client";

import type { AgentCoverage, Coverage } from "@agentlattice/contract";
import type { ReactNode } from "react";
import { ListBody } from "#components/list/list-body.tsx";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { itemsOf } from "#components/list/paged-list.ts";
import { ActionName } from "#components/ui/action-name.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Link } from "#components/ui/link.tsx";
import { formatCount, plural } from "#lib/format/text.ts";
import { useCoverage } from "./use-compliance.ts";

const SKELETON = <ListSkeleton rows={8} row="h-[42px]" bars={["h-3 w-36", "h-3 w-24", "ml-auto h-3 w-16"]} />;

/** The agents and tools of the period, by the way in which their actions reach AgentLattice. */
export function CoverageList() {
  const list = useCoverage();
  const first = list.data?.pages[0];
  return (
    <ListBody
      list={list}
      failed="Coverage did not load"
      stillWorks="The report still works."
      more="Load more agents"
      skeleton={SKELETON}
      empty={<Empty title="No agents yet" />}
    >
      <Group title="Agents">
        {itemsOf(list).map((agent) => (
          <Row key={agent.agent_id} counts={agent} notes={notesOn(agent)}>
            <Link href={`/agents/${agent.agent_id}`} className="font-medium break-words hover:underline">
              {agent.agent_name}
            </Link>
          </Row>
        ))}
      </Group>
      {first && <Tools coverage={first} />}
    </ListBody>
  );
}

function Tools({ coverage: { tools, tools_truncated } }: { coverage: Pick<Coverage, "tools" | "tools_truncated"> }) {
  return (
    <Group title="Tools">
      {tools.map((tool) => (
        <Row key={tool.action_type} counts={tool} notes={[plural(tool.agents, "agent", "agents")]}>
          <ActionName type={tool.action_type} />
        </Row>
      ))}
      {tools.length === 0 && <li className="py-2 text-ink-2">No tool was used in this period.</li>}
      {tools_truncated && <li className="py-2 text-ink-2">These are the {formatCount(tools.length)} tools with the most requests.</li>}
    </Group>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="px-5 py-4">
      <h3 className="mb-1 text-body">{title}</h3>
      <ul>{children}</ul>
    </section>
  );
}

interface RowProps {
  counts: { readonly gateway: number; readonly sdk: number; readonly unknown: number; readonly report_only?: number };
  notes: readonly string[];
  children: ReactNode;
}

/** Returns notes on what the numbers of an agent do not cover. */
function notesOn({ channel }: AgentCoverage): string[] {
  return channel === "none" ? ["no requests"] : channel === "report_only" ? ["not enforced"] : [];
}

function Row({ counts: { gateway, sdk, unknown, report_only = 0 }, notes, children }: RowProps) {
  const numbers = [
    { name: "by SDK", count: sdk },
    { name: "by gateway", count: gateway },
    { name: "through a channel that was not recorded", count: unknown },
    { name: "reported only", count: report_only },
  ].filter(({ count }) => count > 0);
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-4 border-b py-2 last:border-b-0">
      <span className="min-w-0">{children}</span>
      <span className="tnum text-label text-ink-2">
        {[...numbers.map(({ name, count }) => `${formatCount(count)} ${name}`), ...notes].join(", ")}
      </span>
    </li>
  );
}
