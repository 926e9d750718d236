import type { ActionInput } from "@agentlattice/contract";
import { BacktestPanel } from "./backtest-panel.tsx";
import { CasesPanel } from "./cases-panel.tsx";
import { TryPanel } from "./try-panel.tsx";
import type { Workspace } from "./use-workspace.ts";

/** The results of the text: its cases, a dry run and the backtest. */
export function ResultsPane({ workspace }: { workspace: Workspace }) {
  const { text, invalid, cases, runCases } = workspace;
  return (
    <div className="pane min-h-0 flex-1">
      <CasesPanel run={cases} blocked={invalid} onRun={runCases} />
      <TryPanel text={text} blocked={invalid} suggestion={exampleOf(text)} />
      <BacktestPanel text={text} blocked={invalid} />
    </div>
  );
}

const FIRST_ACTION = /^\s+(?:match:.*?)?actions:\s*\[?\s*(?:-\s+)?["']?([\w.:*-]+)/m;

/** Returns an example action that the text matches. */
function exampleOf(text: string): ActionInput {
  const pattern = FIRST_ACTION.exec(text)?.[1] ?? "*";
  return { action_type: pattern === "*" ? "pr.merge" : pattern.replace(/\*$/, "example"), metadata: {} };
}
