import type { Run, RunEvent } from "@agentlattice/contract";
import type { ReactNode } from "react";
import { Link } from "#components/ui/link.tsx";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { formatDuration, formatUtcShort } from "#lib/format/time.ts";
import { RunStatusLine, SessionPlaceholder } from "./run-words.tsx";
import { sumCosts } from "./timeline-rows.ts";

/** Status, agent, session, duration and stated costs of a run. */
export function RunSummary({ run, events, isWhole }: { run: Run; events: readonly RunEvent[]; isWhole: boolean }) {
  const now = useNow();
  const cost = sumCosts(events);
  const until = run.ended_at === null ? now : Date.parse(run.ended_at);
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-3 border-b px-4 py-4 tablet:px-6">
      <Fact name="Status">
        <RunStatusLine status={run.status} />
      </Fact>
      <Fact name="Agent">
        <Link href={`/agents/${run.agent.id}`} className="hover:underline">
          {run.agent.name}
        </Link>
      </Fact>
      <Fact name="Session">
        {run.session_id === null ? (
          <SessionPlaceholder withheld={run.withheld} />
        ) : (
          <Link href={`/runs?${new URLSearchParams({ session: run.session_id })}`} className="block max-w-44 truncate hover:underline">
            {run.session_id}
          </Link>
        )}
      </Fact>
      <Fact name="Environment">{run.environment}</Fact>
      <Fact name="Created">
        <time dateTime={run.created_at} className="tnum">
          {formatUtcShort(run.created_at)}
        </time>
      </Fact>
      <Fact name={run.ended_at === null ? "Since then" : "Took"}>
        <span className="tnum">{formatDuration(Math.max(0, until - Date.parse(run.created_at)))}</span>
      </Fact>
      {isWhole && cost !== null && (
        <Fact name="Stated cost">
          <span className="tnum font-medium">${cost}</span>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-label text-ink-3">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
