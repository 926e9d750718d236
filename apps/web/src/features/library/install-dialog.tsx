"use client";

import type { InstalledPolicy, LibraryInstallResult, LibraryItem } from "@agentlattice/contract";
import { useState } from "react";
import { toast } from "sonner";
import { Bone } from "#components/ui/bone.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { DiffView } from "#features/approvals/diff-view.tsx";
import { PanelError } from "#features/policies/panel-section.tsx";
import { useMe } from "#features/shell/session-context.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { useOpenPage } from "#lib/environment/environment.tsx";
import { plural } from "#lib/format/text.ts";
import { may } from "#lib/session/may.ts";
import { useInstall, useInstallPlan } from "./use-library.ts";
import { CHANGE, OUTCOME } from "./words.ts";

/** Shows what installing changes, policy by policy, and does it. */
export function InstallDialog({ item, onClose }: { item: LibraryItem; onClose: () => void }) {
  const openPage = useOpenPage();
  const { role } = useMe();
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
    toast(doneWords(result), { icon: <GateMark state={result.published > 0 ? "allow" : "hold"} /> });
    onClose();
    openPage(result.published > 0 ? "/policies" : "/policies?status=draft");
  };
  const needsReview = publish && install.error instanceof ApiError && install.error.code === "REVIEW_REQUIRED";
  const blocked = !plan.data
    ? "What it changes is being read."
    : install.isPending
      ? "It is being saved."
      : plan.data.drafted + plan.data.published === 0
        ? "Everything is here already."
        : needsReview
          ? "Another person puts them in force."
          : null;
  return (
    <Dialog open onClose={onClose} place="wide" title={`Install ${item.title}?`}>
      <div className="pane flex min-h-0 flex-col gap-4 p-5">
        <p className="text-ink-2">Drafts decide nothing until they are put in force.</p>
        {may(role, "policies:publish") && (
          <Choice checked={publish} onChange={choosePublish} text={`Put ${item.kind === "policy" ? "it" : "them"} in force at once`} />
        )}
        {(edited || replace) && (
          <Choice checked={replace} onChange={setReplace} text="Save over policies that were edited here. Their versions stay." />
        )}
        {plan.error && <PanelError title="What it changes could not be read" error={plan.error} />}
        {plan.isPending && <Bone className="h-32 w-full" />}
        {plan.data && (
          <ul aria-live="polite" className="flex flex-col">
            {plan.data.policies.map((policy) => (
              <PlanLine key={policy.name} policy={policy} />
            ))}
          </ul>
        )}
        {needsReview && (
          <p role="alert" className="border-l-2 border-hold pl-4">
            Nothing was installed. These may let more through, so another owner or admin has to approve them. Save them as drafts, then
            publish each: there the other person is asked.
          </p>
        )}
        {install.error && !needsReview && <PanelError title="Nothing was installed" error={install.error} />}
      </div>
      <footer className="flex shrink-0 justify-end gap-2 border-t p-4">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" blocked={blocked} onClick={() => install.mutate({ publish, replace }, { onSuccess: done })}>
          {buttonWords(plan.data)}
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
  const { mark, words } = OUTCOME[policy.outcome];
  return (
    <li className="border-t py-2.5 first:border-t-0">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 flex-1 font-mono text-code font-medium break-words">{policy.name}</span>
        <span className="inline-flex items-center gap-1.5 text-label">
          <GateMark state={mark} size={13} />
          {CHANGE[policy.change]}, {words}
        </span>
      </p>
      {policy.diff !== "" && (
        <div className="mt-2">
          <DiffView before={policy.before ?? ""} after={policy.after} title={policy.name} note="against the newest version here" />
        </div>
      )}
    </li>
  );
}

function buttonWords(plan: LibraryInstallResult | undefined): string {
  if (!plan) return "Install";
  const { drafted, published } = plan;
  return published > 0 ? `Put ${plural(published, "policy", "policies")} in force` : `Save ${plural(drafted, "draft", "drafts")}`;
}

function doneWords({ drafted, published }: LibraryInstallResult): string {
  return published > 0 ? `${plural(published, "policy is", "policies are")} in force` : `${plural(drafted, "draft", "drafts")} to review`;
}
