"use client";

import { parseAsInteger, useQueryState } from "nuqs";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { KeyHint } from "#components/ui/kbd.tsx";
import { useCommandKey } from "#components/ui/use-command-key.ts";
import { useWide } from "#components/ui/use-wide.ts";
import { useOpenPage } from "#lib/environment/environment.tsx";
import { EditorPane } from "./editor-pane.tsx";
import { ModeSwitch } from "./mode-switch.tsx";
import { PolicyTrail } from "./policy-header.tsx";
import { ResultsPane } from "./results-pane.tsx";
import type { Starter } from "./starters.ts";
import { type Tab, TabBar } from "./tab-bar.tsx";
import { useWorkspace } from "./use-workspace.ts";

/** Creates a policy from a starter. The saved policy is a draft without effect. */
export function NewPolicyPage({ starters }: { starters: readonly Starter[] }) {
  const [start, setStart] = useQueryState("start", parseAsInteger.withDefault(0));
  const at = starters[start] ? start : 0;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PolicyTrail name="New policy" />
      <fieldset className="flex min-w-0 shrink-0 gap-2 overflow-x-auto border-b px-4 py-3 tablet:px-6">
        <legend className="sr-only">Start from</legend>
        {starters.map(({ name, about }, i) => (
          <label
            key={name}
            className="quick relative flex w-52 shrink-0 cursor-pointer flex-col rounded-control border border-line-strong px-3 py-2 focus-within:outline-2 focus-within:outline-accent-text hover:bg-hover has-checked:border-accent has-checked:bg-accent-wash"
          >
            <input type="radio" name="start" className="sr-only" checked={i === at} onChange={() => void setStart(i)} />
            <span className="font-medium">{name}</span>
            <span className="text-label text-ink-2">{about}</span>
          </label>
        ))}
      </fieldset>
      <NewText key={at} index={at} starter={starters[at]?.yaml ?? ""} />
    </div>
  );
}

const VIEWS: readonly Tab<"editor" | "results">[] = [
  { value: "editor", name: "Editor" },
  { value: "results", name: "Results" },
];

function NewText({ index, starter }: { index: number; starter: string }) {
  const openPage = useOpenPage();
  const commandKey = useCommandKey();
  const wide = useWide();
  const [results, setResults] = useState(false);
  const workspace = useWorkspace(`new:${index}`, { text: starter, version: null }, (version) => {
    toast(`Saved ${version.name} as draft v${version.version}`, { icon: <GateMark state="hold" /> });
    workspace.discard();
    openPage(`/policies/${version.id}`);
  });
  const { changed, saving, invalid, saveText, discard } = workspace;
  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <div className="flex min-h-12 shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2 tablet:px-6">
          <Button variant="primary" blocked={saving ? "Saving." : invalid} onClick={saveText}>
            Save draft <KeyHint tone="on-accent">{`${commandKey} S`}</KeyHint>
          </Button>
          {changed && (
            <Button variant="quiet" onClick={discard}>
              Discard
            </Button>
          )}
          <div className="ml-auto">
            <ModeSwitch text={workspace.text} readOnly={false} onChange={workspace.setText} />
          </div>
        </div>
        {!wide && <TabBar tabs={VIEWS} value={results ? "results" : "editor"} onChange={(view) => setResults(view === "results")} />}
        {!wide && results ? (
          <ResultsPane workspace={workspace} />
        ) : (
          <EditorPane workspace={workspace} base={starter} saved="Not saved yet" />
        )}
      </div>
      {wide && (
        <aside aria-label="Results" className="flex min-h-0 w-[452px] shrink-0 flex-col border-l">
          <ResultsPane workspace={workspace} />
        </aside>
      )}
    </div>
  );
}
