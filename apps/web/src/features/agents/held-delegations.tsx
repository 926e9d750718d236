"use client";

import type { Agent } from "@agentlattice/contract";
import { RowLink } from "#components/list/row-link.tsx";
import { Diamond } from "#components/ui/diamond.tsx";
import { useOp } from "#lib/api/use-op.ts";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatClock } from "#lib/format/time.ts";
import { DetailSection } from "./detail-section.tsx";

const SHOWN = 20;

/** The active delegations that the agent granted and the one it was granted. */
export function ReceivedDelegations({ agent: { id } }: { agent: Agent }) {
  const { data } = useOp("listDelegations", { query: { agent_id: id, active_only: "true", limit: SHOWN } });
  const all = data?.data ?? [];
  return (
    <DetailSection title="Delegations" note="active">
      {data && all.length === 0 && <p className="text-ink-2">No active delegations.</p>}
      <ul className="flex flex-col">
        {all.map((delegation) => (
          <li key={delegation.id} className="quick relative flex min-h-[28px] items-center gap-3 rounded-chip hover:bg-hover">
            <Diamond size={10} hollow={delegation.child.id !== id} className="text-ink-3" />
            <RowLink href={`/delegations/${delegation.id}`} className="min-w-0 flex-1 truncate text-label">
              {delegation.child.id === id ? `from ${delegation.parent.name}` : `to ${delegation.child.name}`}
            </RowLink>
            <TimeLeft until={delegation.expires_at} />
          </li>
        ))}
      </ul>
    </DetailSection>
  );
}

function TimeLeft({ until }: { until: string }) {
  const left = Math.max(0, Date.parse(until) - useNow());
  return <span className="tnum shrink-0 text-label text-ink-2">{formatClock(left)} left</span>;
}
