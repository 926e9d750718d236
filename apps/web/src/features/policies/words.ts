import type { BacktestFlip, NotReplayedReason, PolicySummary } from "@agentlattice/contract";
import type { GateState } from "#components/ui/gate-mark.tsx";

type Effect = PolicySummary["effect"];
type Mode = PolicySummary["mode"];

/** The mark and label of each effect. */
export const EFFECT: Record<Effect, { mark: GateState; word: string }> = {
  allow: { mark: "allow", word: "Allows" },
  approve: { mark: "hold", word: "Requires approval" },
  deny: { mark: "deny", word: "Denies" },
  guard: { mark: "deny", word: "Restricts" },
};

export const MODE: Record<Mode, { word: string; meaning: string }> = {
  enforce: { word: "Enforce", meaning: "Its decisions apply." },
  monitor: { word: "Monitor", meaning: "Changes no decision. What it would have decided is recorded." },
  report_only: { word: "Report only", meaning: "Not evaluated. Matches are recorded." },
};

/** Returns the mark and label of an effect. Shows an effect that was stored by a newer release unchanged. */
export function effectOf(effect: string): { mark: GateState; word: string } {
  return Object.hasOwn(EFFECT, effect) ? EFFECT[effect as Effect] : { mark: "idle", word: effect };
}

/** Returns the label of a mode. Shows a mode that was stored by a newer release unchanged. */
export function modeLabel(mode: string): string {
  return Object.hasOwn(MODE, mode) ? MODE[mode as Mode].word : mode;
}

export const STATUS: Record<PolicySummary["status"], string> = { active: "Active", draft: "Draft", disabled: "Disabled" };

/** Returns the mark of an outcome. */
export function markOf(answer: BacktestFlip["after"]): GateState {
  if (answer === "ALLOW" || answer === "ALLOW_WRITE") return "allow";
  if (answer === "REQUIRE_APPROVAL" || answer === "PENDING") return "hold";
  return answer.startsWith("DENY") ? "deny" : "alter";
}

const CLASS_LABELS: Readonly<Record<string, string>> = {
  "deny allow": "now allowed",
  "hold allow": "no longer require approval",
  "deny hold": "require approval instead of denied",
  "allow hold": "now require approval",
  "hold deny": "denied instead of requiring approval",
  "allow deny": "now denied",
};

/** Describes one class of changed decisions. */
export function describeClass({ before, after }: { before: BacktestFlip["before"]; after: BacktestFlip["after"] }): string {
  return CLASS_LABELS[`${markOf(before)} ${markOf(after)}`] ?? `${before} to ${after}`;
}

/** The reasons why decisions could not be replayed. */
export const NOT_REPLAYED: Record<NotReplayedReason, string> = {
  payload_erased: "the submission was erased",
  agent_gone: "the agent no longer exists",
  content_withheld: "a module withheld content",
  history_unknown: "depends on a limit that was not active then",
};
