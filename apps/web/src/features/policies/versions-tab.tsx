"use client";

import type { PolicyDetail, PolicyHistoryItem } from "@agentlattice/contract";
import { parseAsInteger, parseAsStringLiteral } from "nuqs";
import { useState } from "react";
import { ListNotice } from "#components/list/list-notice.tsx";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { LoadMore } from "#components/list/load-more.tsx";
import { itemsOf } from "#components/list/paged-list.ts";
import { Button } from "#components/ui/button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { Hash } from "#components/ui/hash.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { StatusPill } from "#components/ui/status-pill.tsx";
import { UntrustedInline } from "#components/ui/untrusted.tsx";
import { useWide } from "#components/ui/use-wide.ts";
import { DiffView } from "#features/approvals/card/diff-view.tsx";
import { shortId } from "#lib/format/text.ts";
import { formatUtc } from "#lib/format/time.ts";
import { useView } from "#lib/navigation/use-view.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { PublishDialog } from "./publish-dialog.tsx";
import { ReachNote } from "./reach-note.tsx";
import { useReach, useVersion, useVersions } from "./use-policies.ts";

const PILL = {
  active: { state: "allow", word: "Active" },
  draft: { state: "hold", word: "Draft" },
  retired: { state: "idle", word: "Retired" },
} as const;

const VIEWS = [
  { value: "one", text: "Unified" },
  { value: "two", text: "Side by side" },
] as const;

/** All versions of a policy, and the changes of the selected one. */
export function VersionsTab({ policy }: { policy: PolicyDetail }) {
  const list = useVersions(policy.id);
  const [{ version: shown }, setView] = useView({ version: parseAsInteger });
  const [publishing, setPublishing] = useState<number | null>(null);
  const versions = itemsOf(list);
  if (list.isPending) return <ListSkeleton rows={5} row="h-[72px]" bars={["h-3 w-12", "h-3 w-64"]} />;
  if (!list.data)
    return (
      <ListNotice>
        <ErrorNotice
          title="Versions did not load"
          stillWorks="The editor still works."
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      </ListNotice>
    );
  const selected = shown ?? versions[0]?.version ?? 1;
  return (
    <div className="flex min-h-0 flex-1 flex-col wide:flex-row">
      <ul className="pane max-h-[44%] shrink-0 border-b wide:max-h-none wide:w-[380px] wide:border-r wide:border-b-0" aria-label="Versions">
        {versions.map((item) => (
          <VersionRow
            key={item.version}
            item={item}
            selected={item.version === selected}
            onSelect={() => void setView({ version: item.version })}
          />
        ))}
        <li>
          <LoadMore list={list} text="Load older" />
        </li>
      </ul>
      <VersionChange key={selected} policy={policy} version={selected} onPublish={() => setPublishing(selected)} />
      {publishing !== null && <PublishDialog policy={policy} version={publishing} onClose={() => setPublishing(null)} />}
    </div>
  );
}

function VersionRow({ item, selected, onSelect }: { item: PolicyHistoryItem; selected: boolean; onSelect: () => void }) {
  const { state, word } = PILL[item.status];
  return (
    <li>
      <button
        type="button"
        aria-current={selected}
        onClick={onSelect}
        className="quick flex w-full flex-col gap-1 border-b border-l-2 border-l-transparent px-4 py-2.5 text-left hover:bg-hover focus-visible:-outline-offset-2 aria-[current=true]:border-l-accent aria-[current=true]:bg-accent-wash tablet:px-6"
      >
        <span className="flex items-center gap-2.5">
          <span className="tnum font-semibold">v{item.version}</span>
          <StatusPill state={state}>{word}</StatusPill>
          <span className="ml-auto">
            <Hash value={item.hash} label="hash" copy={false} />
          </span>
        </span>
        <span className="text-label text-ink-2">
          Saved by <Author author={item.created_by} />, {formatUtc(item.created_at)}
        </span>
        {item.published_at && item.published_by && (
          <span className="text-label text-ink-2">
            Published by <Author author={item.published_by} />, {formatUtc(item.published_at)}
          </span>
        )}
      </button>
    </li>
  );
}

function Author({ author }: { author: PolicyHistoryItem["created_by"] }) {
  return author.name === null ? <span className="font-mono">{shortId(author.id)}</span> : <UntrustedInline text={author.name} />;
}

/** The difference between a version and the active one, or between the active version and its predecessor. */
function VersionChange({ policy, version, onPublish }: { policy: PolicyDetail; version: number; onPublish: () => void }) {
  const { role, you } = useMe();
  const isActive = policy.active_version === version;
  const from = isActive || policy.active_version === null ? version - 1 : policy.active_version;
  const before = useVersion(policy.id, from > 0 ? from : null);
  const after = useVersion(policy.id, version);
  const [{ diff: view }, setView] = useView({ diff: parseAsStringLiteral(["one", "two"]).withDefault("one") });
  const isWide = useWide();
  const back = policy.active_version !== null && version < policy.active_version;
  const blocked = isActive
    ? `v${version} is already active.`
    : may(you, "policies:publish")
      ? null
      : `The role ${role} cannot publish. Ask an owner or admin.`;
  return (
    <section aria-label={`Version ${version}`} className="pane flex min-h-0 min-w-0 flex-1 flex-col gap-4 p-4 tablet:p-6">
      <header className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="mr-auto text-entry font-semibold">Version {version}</h2>
        {isWide && <Segmented label="Difference" value={view} options={VIEWS} onChange={(next) => void setView({ diff: next })} />}
        {!isActive && (
          <Button variant={back ? "plain" : "primary"} blocked={blocked} onClick={onPublish}>
            {back ? `Roll back to v${version}` : `Publish v${version}`}
          </Button>
        )}
      </header>
      {!isActive && <Reach policyId={policy.id} version={version} />}
      {after.data && !before.isLoading ? (
        <DiffView
          sideBySide={isWide && view === "two"}
          before={before.data?.yaml ?? ""}
          after={from > 0 ? after.data.yaml : after.data.yaml.trimEnd()}
          title={from > 0 ? `v${from} to v${version}` : `v${version}`}
          note={
            from === 0
              ? "the first version"
              : from === policy.active_version
                ? "compared with the active version"
                : "compared with the previous version"
          }
        />
      ) : (
        <SkeletonBar className="h-40 w-full" />
      )}
    </section>
  );
}

function Reach({ policyId, version }: { policyId: string; version: number }) {
  const { data } = useReach(policyId, version);
  return data ? <ReachNote diff={data} /> : <SkeletonBar className="h-12 w-full" />;
}
