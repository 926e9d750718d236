"use client";

import type { Agent, AgentBreaker, PolicyBreaker } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { Link } from "#components/ui/link.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { DetailSection } from "#features/agents/detail-section.tsx";
import { Ago } from "#features/agents/presence-line.tsx";
import { ENVIRONMENT_NAME } from "#lib/environment/environment.tsx";
import { formatUtcTime } from "#lib/format/time.ts";
import { BreakerMark } from "./breaker-mark.tsx";
import { BREAKER_STATE, describeThresholds } from "./breaker-words.ts";
import { useBreaker, useBreakerEnvironment } from "./use-breaker.ts";

const OverrideDialog = dynamic(() => import("./override-dialog.tsx").then((module) => module.OverrideDialog), { ssr: false });

/** The breaker of an agent: its state, its thresholds and counts, and the override of a person. */
export function BreakerSection({ agent }: { agent: Agent }) {
  const { data: breaker, error, refetch } = useBreaker(agent.id);
  const environment = useBreakerEnvironment();
  const [isChanging, setChanging] = useState(false);
  return (
    <DetailSection
      title="Breaker"
      note={ENVIRONMENT_NAME[environment]}
      end={
        breaker?.you.can.includes("changeBreaker") && (
          <Button size="table" onClick={() => setChanging(true)}>
            Override
          </Button>
        )
      }
    >
      {!breaker && !error && <SkeletonBar className="h-9 w-full" />}
      {!breaker && error && (
        <ErrorNotice title="The breaker did not load" stillWorks="It still applies." error={error} onRetry={() => void refetch()} />
      )}
      {breaker && <Loaded breaker={breaker} />}
      {breaker && isChanging && <OverrideDialog agentName={agent.name} breaker={breaker} onClose={() => setChanging(false)} />}
    </DetailSection>
  );
}

function Loaded({ breaker: { state, override, policies } }: { breaker: AgentBreaker }) {
  const isInherited =
    state !== "closed" && override?.state !== state && (override !== null || policies.every((policy) => policy.state !== state));
  return (
    <div className="flex flex-col gap-2.5">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <BreakerMark state={state} />
        <span className="text-label text-ink-2">
          {override?.state === state
            ? state === "open"
              ? "Every action is denied."
              : "Outcomes are ignored."
            : BREAKER_STATE[state].effect}
        </span>
      </p>
      {isInherited && <p className="text-label text-ink-2">The breaker of an agent above this one causes this state.</p>}
      {override && (
        <p className="rounded-control bg-hold-wash px-3 py-2 text-label break-words text-ink-2">
          <span className="font-medium text-ink">Held {override.state}</span> by {override.by.name} <Ago at={override.at} never="" />.
          Reason: <UntrustedInline text={override.reason} />
        </p>
      )}
      {policies.length === 0 ? (
        <p className="text-label text-ink-2">No policy sets a breaker for this agent here.</p>
      ) : (
        <ul className="flex flex-col">
          {policies.map((policy) => (
            <PolicyItem key={policy.policy.id} item={policy} />
          ))}
        </ul>
      )}
    </div>
  );
}

function PolicyItem({ item: { policy, state, reopens_at, thresholds, counts } }: { item: PolicyBreaker }) {
  const figures = [
    [counts.executed, "executed"],
    [counts.denied, "denied"],
    [counts.succeeded, "succeeded"],
    [counts.failed, "failed"],
  ] as const;
  return (
    <li className="flex flex-col gap-1 border-t py-2.5 text-label last:pb-0">
      <span className="flex items-center justify-between gap-3">
        <Link href={`/policies/${policy.id}`} className="quick truncate rounded-chip text-body font-medium hover:underline">
          {policy.name}
        </Link>
        <BreakerMark state={state} />
      </span>
      <span className="text-ink-2">{describeThresholds(thresholds)}</span>
      <span className="tnum text-ink-2">
        In the window: {figures.map(([value, name]) => `${value} ${name}`).join(", ")}.
        {reopens_at !== null && ` Half-open at ${formatUtcTime(reopens_at)} UTC.`}
      </span>
    </li>
  );
}
