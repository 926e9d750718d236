"use client";

import { CircleAlert, CircleCheck } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Hash } from "#components/ui/hash.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { plural } from "#lib/format/text.ts";
import type { Cursor } from "./editor/code-editor.tsx";
import { IgnoredParts } from "./ignored-parts.tsx";
import type { Workspace } from "./use-workspace.ts";

const CodeEditor = dynamic(() => import("./editor/code-editor.tsx").then((module) => module.CodeEditor), {
  ssr: false,
  loading: () => <EditorSkeleton />,
});

/** The editor with a status line below it. */
export function EditorPane({ workspace, base, saved }: { workspace: Workspace; base: string; saved: string }) {
  const [cursor, setCursor] = useState<Cursor>({ line: 1, column: 1 });
  const { text, setText, issues, checked, mayDraft, outdated, validation, changed } = workspace;
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      {outdated && (
        <p role="status" className="shrink-0 border-b bg-hold-wash px-4 py-2 text-label text-ink tablet:px-6">
          Another version was saved since you started. Saving creates the next version from your text.
        </p>
      )}
      <CodeEditor
        value={text}
        base={base}
        issues={checked ? issues : []}
        readOnly={!mayDraft}
        onChange={setText}
        onSave={workspace.saveText}
        onRun={workspace.runCases}
        onCursor={setCursor}
      />
      <IgnoredParts notes={checked ? (validation?.notes ?? []) : []} />
      <footer className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-5 gap-y-1 border-t px-4 py-1.5 text-label text-ink-3 tablet:px-6">
        <ValidationStatus workspace={workspace} />
        <span className="tnum hidden tablet:inline">
          Ln {cursor.line}, Col {cursor.column}
        </span>
        <span className="ml-auto">{changed ? "Unsaved, stored in this tab" : saved}</span>
        {validation?.hash && checked && <Hash value={validation.hash} label="hash" />}
      </footer>
    </div>
  );
}

function ValidationStatus({ workspace: { issues, checked, validation } }: { workspace: Workspace }) {
  const line = issues[0]?.line;
  return (
    <span role="status" className="inline-flex items-center gap-1.5">
      {!checked && "Validating"}
      {checked && validation?.failed && `Validation failed. ${validation.failed}`}
      {checked && !validation?.failed && issues.length === 0 && (
        <>
          <CircleCheck size={14} strokeWidth={1.75} aria-hidden="true" className="text-allow" /> Valid
        </>
      )}
      {checked && issues.length > 0 && (
        <span className="inline-flex items-center gap-1.5 font-medium text-deny">
          <CircleAlert size={14} strokeWidth={1.75} aria-hidden="true" />
          {plural(issues.length, "error", "errors")}
          {line === undefined ? `: ${issues[0]?.message}` : `, line ${line}`}
        </span>
      )}
    </span>
  );
}

const SKELETON_LINES = ["w-44", "w-24", "w-20", "w-52", "w-40", "w-16", "w-36", "w-72", "w-28", "w-48"];

function EditorSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label="Loading" className="flex min-h-0 flex-1 flex-col gap-3 overflow-hidden py-4 pl-16">
      {SKELETON_LINES.map((width) => (
        <SkeletonBar key={width} className={`h-3 ${width}`} />
      ))}
    </div>
  );
}
