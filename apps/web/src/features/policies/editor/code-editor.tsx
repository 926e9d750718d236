"use client";

import type { PolicyIssue } from "@agentlattice/contract";
import { autocompletion } from "@codemirror/autocomplete";
import { yaml } from "@codemirror/lang-yaml";
import { Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import CodeMirror, { type ReactCodeMirrorRef } from "@uiw/react-codemirror";
import { useEffect, useMemo, useRef } from "react";
import { changedLines } from "./changed-lines.ts";
import { completePolicy } from "./complete.ts";
import { issues as issueLines, showIssues } from "./issues.ts";
import { appearance } from "./theme.ts";

const SETUP = {
  foldGutter: false,
  highlightActiveLine: true,
  highlightSelectionMatches: true,
  autocompletion: false,
  defaultKeymap: true,
  searchKeymap: true,
  lintKeymap: false,
  syntaxHighlighting: false,
  tabSize: 2,
} as const;

export interface Cursor {
  readonly line: number;
  readonly column: number;
}

/** An editor for policy YAML with inline errors. ⌘S saves and ⌘↵ runs the cases. */
export function CodeEditor({
  value,
  base,
  issues,
  readOnly,
  onChange,
  onSave,
  onRun,
  onCursor,
}: {
  value: string;
  /** The text to compare with. */
  base: string;
  issues: readonly PolicyIssue[];
  readOnly: boolean;
  onChange: (value: string) => void;
  onSave: () => void;
  onRun: () => void;
  onCursor: (cursor: Cursor) => void;
}) {
  const editor = useRef<ReactCodeMirrorRef>(null);
  const commands = useRef({ onSave, onRun });
  commands.current = { onSave, onRun };
  const extensions = useMemo(
    () => [
      yaml(),
      appearance,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": "Policy as YAML", spellcheck: "false", tabindex: "0" }),
      autocompletion({ override: [completePolicy], icons: false }),
      changedLines(base),
      issueLines,
      Prec.highest(
        keymap.of([
          { key: "Mod-s", preventDefault: true, run: () => handled(commands.current.onSave) },
          { key: "Mod-Enter", preventDefault: true, run: () => handled(commands.current.onRun) },
        ]),
      ),
    ],
    [base],
  );
  useEffect(() => {
    editor.current?.view?.dispatch({ effects: showIssues.of(issues) });
  }, [issues]);

  return (
    <CodeMirror
      ref={editor}
      value={value}
      height="100%"
      theme="none"
      basicSetup={SETUP}
      extensions={extensions}
      readOnly={readOnly}
      onChange={onChange}
      onCreateEditor={(view) => view.dispatch({ effects: showIssues.of(issues) })}
      onUpdate={({ state, selectionSet, docChanged }) => {
        if (!selectionSet && !docChanged) return;
        const { head } = state.selection.main;
        const line = state.doc.lineAt(head);
        onCursor({ line: line.number, column: head - line.from + 1 });
      }}
      className="min-h-0 flex-1 overflow-hidden"
    />
  );
}

function handled(command: () => void): true {
  command();
  return true;
}
