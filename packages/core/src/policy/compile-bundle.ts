import { matchesCapability, prefixesOf } from "../model/action-pattern.ts";
import { byName } from "../model/by-name.ts";
import type { Environment, Facts } from "../model/facts.ts";
import type { CircuitCheck } from "../model/settle-plan.ts";
import type { PolicyMode } from "../model/verdict.ts";
import type { ModuleTools } from "../modules/module.ts";
import { type CompiledPolicy, compilePolicy, type PolicySource, type SharedConditions } from "./compile-policy.ts";
import type { Halt } from "./find-halt.ts";
import type { CompiledMark } from "./limits/compile-history.ts";
import { type Narrowing, narrowBy } from "./narrow.ts";

export type OrgDefault = "allow" | "deny";

/** Everything that decides in one organisation. */
export interface BundleInput {
  readonly policies: readonly PolicySource[];
  /** What happens when no policy applies; deny unless told otherwise. */
  readonly orgDefault?: OrgDefault;
  /** Environments whose default differs from `orgDefault`. */
  readonly environmentDefaults?: Partial<Readonly<Record<Environment, OrgDefault>>>;
  readonly environmentModes?: Partial<Readonly<Record<Environment, PolicyMode>>>;
  /** Whatever policies allow, only what has no side effects passes. */
  readonly planOnly?: boolean;
  /** Patterns of the actions that have no side effects; without, the names of actions tell. */
  readonly sideEffectFree?: readonly string[];
  /** What is stopped, whatever policies say. A change of it is a change of configuration: it binds every later commit. */
  readonly halts?: readonly Halt[];
  /** The stored policies are not the signed ones: everything is denied. */
  readonly tampered?: boolean;
  /** In force and signed, and refused by this release: everything is denied, since nobody knows what they would deny. */
  readonly unreadable?: readonly UnreadablePolicy[];
}

/** A policy in force that this release refuses, and the first thing that is wrong with it. */
export interface UnreadablePolicy {
  readonly name: string;
  readonly version: number;
  readonly path: string;
  readonly reason: string;
}

/** A sentence that says what to repair. */
export function describeUnreadable({ name, version, path, reason }: UnreadablePolicy): string {
  const place = path === "" ? "" : ` at ${path}`;
  const sentence = reason.replace(/[.\s]+$/, "");
  return `Version ${version} of the policy ${name} is stored as it was signed, but this release does not accept it${place}: ${sentence}. Everything is denied until an owner or admin publishes a version that it accepts, or takes the policy out of force.`;
}

/** Policies that may apply to an action in an environment, in name order, by what their outcome counts for. */
export interface Route {
  /** The mode of the environment: unless it is `enforce`, nothing that policies or the default say is enforced. */
  readonly mode: PolicyMode;
  /** What happens in the environment when no policy applies. */
  readonly orgDefault: OrgDefault;
  /** Evaluated together. In a monitored environment they show what it would be to enforce them. */
  readonly enforced: readonly CompiledPolicy[];
  /** Of the enforced ones those that a request can meet. */
  readonly narrowing: Narrowing;
  readonly fallback: readonly CompiledPolicy[];
  /** Monitored and reported. */
  readonly silent: readonly { readonly policy: CompiledPolicy; readonly mode: Exclude<PolicyMode, "enforce"> }[];
  /** Whether any of them has modules. */
  readonly scans: boolean;
  /** Whether any of them has limits or history rules. */
  readonly settles: boolean;
  /** What is to be remembered of the action for history rules, of whichever policy. */
  readonly marks: readonly CompiledMark[];
}

export interface CompiledBundle {
  readonly halts: readonly Halt[];
  readonly tampered: boolean;
  readonly unreadable: readonly UnreadablePolicy[];
  readonly planOnly: boolean;
  readonly sideEffectFree: readonly string[];
  readonly route: (environment: Environment, action: string) => Route;
  /** The breakers in force of an agent and its ancestors, whatever it is about to do. */
  readonly breakers: (facts: Facts, tools: ModuleTools) => readonly CircuitCheck[];
}

const MODE_ORDER = ["report_only", "monitor", "enforce"] as const;
/** Policies that remembered routes may point at in total; callers choose actions, so memory must not be theirs to fill. */
const MAX_REMEMBERED = 200_000;

/**
 * Compiles an organisation's policies: an index by action, and one function per policy.
 * @throws Error for a document that validation would refuse
 */
export function compileBundle(input: BundleInput): CompiledBundle {
  const index = new Map<string, CompiledPolicy[]>();
  const shared: SharedConditions = new Map();
  const policies = input.policies.map((source) => compilePolicy(source, shared)).sort(byName);
  const remembering = policies.filter(({ limits }) => limits.marks.length > 0);
  for (const policy of policies) {
    for (const pattern of new Set(policy.actions)) {
      const filed = index.get(pattern);
      if (filed) filed.push(policy);
      else index.set(pattern, [policy]);
    }
  }
  return {
    halts: input.halts ?? [],
    tampered: input.tampered ?? false,
    unreadable: input.unreadable ?? [],
    planOnly: input.planOnly ?? false,
    sideEffectFree: input.sideEffectFree ?? [],
    breakers: (facts, tools) =>
      policies
        .filter(({ mode, environments }) => {
          const { environment } = facts;
          const inForce = weaker(mode, input.environmentModes?.[environment] ?? "enforce") === "enforce";
          return inForce && (environments?.includes(environment) ?? true);
        })
        .flatMap(({ limits }) => limits.breaker?.(facts, tools) ?? []),
    route: remember((environment, action) =>
      makeRoute(candidates(index, action), marksFor(remembering, environment, action), environment, {
        mode: input.environmentModes?.[environment] ?? "enforce",
        orgDefault: input.environmentDefaults?.[environment] ?? input.orgDefault ?? "deny",
      }),
    ),
  };
}

/** The same answer as `make`, computed once per environment and action while there is room. */
function remember(make: CompiledBundle["route"]): CompiledBundle["route"] {
  const routes: Record<Environment, Map<string, Route>> = { prod: new Map(), staging: new Map(), dev: new Map() };
  let remembered = 0;
  return (environment, action) => {
    const known = routes[environment].get(action);
    if (known) return known;
    const route = make(environment, action);
    const size = 1 + route.enforced.length + route.narrowing.size + route.fallback.length + route.silent.length;
    if (remembered + size > MAX_REMEMBERED) {
      for (const map of Object.values(routes)) map.clear();
      remembered = 0;
    }
    routes[environment].set(action, route);
    remembered += size;
    return route;
  };
}

/** Policies filed under the action itself, under each of its prefixes or under `*`, each once, in name order. */
function candidates(index: ReadonlyMap<string, readonly CompiledPolicy[]>, action: string): CompiledPolicy[] {
  const found = new Set<CompiledPolicy>(index.get(action));
  for (const prefix of prefixesOf(action)) for (const policy of index.get(`${prefix}.*`) ?? []) found.add(policy);
  for (const policy of index.get("*") ?? []) found.add(policy);
  return [...found].sort(byName);
}

/** A history rule may count actions that its policy is not about: what was read before something is sent. */
function marksFor(policies: readonly CompiledPolicy[], environment: Environment, action: string): CompiledMark[] {
  return policies
    .filter(({ environments }) => environments?.includes(environment) ?? true)
    .flatMap(({ limits }) => limits.marks.filter(({ actions }) => actions.some((pattern) => matchesCapability(pattern, action))));
}

function makeRoute(
  policies: readonly CompiledPolicy[],
  marks: readonly CompiledMark[],
  environment: Environment,
  settings: Pick<Route, "mode" | "orgDefault">,
): Route {
  const enforced: CompiledPolicy[] = [];
  const fallback: CompiledPolicy[] = [];
  const silent: { policy: CompiledPolicy; mode: "monitor" | "report_only" }[] = [];
  for (const policy of policies) {
    if (policy.environments && !policy.environments.includes(environment)) continue;
    // A monitored environment evaluates its policies as if it enforced them; one that only reports evaluates none.
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
    settles: marks.length > 0 || policies.some(({ limits }) => limits.checks.length > 0),
    marks,
  };
}

function weaker(a: PolicyMode, b: PolicyMode): PolicyMode {
  return MODE_ORDER.find((mode) => mode === a || mode === b) ?? "enforce";
}
