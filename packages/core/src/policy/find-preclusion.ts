import type { DenialReason } from "../evidence/denial-reasons.ts";
import type { Facts } from "../model/facts.ts";
import { findForcedOpen } from "./breaker-overrides.ts";
import { type CompiledBundle, describeUnreadable } from "./compile-bundle.ts";
import { describeHalt, findHalt } from "./find-halt.ts";

/** A reason to deny before any policy is evaluated. */
export interface Preclusion {
  readonly reason: DenialReason;
  readonly message: string;
  /** True when a person stopped the agent. */
  readonly byPerson: boolean;
}

const TAMPERED: Preclusion = {
  reason: "POLICY_TAMPERED",
  message: "The stored policies do not match their signed manifest, so everything is denied until they do.",
  byPerson: false,
};

const FORCED_OPEN: Preclusion = {
  reason: "BREAKER_OPEN",
  message: "A person holds the breaker of this agent, or of one above it, open. Ask an admin to release it.",
  byPerson: true,
};

/** Returns why nothing is allowed whatever the policies say, or null: tampered or unreadable policies, a halt, or a breaker held open. */
export function findPreclusion(bundle: CompiledBundle, facts: Facts): Preclusion | null {
  if (bundle.tampered) return TAMPERED;
  const [unreadable] = bundle.unreadable;
  if (unreadable) return { reason: "POLICY_UNREADABLE", message: describeUnreadable(unreadable), byPerson: false };
  const halt = bundle.halts.length === 0 ? null : findHalt(bundle.halts, facts);
  if (halt) return { reason: "AGENT_HALTED", message: describeHalt(halt), byPerson: true };
  return findForcedOpen(bundle.breakerOverrides, facts) === null ? null : FORCED_OPEN;
}
