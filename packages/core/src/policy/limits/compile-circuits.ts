import { canonicalize } from "../../ledger/jcs.ts";
import type { Facts } from "../../model/facts.ts";
import type { Json } from "../../model/json.ts";
import type { CircuitCheck, CircuitRule } from "../../model/settle-plan.ts";
import type { BreakerConfig } from "../../modules/breaker/breaker.ts";
import type { ModuleTools } from "../../modules/module.ts";
import type { ReliabilityConfig } from "../../modules/reliability/reliability.ts";
import { hashCall, subjectsOf } from "./subjects.ts";
import { windowMs } from "./units.ts";

const CIRCUIT_DEFAULTS = { failures: 5, window: "1m", cool_down: "30s", probes: 1, by: "provider" } as const;
const RETRY_WINDOW = "10m";
const BREAKER_DEFAULTS = { denial_rate: 0.5, failure_rate: 0.5, min_calls: 10, window: "10m", cool_down: "5m", probes: 1 } as const;
/** Outcomes are kept for the window and this many cool-downs, so that an unused circuit stays half open that long. */
const RETAINED_COOL_DOWNS = 10;

const retentionMs = ({ window_ms, cool_down_ms }: CircuitRule) => window_ms + RETAINED_COOL_DOWNS * cool_down_ms;

/** Compiles the circuit of a provider and the retry budget of a call. */
export function compileReliability(policy: string, { circuit, retry, fallback = [] }: ReliabilityConfig) {
  const settings = { ...CIRCUIT_DEFAULTS, ...circuit };
  const rule = ruleOf({ failures: settings.failures }, settings);
  const retries =
    retry &&
    ruleOf({ failures: retry.budget }, { window: retry.window ?? RETRY_WINDOW, cool_down: retry.window ?? RETRY_WINDOW, probes: 1 });
  const keyOf = circuitKeys(policy, settings.by);
  const checkOf = (measure: "circuit" | "retries", of: CircuitRule, key: string, fallbacks: CircuitCheck["fallbacks"]): CircuitCheck => ({
    kind: "circuit",
    policy,
    part: "modules",
    index: 0,
    measure,
    window_ms: retentionMs(of),
    rule: of,
    keys: [key],
    fallbacks,
  });
  return (facts: Facts, tools: ModuleTools): readonly CircuitCheck[] => {
    const model = facts.submission.model as Model | undefined;
    if (!model) return [];
    const degradable = facts.submission.supports?.includes("degrade") ?? false;
    const fallbacks = degradable ? fallback.map((of) => ({ model: of, key: keyOf(of, tools) })) : [];
    const closed = checkOf("circuit", rule, keyOf(model, tools), fallbacks);
    if (!retries) return [closed];
    const content = tools.fingerprint(canonicalize([model, facts.submission.content ?? null]));
    const key = `${policy}:retries:${facts.ancestors[0]?.id ?? facts.agent.id}:${hashCall(facts, tools)}:${content}`;
    return [closed, checkOf("retries", retries, key, [])];
  };
}

/** Maximum number of cached keys, because callers choose model names. */
const MAX_KEYS = 500;

/** Returns a function that computes a model's circuit key and caches it. */
function circuitKeys(policy: string, by: "provider" | "model"): (of: Model, tools: ModuleTools) => string {
  const cache = new Map<string | undefined, Map<string, string>>();
  let keyed: ModuleTools | undefined;
  let size = 0;
  return (of, tools) => {
    const { provider } = of;
    const name = by === "provider" && provider !== undefined ? "" : of.name;
    const cached = keyed === tools ? cache.get(provider)?.get(name) : undefined;
    if (cached !== undefined) return cached;
    if (keyed !== tools || ++size > MAX_KEYS) {
      cache.clear();
      size = 1;
    }
    keyed = tools;
    const key = `${policy}:circuit:${tools.fingerprint(canonicalize(subjectOf(of, by)))}`;
    cache.set(provider, (cache.get(provider) ?? new Map<string, string>()).set(name, key));
    return key;
  };
}

/** Compiles the breakers of an agent and all its ancestors. */
export function compileBreaker(policy: string, config: BreakerConfig) {
  const given = config.denial_rate !== undefined || config.failure_rate !== undefined;
  const settings = { ...BREAKER_DEFAULTS, ...config };
  const rates = given ? config : BREAKER_DEFAULTS;
  const rule = ruleOf(
    { failure_rate: rates.failure_rate ?? null, denial_rate: rates.denial_rate ?? null, min_calls: settings.min_calls },
    settings,
  );
  return (facts: Facts, tools: ModuleTools): readonly CircuitCheck[] => [
    {
      kind: "circuit",
      measure: "breaker",
      policy,
      part: "modules",
      index: 0,
      window_ms: retentionMs(rule),
      rule,
      keys: subjectsOf("agent", facts, tools).map((subject) => `${policy}:breaker:${subject}`),
      fallbacks: [],
    },
  ];
}

type Model = { readonly provider?: string; readonly name: string };

/** Treats a model without a provider as a provider of its own. */
function subjectOf({ provider, name }: Model, by: "provider" | "model"): Json {
  return by === "provider" && provider !== undefined ? [provider] : [provider ?? null, name];
}

function ruleOf(
  when: Partial<CircuitRule>,
  { window, cool_down, probes }: { window: string; cool_down: string; probes: number },
): CircuitRule {
  const nothing = { failures: null, failure_rate: null, denial_rate: null, min_calls: 1 };
  return { ...nothing, ...when, window_ms: windowMs(window), cool_down_ms: windowMs(cool_down), probes };
}
