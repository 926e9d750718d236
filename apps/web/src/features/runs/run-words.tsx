import type { Run } from "@agentlattice/contract";
import { GateMark, type GateState } from "#components/ui/gate-mark.tsx";

const STATUS: Record<Run["status"], { mark: GateState; word: string }> = {
  running: { mark: "allow", word: "Running" },
  waiting: { mark: "hold", word: "Waiting for approval" },
  paused: { mark: "hold", word: "Paused" },
  completed: { mark: "allow", word: "Completed" },
  failed: { mark: "deny", word: "Failed" },
  cancelled: { mark: "idle", word: "Cancelled" },
};

/** Returns the label of a status. */
export function wordOf(status: Run["status"]): string {
  return STATUS[status].word;
}

/** Shown instead of the id of a session when there is none, or when it is withheld from the reader. */
export function SessionPlaceholder({ withheld }: Pick<Run, "withheld">) {
  return withheld === null ? (
    <span className="text-ink-3">none</span>
  ) : (
    <span className="text-ink-3" title={withheld}>
      Withheld
    </span>
  );
}

export function RunStatusLine({ status }: Pick<Run, "status">) {
  const { mark, word } = STATUS[status];
  return (
    <span className="inline-flex items-center gap-2 align-middle whitespace-nowrap">
      <GateMark state={mark} />
      {word}
    </span>
  );
}
