"use client";

import type { AuditEvent } from "@agentlattice/contract";
import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { ActionName } from "#components/ui/action-name.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { Link } from "#components/ui/link.tsx";
import { ScrollRegion } from "#components/ui/scroll-region.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { useHead } from "#features/shell/use-head.ts";
import { ApiError } from "#lib/api/api-error.ts";
import { formatCount } from "#lib/format/text.ts";
import { formatUtc } from "#lib/format/time.ts";
import { saveFile } from "#lib/save-file.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { Actor } from "./actor.tsx";
import { describeLatest } from "./describe-latest.ts";
import { EntryGrant } from "./entry-grant.tsx";
import { EntryPayloads } from "./entry-payloads.tsx";
import { leafMembers } from "./leaf-members.ts";
import { ProofSection } from "./proof-section.tsx";
import { RelatedEntries } from "./related-entries.tsx";
import { useChecked } from "./use-checked.ts";
import { useEntryDetail, useProof } from "./use-entries.ts";
import { WouldHave } from "./would-have.tsx";

interface EntryDetailProps {
  seq: number;
  names: ReadonlyMap<string, string>;
}

/** One entry: its content, the exact bytes, and the proof of its inclusion in a signed head. */
export function EntryDetail({ seq, names }: EntryDetailProps) {
  const proof = useProof(seq);
  const head = useHead();
  const checked = useChecked(proof.data, head.data?.vkey);
  return (
    <>
      {!proof.data && !proof.error && <DetailSkeleton />}
      {!proof.data && proof.error && (
        <div className="p-6">
          {proof.error instanceof ApiError && proof.error.status === 404 ? (
            <Empty title={`Entry ${formatCount(seq)} not found`}>
              The newest entry is {formatCount(Math.max(0, (head.data?.size ?? 1) - 1))}.
            </Empty>
          ) : (
            <ErrorNotice
              title="The proof did not load"
              stillWorks="The list still works."
              error={proof.error}
              onRetry={() => void proof.refetch()}
            />
          )}
        </div>
      )}
      {proof.data && (
        <>
          <div className="pane min-h-0 flex-1">
            <EntryHead seq={seq} entry={proof.data.entry} names={names} />
            <ProofSection proof={proof.data} checked={checked} head={head.data} />
            <WouldHave seq={seq} />
            <EntryPayloads seq={seq} />
            <RecordedBytes entry={proof.data.entry} />
            <RelatedEntries seq={seq} />
          </div>
          <DetailFoot proof={proof.data} vkey={head.data?.vkey} />
        </>
      )}
    </>
  );
}

interface Leaf {
  readonly kind: string;
  readonly ts: string;
  readonly actor: { readonly type: string; readonly id: string };
  readonly subject: { readonly type: string; readonly id: string };
}

/** Parses the leaf for display. The proof, not this function, verifies it. */
function readLeaf(entry: string): Leaf | null {
  try {
    return JSON.parse(entry) as Leaf;
  } catch {
    return null;
  }
}

function EntryHead({ seq, entry, names }: { seq: number; entry: string; names: ReadonlyMap<string, string> }) {
  const { data: event } = useEntryDetail(seq);
  const leaf = readLeaf(entry);
  if (!leaf) return null;
  return (
    <div className="border-b px-6 pb-5 max-wide:pt-5">
      <h2 className="text-entry break-words">{event ? <Sentence event={event} /> : leaf.kind}</h2>
      <p className="mt-1 flex flex-wrap items-center gap-x-3 text-body">
        <Actor actor={leaf.actor} names={names} />
        <span className="font-mono text-code text-ink-3">{leaf.kind}</span>
      </p>
      <EntryGrant seq={seq} />
      <p className="tnum mt-1 text-label text-ink-2">{formatUtc(leaf.ts)}</p>
    </div>
  );
}

/** Renders `refund.issue executed` or `Changed a policy`. */
function Sentence({ event }: { event: AuditEvent }) {
  const description = describeLatest(event);
  if (!event.action_type) return <span className="first-letter:uppercase inline-block">{description}</span>;
  return (
    <>
      <ActionName type={event.action_type} className="text-[16px] font-medium" /> {description}
    </>
  );
}

function RecordedBytes({ entry }: { entry: string }) {
  return (
    <section className="px-6 py-5">
      <div className="mb-2.5 flex items-center justify-between">
        <h3 className="text-body">
          Recorded bytes{" "}
          <span className="ml-1.5 text-label font-normal text-ink-3">
            {formatCount(new TextEncoder().encode(entry).length)} B, canonical JSON
          </span>
        </h3>
        <CopyButton value={entry} label="recorded bytes" />
      </div>
      {/* The line breaks are visual only, so that selected text equals the leaf. */}
      <ScrollRegion
        label="Recorded bytes"
        className="max-h-96 rounded-control bg-sunken px-3 py-2.5 font-mono text-code break-all whitespace-pre-wrap"
      >
        {leafMembers(entry).map(({ key, rest }) => (
          <span key={key} className="block">
            <span className="text-ink-2">{key}</span>
            {rest}
          </span>
        ))}
      </ScrollRegion>
    </section>
  );
}

function DetailFoot({ proof, vkey }: { proof: { seq: number; entry: string }; vkey: string | undefined }) {
  const { can } = useMe();
  const leaf = readLeaf(proof.entry);
  const download = () => {
    saveFile(`entry-${proof.seq}.json`, new Blob([`${JSON.stringify({ ...proof, vkey }, null, 2)}\n`], { type: "application/json" }));
  };
  return (
    <Foot>
      <Button onClick={download}>
        <Download size={15} strokeWidth={1.75} aria-hidden="true" />
        Download proof
      </Button>
      {can.readApprovals && leaf?.subject.type === "approval" && (
        <Link
          href={`/approvals/${leaf.subject.id}`}
          className="quick rounded-control px-2 py-1.5 text-[13px] leading-5 font-medium text-ink-2 hover:text-ink"
        >
          Open approval
        </Link>
      )}
    </Foot>
  );
}

function Foot({ children }: { children: ReactNode }) {
  return <div className="flex min-h-[60px] shrink-0 items-center gap-3 border-t px-6 pb-[env(safe-area-inset-bottom)]">{children}</div>;
}

function DetailSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Loading" className="flex flex-col gap-3 p-6">
      <SkeletonBar className="h-5 w-44" />
      <SkeletonBar className="h-4 w-56" />
      <SkeletonBar className="mt-6 h-40 w-full" />
      <SkeletonBar className="mt-6 h-28 w-full" />
    </div>
  );
}
