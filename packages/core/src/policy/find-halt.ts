import { matchesCapability } from "../model/action-pattern.ts";
import type { Environment, Facts } from "../model/facts.ts";

/** What was stopped until somebody lets it go on. */
export interface Halt {
  readonly id: string;
  readonly scope: HaltScope;
}

export type HaltScope =
  | { readonly kind: "organisation" }
  | { readonly kind: "environment"; readonly environment: Environment }
  /** An action, `prefix.*` or `*`. */
  | { readonly kind: "actions"; readonly pattern: string }
  /** An agent and everything below it, by its wire id. */
  | { readonly kind: "agent"; readonly agent: string }
  | { readonly kind: "session"; readonly session_id: string };

const FROM_NARROW_TO_WIDE = ["session", "agent", "actions", "environment", "organisation"] as const;

/** The halt that covers a request; of several the narrowest, and of those the first by id. `null` when none does. */
export function findHalt(halts: readonly Halt[], facts: Facts): Halt | null {
  const covering = halts.filter(({ scope }) => covers(scope, facts));
  const width = ({ scope }: Halt) => FROM_NARROW_TO_WIDE.indexOf(scope.kind);
  const [narrowest] = covering.sort((a, b) => width(a) - width(b) || (a.id < b.id ? -1 : 1));
  return narrowest ?? null;
}

function covers(scope: HaltScope, { submission, agent, ancestors, environment }: Facts): boolean {
  switch (scope.kind) {
    case "organisation":
      return true;
    case "environment":
      return scope.environment === environment;
    case "actions":
      return matchesCapability(scope.pattern, submission.action_type);
    case "agent":
      return agent.id === scope.agent || ancestors.some(({ id }) => id === scope.agent);
    case "session":
      return submission.session_id === scope.session_id;
  }
}

/** What a halted request is told. */
export function describeHalt({ scope }: Halt): string {
  const until = "Ask an admin to let it go on.";
  switch (scope.kind) {
    case "organisation":
      return `Everything in this organisation is halted. ${until}`;
    case "environment":
      return `Everything in ${scope.environment} is halted. ${until}`;
    case "actions":
      return `${scope.pattern} is halted. ${until}`;
    case "agent":
      return `This agent, or one above it, is halted. ${until}`;
    case "session":
      return `This session is halted. ${until}`;
  }
}
