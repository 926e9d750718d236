"use client";

import type { Agent, AuditEvent } from "@agentlattice/contract";
import { RowLink } from "#components/list/row-link.tsx";
import { ActionName } from "#components/ui/action-name.tsx";
import { Diamond } from "#components/ui/diamond.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { markOf } from "#features/audit/describe-entry.ts";
import { describeLatest } from "#features/audit/describe-latest.ts";
import { DetailSection } from "./detail-section.tsx";
import { Ago } from "./presence-line.tsx";
import { useAgentEntries } from "./use-agents.ts";

/** The newest entries about the agent, each with a link to its proof. */
export function AgentRail({ agent: { id } }: { agent: Agent }) {
  const { data, error, refetch } = useAgentEntries(id);
  const entries = data?.data ?? [];
  return (
    <DetailSection title="Activity" note="newest entries">
      {!data && !error && (
        <div role="status" aria-busy="true" aria-label="Loading" className="flex flex-col gap-3">
          <SkeletonBar className="h-4 w-full" />
          <SkeletonBar className="h-4 w-full" />
          <SkeletonBar className="h-4 w-2/3" />
        </div>
      )}
      {!data && error && (
        <ErrorNotice
          title="The activity did not load"
          stillWorks="Audit shows the same entries."
          error={error}
          onRetry={() => void refetch()}
        />
      )}
      {data && entries.length === 0 && <p className="text-ink-2">No activity yet.</p>}
      {entries.length > 0 && (
        <ol className="relative">
          <span aria-hidden="true" className="absolute top-3 bottom-3 left-[4.5px] w-px bg-line-strong" />
          {entries.map((entry, index) => (
            <RailEntry key={entry.seq} entry={entry} newest={index === 0} />
          ))}
        </ol>
      )}
    </DetailSection>
  );
}

function RailEntry({ entry, newest }: { entry: AuditEvent; newest: boolean }) {
  const mark = markOf(entry);
  return (
    <li className="quick relative flex min-h-[28px] animate-appear items-center gap-3 rounded-chip hover:bg-hover hover:[--ground:var(--hover)]">
      <Diamond size={10} hollow={!newest} className={newest ? "relative text-accent" : "relative text-ink-3"} />
      <span className="-mr-1 w-[13px] shrink-0">{mark && <GateMark state={mark} size={13} />}</span>
      <RowLink href={`/audit?entry=${entry.seq}`} className="min-w-0 flex-1 truncate text-label">
        <span className="sr-only">Entry {entry.seq}: </span>
        {entry.action_type && <ActionName type={entry.action_type} className="mr-2 text-code font-medium" />}
        <span className="text-ink-2">{describeLatest(entry)}</span>
      </RowLink>
      <span className="shrink-0 text-right text-label text-ink-3">
        <Ago at={entry.timestamp} never="" />
      </span>
    </li>
  );
}
