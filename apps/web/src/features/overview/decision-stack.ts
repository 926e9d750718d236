import type { GateState } from "#components/ui/gate-mark.tsx";

/** The segments of a bar, from bottom to top. */
export const DECISION_STACK = [
  { status: "executed", word: "executed", mark: "allow", fill: "var(--line-strong)" },
  { status: "held", word: "approval requested", mark: "hold", fill: "var(--hold)" },
  { status: "denied", word: "denied", mark: "deny", fill: "var(--deny)" },
] as const satisfies readonly { status: string; word: string; mark: GateState; fill: string }[];
