"use client";

import type { InstalledPolicy, LibraryInstallResult, LibraryItem } from "@agentlattice/contract";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { DiffView } from "#features/approvals/card/diff-view.tsx";
import { PanelError } from "#features/policies/panel-section.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { useOpenPage } from "#lib/environment/environment.tsx";
import { plural } from "#lib/format/text.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { useInstall, useInstallPlan } from "./use-library.ts";
import { CHANGE, OUTCOME } from "./words.ts";

/** Shows the changes of an installation per policy, and installs. */
export function InstallDialog({ item, onClose }: { item: LibraryItem; onClose: () => void }) {
  const openPage = useOpenPage();
  const { you } = useMe();
  const [publish, setPublish] = useState(false);
  const [replace, setReplace] = useState(false);
  const plan = useInstallPlan(item.name, { publish, replace });
  const install = useInstall(item.name);
  const edited = plan.data?.policies.some(({ change }) => change === "conflict") ?? false;
  const choosePublish = (next: boolean) => {
    install.reset();
    setPublish(next);
  };
  const done = (result: LibraryInstallResult) => {
    toast(resultMessage(result), { icon: <GateMark state={result.published > 0 ? "allow" : "hold"} /> });
    onClose();
    openPage(result.published > 0 ? "/policies" : "/policies?status=draft");
  };
  const needsReview = publish && install.error instanceof ApiError && install.error.code === "REVIEW_REQUIRED";
  const blocked = !plan.data
    ? "Loading the changes."
    : install.isPending
      ? "Saving."
      : plan.data.drafted + plan.data.published === 0
        ? "Already installed."
        : needsReview
          ? "Another person must approve this."
          : null;
  return (
    <Dialog open onClose={onClose} placement="wide" title={`Install ${item.title}?`}>
      <div className="pane flex min-h-0 flex-col gap-4 p-5">
        <p className="text-ink-2">Drafts have no effect until they are published.</p>
        {may(you, "policies:publish") && <Choice checked={publish} onChange={choosePublish} text={"Publish immediately"} />}
        {(edited || replace) && (
          <Choice checked={replace} onChange={setReplace} text="Replace policies that were edited here. Earlier versions are kept." />
        )}
        {plan.error && <PanelError title="The changes could not be loaded" error={plan.error} />}
        {plan.isPending && <SkeletonBar className="h-32 w-full" />}
        {plan.data && (
          <ul aria-live="polite" className="flex flex-col">
            {plan.data.policies.map((policy) => (
              <PlanLine key={policy.name} policy={policy} />
            ))}
          </ul>
        )}
        {needsReview && (
          <p role="alert" className="border-l-2 border-hold pl-4">
            Nothing was installed. These policies may allow more, so another owner or admin must approve them. Save them as drafts, then
            publish each one to request a review.
          </p>
        )}
        {install.error && !needsReview && <PanelError title="Nothing was installed" error={install.error} />}
      </div>
      <footer className="flex shrink-0 justify-end gap-2 border-t p-4">
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="primary" blocked={blocked} onClick={() => install.mutate({ publish, replace }, { onSuccess: done })}>
          {buttonLabel(plan.data)}
        </Button>
      </footer>
    </Dialog>
  );
}

function Choice({ checked, onChange, text }: { checked: boolean; onChange: (checked: boolean) => void; text: string }) {
  return (
    <label className="flex min-h-6 items-center gap-2.5">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} className="size-4 accent-accent" />
      {text}
    </label>
  );
}

function PlanLine({ policy }: { policy: InstalledPolicy }) {
  const { mark, label } = OUTCOME[policy.outcome];
  return (
    <li className="border-t py-2.5 first:border-t-0">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 flex-1 font-mono text-code font-medium break-words">{policy.name}</span>
        <span className="inline-flex items-center gap-1.5 text-label">
          <GateMark state={mark} size={13} />
          {CHANGE[policy.change]}, {label}
        </span>
      </p>
      {policy.diff !== "" && (
        <div className="mt-2">
          <DiffView before={policy.before ?? ""} after={policy.after} title={policy.name} note="compared with the newest version here" />
        </div>
      )}
    </li>
  );
}

function buttonLabel(plan: LibraryInstallResult | undefined): string {
  if (!plan) return "Install";
  const { drafted, published } = plan;
  return published > 0 ? `Publish ${plural(published, "policy", "policies")}` : `Save ${plural(drafted, "draft", "drafts")}`;
}

function resultMessage({ drafted, published }: LibraryInstallResult): string {
  return published > 0 ? `${plural(published, "policy", "policies")} published` : `${plural(drafted, "draft", "drafts")} saved`;
}
