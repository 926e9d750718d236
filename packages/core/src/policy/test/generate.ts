import fc from "fast-check";
import type { Condition, LeafCondition } from "../../conditions/condition.ts";
import type { AgentFacts, Facts } from "../../model/facts.ts";
import type { Policy } from "../document/document.ts";
import { factsOf } from "./case-files.ts";

/* A small vocabulary, so that generated policies meet generated requests. */

const texts = fc.constantFrom("a", "ab", "b", "low", "high");
const numbers = fc.constantFrom(0, 1, 2, 50);
const scalars = fc.oneof(texts, numbers, fc.boolean());
const actions = fc.constantFrom("pr.merge", "pr.review.dismiss", "db.drop", "deploy");
const patterns = fc.constantFrom("pr.merge", "pr.*", "pr.review.*", "db.drop", "db.*", "deploy", "*");
const labels = fc.dictionary(fc.constantFrom("team", "tier"), texts, { maxKeys: 2 });
const scalarFields = fc.constantFrom(
  "size",
  "repo",
  "deploy.region",
  "metadata.size",
  "agent.name",
  "agent.labels.team",
  "environment",
  "data_accessed[any].sensitivity",
  "data_accessed[every].count",
  "tags[any]",
  "tags[every]",
  "items[every].owners[any]",
  "missing",
);
const listFields = fc.constantFrom("tags", "agent.capabilities", "items", "repo");

const leaf: fc.Arbitrary<LeafCondition> = fc.oneof(
  fc.record({ field: scalarFields, operator: fc.constantFrom("eq" as const, "neq" as const), value: scalars }),
  fc.record({ field: scalarFields, operator: fc.constantFrom("lt" as const, "gte" as const), value: numbers }),
  fc.record({
    field: scalarFields,
    operator: fc.constantFrom("in" as const, "not_in" as const),
    value: fc.array(scalars, { minLength: 1, maxLength: 12 }),
  }),
  fc.record({ field: scalarFields, operator: fc.constant("starts_with" as const), value: texts }),
  fc.record({ field: listFields, operator: fc.constant("contains" as const), value: scalars }),
  fc.record({ field: listFields, operator: fc.constant("subset_of" as const), value: fc.array(scalars, { minLength: 1, maxLength: 3 }) }),
  fc.record({ field: fc.oneof(scalarFields, listFields), operator: fc.constantFrom("exists" as const, "not_exists" as const) }),
);

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.record({ all: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie("condition") }),
  ),
}));

export const conditions = condition;

const EFFECTS = ["allow", "approve", "deny", "guard"] as const;

/** Generates valid documents with unique names made of `prefix` and the index. */
export function policyDocuments(options: {
  readonly prefix: string;
  readonly max: number;
  readonly effects?: readonly Policy["spec"]["effect"][];
  readonly fallback?: boolean;
}): fc.Arbitrary<Policy[]> {
  const spec = fc.record({
    mode: fc.constantFrom("enforce" as const, "enforce" as const, "enforce" as const, "monitor" as const),
    actions: fc.array(patterns, { minLength: 1, maxLength: 2 }),
    labels: fc.option(labels, { nil: undefined, freq: 4 }),
    names: fc.option(fc.constant<string[]>(["ab"]), { nil: undefined, freq: 6 }),
    environments: fc.option(fc.constant<"prod"[]>(["prod"]), { nil: undefined, freq: 4 }),
    fallback: options.fallback === false ? fc.constant(false) : fc.boolean(),
    when: fc.option(condition, { nil: undefined }),
    require: fc.option(fc.array(condition, { minLength: 1, maxLength: 2 }), { nil: undefined }),
    otherwise: fc.constantFrom("deny" as const, "approve" as const),
    effect: fc.constantFrom(...(options.effects ?? EFFECTS)),
  });
  return fc
    .array(spec, { maxLength: options.max })
    .map((specs) => specs.map((one, i) => toDocument(`${options.prefix}-${String(i).padStart(2, "0")}`, one)));
}

interface SpecParts {
  readonly mode: "enforce" | "monitor";
  readonly actions: string[];
  readonly labels?: Record<string, string> | undefined;
  readonly names?: string[];
  readonly environments?: "prod"[];
  readonly fallback: boolean;
  readonly when?: Condition;
  readonly require?: Condition[];
  readonly otherwise: "deny" | "approve";
  readonly effect: Policy["spec"]["effect"];
}

function toDocument(name: string, parts: SpecParts): Policy {
  const { actions: matched, labels: wanted, names, environments, fallback, when, require: clauses, otherwise, ...spec } = parts;
  const agents = { ...(wanted ? { labels: wanted } : {}), ...(names ? { names } : {}) };
  const required = parts.effect === "deny" ? undefined : clauses;
  return {
    apiVersion: "agentlattice/v1",
    kind: "Policy",
    metadata: { name },
    spec: {
      ...spec,
      match: { actions: matched, ...(wanted || names ? { agents } : {}), ...(environments ? { environments } : {}), fallback },
      ...(when ? { when } : {}),
      ...(required ? { require: required, otherwise } : {}),
    },
  };
}

const agent: fc.Arbitrary<Partial<AgentFacts>> = fc.record({
  name: fc.constantFrom("a", "ab"),
  labels,
  capabilities: fc.constantFrom(["*"], ["*"], ["*"], ["pr.*", "deploy"]),
});
const loose = fc.oneof(scalars, fc.constant(null), fc.array(scalars, { maxLength: 3 }));
const optional = { requiredKeys: [] };

/** Generates requests with agents, ancestors and values of the wrong type. */
export const requests: fc.Arbitrary<Facts> = fc
  .record({
    submission: fc.record(
      {
        action_type: actions,
        metadata: fc.record(
          {
            size: loose,
            repo: loose,
            deploy: fc.oneof(fc.record({ region: loose }), loose),
            items: fc.oneof(loose, fc.array(fc.record({ owners: loose }, optional), { maxLength: 3 })),
          },
          optional,
        ),
        tags: fc.array(texts, { maxLength: 3 }),
        data_accessed: fc.array(fc.record({ type: texts, count: numbers, sensitivity: texts }, { requiredKeys: ["type"] }), {
          maxLength: 3,
        }),
      },
      { requiredKeys: ["action_type"] },
    ),
    agent,
    ancestors: fc.array(agent, { maxLength: 2 }),
    environment: fc.constantFrom("prod" as const, "dev" as const),
  })
  .map((given) => factsOf(given as Parameters<typeof factsOf>[0]));
