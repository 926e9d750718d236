"use client";

import type { Delegation } from "@agentlattice/contract";
import { useSearchParams } from "next/navigation";
import { type ReactNode, useState } from "react";
import { ActionName } from "#components/ui/action-name.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { AgentMark } from "#components/ui/identity.tsx";
import { Link } from "#components/ui/link.tsx";
import { BackBar, CloseLink } from "#components/ui/pane-links.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { DetailSection } from "#features/agents/detail-section.tsx";
import { useNames } from "#features/audit/use-entries.ts";
import { ApiError } from "#lib/api/api-error.ts";
import { shortId } from "#lib/format/text.ts";
import { formatUtc } from "#lib/format/time.ts";
import { BranchTree } from "./branch-tree.tsx";
import { ExpiresIn, ownName, StatusLine, useStatus } from "./delegation-words.tsx";
import { growTree } from "./grow-forest.ts";
import { RevokeDialog } from "./revoke-dialog.tsx";
import { useDelegation, useDelegationGraph } from "./use-delegations.ts";

/** One delegation: parent, child, capabilities, expiry and the tree around it. */
export function DelegationDetail({ id }: { id: string }) {
  const { data: delegation, error, refetch } = useDelegation(id);
  const list = useListHref();
  if (delegation) return <Loaded delegation={delegation} />;
  return (
    <>
      <BackBar href={list} to="All delegations" />
      {!error && (
        <div role="status" aria-busy="true" aria-label="Loading" className="flex flex-col gap-3 p-6">
          <SkeletonBar className="h-9 w-56" />
          <SkeletonBar className="mt-6 h-28 w-full" />
          <SkeletonBar className="mt-6 h-28 w-full" />
        </div>
      )}
      {error && (
        <div className="p-6">
          {error instanceof ApiError && error.status === 404 ? (
            <Empty title="Delegation not found">It may belong to another organisation.</Empty>
          ) : (
            <ErrorNotice
              title="The delegation did not load"
              stillWorks="The list still works."
              error={error}
              onRetry={() => void refetch()}
            />
          )}
        </div>
      )}
    </>
  );
}

function Loaded({ delegation }: { delegation: Delegation }) {
  const [revoking, setRevoking] = useState(false);
  const active = useStatus(delegation) === "active";
  const list = useListHref();
  return (
    <>
      <BackBar href={list} to="All delegations" />
      <div className="pane min-h-0 flex-1">
        <Head delegation={delegation} list={list}>
          {active && delegation.you.can.includes("revokeDelegation") && (
            <Button size="table" variant="deny" onClick={() => setRevoking(true)}>
              Revoke
            </Button>
          )}
        </Head>
        <DetailSection title="Capabilities" note={delegation.environment}>
          <ul className="flex flex-col gap-1.5">
            {delegation.capabilities.map((capability) => (
              <li key={capability}>
                <ActionName type={capability} className="text-code font-medium break-all" />
              </li>
            ))}
          </ul>
          <p className="mt-3 text-label text-ink-3">Capabilities that an agent above it loses are lost here too.</p>
        </DetailSection>
        <Tree id={delegation.id} />
        <Details delegation={delegation} />
      </div>
      {revoking && <RevokeDialog delegation={delegation} onClose={() => setRevoking(false)} />}
    </>
  );
}

function useListHref(): string {
  const view = useSearchParams().toString();
  return `/delegations${view && `?${view}`}`;
}

function Head({ delegation, list, children }: { delegation: Delegation; list: string; children: ReactNode }) {
  const { id, child, parent } = delegation;
  return (
    <div className="border-b px-4 py-5 tablet:px-6">
      <div className="flex items-start gap-3">
        <AgentMark name={ownName(child.name)} size={34} />
        <div className="-mt-1 min-w-0 flex-1">
          <h2 className="text-entry break-words">{ownName(child.name)}</h2>
          <p className="inline-flex items-center gap-1 text-label text-ink-2">
            <span title={id}>{shortId(id)}</span>
            <CopyButton value={id} label="delegation id" />
          </p>
        </div>
        <div className="flex shrink-0 items-center gap-2">
          {children}
          <CloseLink href={list} to="All delegations" />
        </div>
      </div>
      <p className="mt-3 text-ink-2">
        Acts for{" "}
        <Link href={`/agents/${parent.id}`} className="font-medium text-ink hover:underline">
          {parent.name}
        </Link>
        , which is responsible for its actions.
      </p>
      <p className="mt-3 flex flex-wrap items-center justify-between gap-3">
        <StatusLine delegation={delegation} />
        <ExpiresIn delegation={delegation} />
      </p>
    </div>
  );
}

function Tree({ id }: { id: string }) {
  const { data, error, refetch } = useDelegationGraph(id);
  return (
    <DetailSection title="Delegation tree">
      {!data && !error && <SkeletonBar className="h-24 w-full" />}
      {!data && error && (
        <ErrorNotice title="The tree did not load" stillWorks="The list still works." error={error} onRetry={() => void refetch()} />
      )}
      {data && <BranchTree branches={growTree(data)} focus={id} label="Delegation tree" />}
      {data?.truncated && <p className="mt-3 text-label text-ink-3">Only the newest 500 delegations of this tree are shown.</p>}
    </DetailSection>
  );
}

function Details({ delegation: { created_at, created_by, expires_at, ended_at, key_id, child } }: { delegation: Delegation }) {
  const names = useNames();
  const details = [
    ["Created", formatUtc(created_at)],
    ["Created by", names.get(created_by) ?? shortId(created_by)],
    [ended_at ? "Ended" : "Expires", formatUtc(ended_at ?? expires_at)],
    ["Key", shortId(key_id)],
  ] as const;
  return (
    <DetailSection
      title="Details"
      end={
        <Link href={`/agents/${child.id}`} className="font-medium text-accent-text hover:underline">
          Activity
        </Link>
      }
    >
      <dl className="grid grid-cols-[96px_1fr] gap-y-1.5 text-label">
        {details.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-3">{name}</dt>
            <dd className="tnum text-ink-2">{value}</dd>
          </div>
        ))}
      </dl>
    </DetailSection>
  );
}
