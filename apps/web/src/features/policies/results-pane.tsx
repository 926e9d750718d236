import type { ActionInput } from "@agentlattice/contract";
import type { ReactNode } from "react";
import { CasesPanel } from "./cases-panel.tsx";
import { ReplayPanel } from "./replay-panel.tsx";
import { TryPanel } from "./try-panel.tsx";
import type { Workspace } from "./use-workspace.ts";

/** What the text does: its cases, one action, the record. */
export function ResultsPane({ workspace, actions, children }: { workspace: Workspace; actions: readonly string[]; children?: ReactNode }) {
  const { text, invalid, cases, runCases } = workspace;
  return (
    <div className="pane min-h-0 flex-1">
      <CasesPanel run={cases} blocked={invalid} onRun={runCases} />
      <TryPanel text={text} blocked={invalid} suggestion={exampleOf(actions)} />
      <ReplayPanel text={text} blocked={invalid} />
      {children}
    </div>
  );
}

/** An action that the policy covers, to start from. */
function exampleOf([pattern = "pr.merge"]: readonly string[]): ActionInput {
  return { action_type: pattern === "*" ? "pr.merge" : pattern.replace(/\*$/, "example"), metadata: {} };
}
