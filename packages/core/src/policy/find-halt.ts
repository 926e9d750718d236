import { matchesCapability } from "../model/action-pattern.ts";
import type { Environment, Facts } from "../model/facts.ts";
import type { Json } from "../model/json.ts";

/** A halt that stays active until a person lifts it. */
export interface Halt {
  readonly id: string;
  readonly scope: HaltScope;
}

export type HaltScope =
  | { readonly kind: "organisation" }
  | { readonly kind: "environment"; readonly environment: Environment }
  | { readonly kind: "actions"; readonly pattern: string; readonly environment?: Environment }
  /** An agent, by its wire id, and every agent below it. */
  | { readonly kind: "agent"; readonly agent: string }
  | { readonly kind: "session"; readonly session_id: string };

const NARROWEST_FIRST = ["session", "agent", "actions", "environment", "organisation"] as const;

/** Returns the narrowest halt that covers a request, the first by id among equals, or null. */
export function findHalt(halts: readonly Halt[], facts: Facts): Halt | null {
  const covering = halts.filter(({ scope }) => covers(scope, facts));
  const width = ({ scope }: Halt) => NARROWEST_FIRST.indexOf(scope.kind);
  const [narrowest] = covering.sort((a, b) => width(a) - width(b) || (a.id < b.id ? -1 : 1));
  return narrowest ?? null;
}

function covers(scope: HaltScope, { submission, agent, ancestors, environment }: Facts): boolean {
  return coversAction(scope, {
    action_type: submission.action_type,
    session_id: submission.session_id,
    agents: [agent.id, ...ancestors.map(({ id }) => id)],
    environment,
  });
}

/** The parts of an action that a halt looks at. */
export interface HaltedAction {
  readonly action_type: string;
  /** Wire ids of the acting agent and its ancestors. */
  readonly agents: readonly string[];
  readonly environment: Environment;
  readonly session_id?: Json | undefined;
}

/** Returns true when the halt stops the action. */
export function coversAction(scope: HaltScope, action: HaltedAction): boolean {
  switch (scope.kind) {
    case "organisation":
      return true;
    case "environment":
      return scope.environment === action.environment;
    case "actions":
      return (
        (scope.environment === undefined || scope.environment === action.environment) &&
        matchesCapability(scope.pattern, action.action_type)
      );
    case "agent":
      return action.agents.includes(scope.agent);
    case "session":
      return action.session_id === scope.session_id;
  }
}

export function describeHalt({ scope }: Halt): string {
  const until = "Ask an admin to lift the halt.";
  switch (scope.kind) {
    case "organisation":
      return `Everything in this organisation is halted. ${until}`;
    case "environment":
      return `Everything in ${scope.environment} is halted. ${until}`;
    case "actions":
      return `${scope.pattern} is halted${scope.environment === undefined ? "" : ` in ${scope.environment}`}. ${until}`;
    case "agent":
      return `This agent, or one above it, is halted. ${until}`;
    case "session":
      return `This session is halted. ${until}`;
  }
}
