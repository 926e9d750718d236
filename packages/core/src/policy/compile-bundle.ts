import { matchesCapability, patternsOf } from "../model/action-pattern.ts";
import { byName } from "../model/by-name.ts";
import type { Environment, Facts } from "../model/facts.ts";
import type { PolicyMode } from "../model/verdict.ts";
import type { ModuleTools } from "../modules/module.ts";
import { type AgentBreakers, type BreakerOverrides, combineBreakers } from "./breaker-overrides.ts";
import { type CompiledPolicy, compilePolicy, type PolicySource, type SharedConditions } from "./compile-policy.ts";
import type { Halt } from "./find-halt.ts";
import type { CompiledHistoryEvent } from "./limits/compile-history.ts";
import { type Narrowing, narrowBy } from "./narrow.ts";

export type OrgDefault = "allow" | "deny";

/** The policies and settings of one organisation. */
export interface BundleInput {
  readonly policies: readonly PolicySource[];
  /** The decision when no policy applies. The default is deny. */
  readonly orgDefault?: OrgDefault;
  readonly environmentDefaults?: Partial<Readonly<Record<Environment, OrgDefault>>>;
  readonly environmentModes?: Partial<Readonly<Record<Environment, PolicyMode>>>;
  /** True when only actions without side effects are allowed. */
  readonly planOnly?: boolean;
  /** Patterns of actions without side effects. By default they are recognised by name. */
  readonly sideEffectFree?: readonly string[];
  /** Active halts. Changing them is a configuration change, which binds every later commit. */
  readonly halts?: readonly Halt[];
  /** Breakers that people hold open or closed. */
  readonly breakerOverrides?: BreakerOverrides;
  /** True when the stored policies differ from the signed manifest. Everything is denied. */
  readonly tampered?: boolean;
  /** Signed policies in force that this release cannot read. Everything is denied, because their denials are unknown. */
  readonly unreadable?: readonly UnreadablePolicy[];
}

/** A policy in force that this release cannot read, with the first error in it. */
export interface UnreadablePolicy {
  readonly name: string;
  readonly version: number;
  readonly path: string;
  readonly reason: string;
}

/** Returns a sentence that states what to repair. */
export function describeUnreadable({ name, version, path, reason }: UnreadablePolicy): string {
  const location = path === "" ? "" : ` at ${path}`;
  const sentence = reason.replace(/[.\s]+$/, "");
  return `Version ${version} of the policy ${name} is stored as it was signed, but this release does not accept it${location}: ${sentence}. Everything is denied until an owner or admin publishes a version that it accepts, or takes the policy out of force.`;
}

/** The policies that may apply to an action in an environment, in name order, grouped by their effect on the decision. */
export interface Route {
  /** The mode of the environment. Only `enforce` enforces policies and the default. */
  readonly mode: PolicyMode;
  /** The decision of this environment when no policy applies. */
  readonly orgDefault: OrgDefault;
  /** The policies evaluated together. In a monitored environment they feed the shadow verdicts. */
  readonly enforced: readonly CompiledPolicy[];
  /** An index of `enforced` by the field values that each policy needs. */
  readonly narrowing: Narrowing;
  readonly fallback: readonly CompiledPolicy[];
  /** The monitored and report-only policies. */
  readonly silent: readonly { readonly policy: CompiledPolicy; readonly mode: Exclude<PolicyMode, "enforce"> }[];
  /** True when any of the policies has modules. */
  readonly scans: boolean;
  /** True when any of the policies has limits or history rules. */
  readonly settles: boolean;
  /** The events to record for history rules of any policy. */
  readonly historyEvents: readonly CompiledHistoryEvent[];
}

export interface CompiledBundle {
  readonly halts: readonly Halt[];
  readonly breakerOverrides: BreakerOverrides;
  readonly tampered: boolean;
  readonly unreadable: readonly UnreadablePolicy[];
  readonly planOnly: boolean;
  readonly sideEffectFree: readonly string[];
  readonly route: (environment: Environment, action: string) => Route;
  /** The policies with budgets, in name order. */
  readonly budgeted: readonly CompiledPolicy[];
  /** Returns the effective mode of a policy in an environment. */
  readonly modeIn: (policy: CompiledPolicy, environment: Environment) => PolicyMode;
  /** Returns the breakers of an agent and its ancestors, for any action. */
  readonly breakers: (facts: Facts, tools: ModuleTools) => AgentBreakers;
}

const MODE_ORDER = ["report_only", "monitor", "enforce"] as const;
/** Total number of policies in cached routes. Callers choose action names, so the cache needs a bound. */
const MAX_CACHED = 200_000;

/**
 * Compiles an organisation's policies: an index by action, and one function per policy.
 * @throws Error for a document that validation would refuse
 */
export function compileBundle(input: BundleInput): CompiledBundle {
  const index = new Map<string, CompiledPolicy[]>();
  const shared: SharedConditions = new Map();
  const policies = input.policies.map((source) => compilePolicy(source, shared)).sort(byName);
  const counting = policies.filter(({ limits }) => limits.historyEvents.length > 0);
  for (const policy of policies) {
    for (const pattern of new Set(policy.actions)) {
      const indexed = index.get(pattern);
      if (indexed) indexed.push(policy);
      else index.set(pattern, [policy]);
    }
  }
  const modeIn = ({ mode }: CompiledPolicy, environment: Environment) => weaker(mode, input.environmentModes?.[environment] ?? "enforce");
  return {
    halts: input.halts ?? [],
    breakerOverrides: input.breakerOverrides ?? {},
    tampered: input.tampered ?? false,
    unreadable: input.unreadable ?? [],
    planOnly: input.planOnly ?? false,
    sideEffectFree: input.sideEffectFree ?? [],
    budgeted: policies.filter(({ limits }) => limits.budgets.length > 0),
    modeIn,
    breakers: (facts, tools) => {
      const { environment } = facts;
      const enforced = policies.filter(
        (policy) => modeIn(policy, environment) === "enforce" && (policy.environments?.includes(environment) ?? true),
      );
      const checks = enforced.flatMap(({ limits }) => limits.breaker?.(facts, tools) ?? []);
      return combineBreakers(checks, input.breakerOverrides ?? {}, facts);
    },
    route: cacheRoutes((environment, action) =>
      makeRoute(candidates(index, action), historyEventsFor(counting, environment, action), environment, {
        mode: input.environmentModes?.[environment] ?? "enforce",
        orgDefault: input.environmentDefaults?.[environment] ?? input.orgDefault ?? "deny",
      }),
    ),
  };
}

/** Caches routes by environment and action up to the bound. */
function cacheRoutes(make: CompiledBundle["route"]): CompiledBundle["route"] {
  const routes: Record<Environment, Map<string, Route>> = { prod: new Map(), staging: new Map(), dev: new Map() };
  let cached = 0;
  return (environment, action) => {
    const known = routes[environment].get(action);
    if (known) return known;
    const route = make(environment, action);
    const size = 1 + route.enforced.length + route.narrowing.size + route.fallback.length + route.silent.length;
    if (cached + size > MAX_CACHED) {
      for (const map of Object.values(routes)) map.clear();
      cached = 0;
    }
    routes[environment].set(action, route);
    cached += size;
    return route;
  };
}

/** Returns the policies indexed under a pattern that covers the action, without duplicates and in name order. */
function candidates(index: ReadonlyMap<string, readonly CompiledPolicy[]>, action: string): CompiledPolicy[] {
  const found = new Set<CompiledPolicy>();
  for (const pattern of patternsOf(action)) for (const policy of index.get(pattern) ?? []) found.add(policy);
  return [...found].sort(byName);
}

/** Returns the events to record. A history rule may count actions that its policy does not match. */
function historyEventsFor(policies: readonly CompiledPolicy[], environment: Environment, action: string): CompiledHistoryEvent[] {
  return policies
    .filter(({ environments }) => environments?.includes(environment) ?? true)
    .flatMap(({ limits }) => limits.historyEvents.filter(({ actions }) => actions.some((pattern) => matchesCapability(pattern, action))));
}

function makeRoute(
  policies: readonly CompiledPolicy[],
  historyEvents: readonly CompiledHistoryEvent[],
  environment: Environment,
  settings: Pick<Route, "mode" | "orgDefault">,
): Route {
  const enforced: CompiledPolicy[] = [];
  const fallback: CompiledPolicy[] = [];
  const silent: { policy: CompiledPolicy; mode: "monitor" | "report_only" }[] = [];
  for (const policy of policies) {
    if (policy.environments && !policy.environments.includes(environment)) continue;
    // A monitored environment evaluates its policies as if it enforced them; a report-only one evaluates none.
    const mode = settings.mode === "report_only" ? "report_only" : policy.mode;
    if (mode !== "enforce") silent.push({ policy, mode });
    else if (policy.fallback) fallback.push(policy);
    else enforced.push(policy);
  }
  return {
    ...settings,
    enforced,
    narrowing: narrowBy(enforced),
    fallback,
    silent,
    scans: policies.some(({ modules }) => modules.length > 0),
    settles: historyEvents.length > 0 || policies.some(({ limits }) => limits.checks.length > 0),
    historyEvents,
  };
}

function weaker(a: PolicyMode, b: PolicyMode): PolicyMode {
  return MODE_ORDER.find((mode) => mode === a || mode === b) ?? "enforce";
}
