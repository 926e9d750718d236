import type { BacktestFlip, NotReplayedReason, PolicySummary } from "@agentlattice/contract";
import type { GateState } from "#components/ui/gate-mark.tsx";

type Effect = PolicySummary["effect"];
type Mode = PolicySummary["mode"];

/** What each effect does to an action, as a mark and a word. */
export const EFFECT: Record<Effect, { mark: GateState; word: string }> = {
  allow: { mark: "allow", word: "Allows" },
  approve: { mark: "hold", word: "Asks a person" },
  deny: { mark: "deny", word: "Denies" },
  guard: { mark: "deny", word: "Restricts" },
};

export const MODE: Record<Mode, { word: string; meaning: string }> = {
  enforce: { word: "Enforce", meaning: "It decides." },
  monitor: { word: "Monitor", meaning: "It changes no answer. What it would have said is recorded." },
  report_only: { word: "Report only", meaning: "It is not evaluated. That it matched is recorded." },
};

/** What a policy in force says of itself. A newer release may have stored a word that is not known here: it is shown as it stands. */
export function effectOf(effect: string): { mark: GateState; word: string } {
  return Object.hasOwn(EFFECT, effect) ? EFFECT[effect as Effect] : { mark: "idle", word: effect };
}

/** As {@link effectOf}. */
export function modeWord(mode: string): string {
  return Object.hasOwn(MODE, mode) ? MODE[mode as Mode].word : mode;
}

export const STATUS: Record<PolicySummary["status"], string> = { active: "In force", draft: "Draft", disabled: "Disabled" };

/** Where an answer leaves the action. */
export function markOf(answer: BacktestFlip["after"]): GateState {
  if (answer === "ALLOW" || answer === "ALLOW_WRITE") return "allow";
  if (answer === "REQUIRE_APPROVAL" || answer === "PENDING") return "hold";
  return answer.startsWith("DENY") ? "deny" : "alter";
}

const CLASS_WORDS: Readonly<Record<string, string>> = {
  "deny allow": "now allowed",
  "hold allow": "no longer ask",
  "deny hold": "ask instead of denied",
  "allow hold": "now ask",
  "hold deny": "denied instead of asked",
  "allow deny": "now denied",
};

/** One class of changed answers in words. */
export function classWords({ before, after }: { before: BacktestFlip["before"]; after: BacktestFlip["after"] }): string {
  return CLASS_WORDS[`${markOf(before)} ${markOf(after)}`] ?? `${before} to ${after}`;
}

/** Why decisions could not be judged again. */
export const NOT_REPLAYED: Record<NotReplayedReason, string> = {
  payload_erased: "what was submitted is erased",
  agent_gone: "the agent is gone",
  content_withheld: "a module kept content back",
  history_unknown: "depends on a limit that was not in force then",
};
