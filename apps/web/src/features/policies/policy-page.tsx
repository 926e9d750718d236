"use client";

import type { PolicyDetail } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import { parseAsStringLiteral } from "nuqs";
import { useState } from "react";
import { toast } from "sonner";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { useWide } from "#components/ui/use-wide.ts";
import { useOpenPage } from "#lib/environment/environment.tsx";
import { formatCount } from "#lib/format/text.ts";
import { useView } from "#lib/navigation/use-view.ts";
import { EditorPane } from "./editor-pane.tsx";
import { ModeSwitch } from "./mode-switch.tsx";
import { PendingReviews } from "./pending-reviews.tsx";
import { PolicyActions, PolicyTrail } from "./policy-header.tsx";
import { ResultsPane } from "./results-pane.tsx";
import { type Tab, TabBar } from "./tab-bar.tsx";
import { usePolicy, useVersion } from "./use-policies.ts";
import { useWorkspace } from "./use-workspace.ts";

const HitsTab = dynamic(() => import("./hits-tab.tsx").then((module) => module.HitsTab), { ssr: false });
const VersionsTab = dynamic(() => import("./versions-tab.tsx").then((module) => module.VersionsTab), { ssr: false });
const PublishDialog = dynamic(() => import("./publish-dialog.tsx").then((module) => module.PublishDialog), { ssr: false });
const DisableDialog = dynamic(() => import("./disable-dialog.tsx").then((module) => module.DisableDialog), { ssr: false });

const TABS = ["editor", "results", "versions", "hits"] as const;

/** One policy: its text, results, versions and hits. */
export function PolicyPage({ id }: { id: string }) {
  const { data, error, refetch } = usePolicy(id);
  if (data) return <Loaded policy={data} />;
  if (error)
    return (
      <div className="flex-1 p-5 tablet:px-6">
        <ErrorNotice
          title="The policy did not load"
          stillWorks="The policy stays in effect."
          error={error}
          onRetry={() => void refetch()}
        />
      </div>
    );
  return (
    <div role="status" aria-busy="true" aria-label="Loading" className="flex flex-1 flex-col gap-4 p-6">
      <SkeletonBar className="h-5 w-52" />
      <SkeletonBar className="h-3 w-72" />
      <SkeletonBar className="h-3 w-60" />
    </div>
  );
}

function Loaded({ policy }: { policy: PolicyDetail }) {
  const openPage = useOpenPage();
  const wide = useWide();
  const [{ tab }, setView] = useView({ tab: parseAsStringLiteral(TABS).withDefault("editor") });
  const [dialog, setDialog] = useState<"publish" | "disable" | null>(null);
  const active = useVersion(policy.id, policy.active_version);
  const workspace = useWorkspace(policy.id, { text: policy.yaml, version: policy.version }, (version) => {
    const renamed = version.id !== policy.id;
    toast(renamed ? `Saved as another policy, ${version.name}` : `Saved as draft v${version.version}`, { icon: <GateMark state="hold" /> });
    if (renamed) openPage(`/policies/${version.id}`);
  });
  // Wide screens show the results next to the text.
  const shown = tab === "results" && wide ? "editor" : tab;
  const { hits } = policy;
  const tabs: Tab<(typeof TABS)[number]>[] = [
    { value: "editor", name: "Editor" },
    ...(wide ? [] : [{ value: "results" as const, name: "Results" }]),
    { value: "versions", name: "Versions", count: formatCount(policy.version) },
    { value: "hits", name: "Hits", count: formatCount(hits.last_7d + hits.shadow_7d) },
  ];
  const results = <ResultsPane workspace={workspace} />;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PolicyTrail name={policy.name} />
      <PolicyActions policy={policy} workspace={workspace} onPublish={() => setDialog("publish")} onDisable={() => setDialog("disable")} />
      <PendingReviews policyId={policy.id} />
      <div className="flex min-h-0 flex-1">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <TabBar tabs={tabs} value={shown} onChange={(next) => void setView({ tab: next })}>
            {shown === "editor" && <ModeSwitch text={workspace.text} readOnly={!workspace.mayDraft} onChange={workspace.setText} />}
          </TabBar>
          {shown === "editor" && <EditorPane workspace={workspace} base={active.data?.yaml ?? policy.yaml} saved={describeSaved(policy)} />}
          {shown === "results" && results}
          {shown === "versions" && <VersionsTab policy={policy} />}
          {shown === "hits" && <HitsTab policy={policy} />}
        </div>
        {wide && shown === "editor" && (
          <aside aria-label="Results" className="flex min-h-0 w-[452px] shrink-0 flex-col border-l">
            {results}
          </aside>
        )}
      </div>
      {dialog === "publish" && <PublishDialog policy={policy} version={policy.version} onClose={() => setDialog(null)} />}
      {dialog === "disable" && <DisableDialog policy={policy} onClose={() => setDialog(null)} />}
    </div>
  );
}

function describeSaved({ version, active_version }: PolicyDetail): string {
  return version === active_version ? `v${version}, active` : `Saved as draft v${version}`;
}
