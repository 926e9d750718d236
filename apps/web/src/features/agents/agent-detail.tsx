"use client";

import type { Agent } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { AgentMark } from "#components/ui/identity.tsx";
import { Link } from "#components/ui/link.tsx";
import { BackBar, CloseLink } from "#components/ui/pane-links.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { formatCount, plural, shortId } from "#lib/format/text.ts";
import { AgentRail } from "./agent-rail.tsx";
import { CapabilitySection } from "./capability-section.tsx";
import { DetailSection } from "./detail-section.tsx";
import { ReceivedDelegations } from "./held-delegations.tsx";
import { KeysSection } from "./keys-section.tsx";
import { Ago, PresenceLine } from "./presence-line.tsx";
import { useAgent } from "./use-agents.ts";

const BreakerSection = dynamic(() => import("#features/breakers/breaker-section.tsx").then((module) => module.BreakerSection), {
  ssr: false,
  loading: () => (
    <DetailSection title="Breaker">
      <SkeletonBar className="h-9 w-full" />
    </DetailSection>
  ),
});

const IdentitySection = dynamic(() => import("#features/identity-keys/identity-section.tsx").then((module) => module.IdentitySection), {
  ssr: false,
  loading: () => (
    <DetailSection title="Identity keys">
      <SkeletonBar className="h-9 w-full" />
    </DetailSection>
  ),
});

const DisableDialog = dynamic(() => import("./disable-dialog.tsx").then((module) => module.DisableDialog), { ssr: false });
const EditDialog = dynamic(() => import("./edit-dialog.tsx").then((module) => module.EditDialog), { ssr: false });
const ClientsSection = dynamic(() => import("./clients-section.tsx").then((module) => module.ClientsSection), { ssr: false });

/** One agent: its capabilities, keys, activity and delegations. */
export function AgentDetail({ id, onHalt }: { id: string; onHalt: (() => void) | null }) {
  const { data: agent, error, refetch } = useAgent(id);
  const list = useListHref();
  if (agent) return <Loaded agent={agent} onHalt={onHalt} />;
  return (
    <>
      <BackBar href={list} to="All agents" />
      {!error && <DetailSkeleton />}
      {error && (
        <div className="p-6">
          {error instanceof ApiError && error.status === 404 ? (
            <Empty title="Agent not found">It may belong to another organisation.</Empty>
          ) : (
            <ErrorNotice title="The agent did not load" stillWorks="The list still works." error={error} onRetry={() => void refetch()} />
          )}
        </div>
      )}
    </>
  );
}

function Loaded({ agent, onHalt }: { agent: Agent; onHalt: (() => void) | null }) {
  const { can } = agent.you;
  const [dialog, setDialog] = useState<"edit" | "status" | null>(null);
  const list = useListHref();
  const disabled = agent.status === "disabled";
  const delegated = agent.name.includes("/");
  return (
    <>
      <BackBar href={list} to="All agents" />
      <div className="pane min-h-0 flex-1">
        <Head agent={agent} list={list}>
          {can.includes("changeAgent") && !delegated && (
            <Button size="table" onClick={() => setDialog("edit")}>
              Edit
            </Button>
          )}
          {onHalt && (
            <Button size="table" variant="deny" onClick={onHalt}>
              Halt
            </Button>
          )}
          {can.includes("changeAgent") && (
            <Button size="table" variant={disabled ? "plain" : "deny"} onClick={() => setDialog("status")}>
              {disabled ? "Enable" : "Disable"}
            </Button>
          )}
        </Head>
        <CapabilitySection agent={agent} />
        <KeysSection agent={agent} />
        <IdentitySection agent={agent} />
        <BreakerSection agent={agent} />
        <ClientsSection agent={agent} />
        <AgentRail agent={agent} />
        <ReceivedDelegations agent={agent} />
      </div>
      {dialog === "edit" && <EditDialog agent={agent} onClose={() => setDialog(null)} />}
      {dialog === "status" && <DisableDialog agent={agent} onClose={() => setDialog(null)} />}
    </>
  );
}

function useListHref(): string {
  const filters = useSearchParams().toString();
  return `/agents${filters && `?${filters}`}`;
}

function Head({ agent, list, children }: { agent: Agent; list: string; children: ReactNode }) {
  const { id, name, description, labels, owner_name, record } = agent;
  return (
    <div className="border-b px-4 py-5 tablet:px-6">
      <div className="flex items-start gap-3">
        <AgentMark name={name} size={34} />
        <div className="-mt-1 min-w-0 flex-1">
          <h2 className="text-entry break-words">{name}</h2>
          <p className="flex flex-wrap items-center gap-x-2 text-label text-ink-2">
            <span className="inline-flex items-center gap-1">
              <span title={id}>{shortId(id)}</span>
              <CopyButton value={id} label="agent id" />
            </span>
          </p>
        </div>
        <div className="flex shrink-0 items-center gap-2">
          {children}
          <CloseLink href={list} to="All agents" />
        </div>
      </div>
      {description && <p className="mt-3 text-body break-words text-ink-2">{description}</p>}
      <p className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-1 text-body">
        <PresenceLine agent={agent} />
        <span className="text-label text-ink-2">
          last seen <Ago at={agent.last_seen_at} never="never" />
        </span>
        <span className="text-label text-ink-2">{owner_name === null ? "no owner" : `owner ${owner_name}`}</span>
      </p>
      {Object.keys(labels).length > 0 && (
        <ul aria-label="Labels" className="mt-3 flex flex-wrap gap-1.5">
          {Object.entries(labels).map(([label, value]) => (
            <li key={label} className="rounded-chip border border-line-strong px-1.5 text-small text-ink-2">
              {label} <span className="text-ink">{value}</span>
            </li>
          ))}
        </ul>
      )}
      {record && (
        <dl className="mt-5 flex justify-between gap-3">
          <Figure value={record.executed} name="executed, 24 h" />
          <Figure value={record.held} name="approval requested" />
          <Figure value={record.denied} name="denied" />
          <Figure value={record.waiting} name="pending now" />
        </dl>
      )}
      {record !== undefined && record.anomalies > 0 && (
        <p role="alert" className="mt-4 flex items-center gap-2.5 rounded-control bg-deny-wash px-3 py-2 text-body">
          <GateMark state="deny" />
          <span>
            Reported {plural(record.anomalies, "outcome", "outcomes")} of actions that were denied or not approved in the last 24 hours.{" "}
            <Link className="underline" href={`/audit?kind=report.refused&agent=${agent.id}`}>
              Open the entries
            </Link>
          </span>
        </p>
      )}
      {agent.status === "disabled" && (
        <p className="mt-4 flex items-center gap-2.5 rounded-control bg-idle-wash px-3 py-2 text-body">
          <GateMark state="idle" /> Disabled. Requests with its keys and from its delegated agents are refused.
        </p>
      )}
    </div>
  );
}

function Figure({ value, name }: { value: number; name: string }) {
  return (
    <div className="flex flex-col-reverse">
      <dt className="text-label text-ink-2">{name}</dt>
      <dd className="tnum text-[20px] leading-7 font-medium tracking-[-0.02em]">{formatCount(value)}</dd>
    </div>
  );
}

function DetailSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Loading" className="flex flex-col gap-3 p-6">
      <SkeletonBar className="h-9 w-56" />
      <SkeletonBar className="h-4 w-40" />
      <SkeletonBar className="mt-6 h-14 w-full" />
      <SkeletonBar className="mt-6 h-28 w-full" />
      <SkeletonBar className="mt-6 h-28 w-full" />
    </div>
  );
}
