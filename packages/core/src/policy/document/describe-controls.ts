import type { DenialReason } from "../../evidence/denial-reasons.ts";
import type { ReasonCodeName } from "../../evidence/reason-codes.ts";
import type { Json } from "../../model/json.ts";
import { MODULE_VERSION, type ModuleDescription } from "./describe-modules.ts";
import { policyJsonSchema } from "./json-schema.ts";

type JsonSchema = Readonly<Record<string, Json>>;

interface SchemaOfPolicies {
  readonly $schema: string;
  readonly $defs: Json;
  readonly properties: {
    readonly spec: {
      readonly properties: { readonly when: Json; readonly require: Json; readonly limits: { readonly items: LimitSchema } };
    };
  };
}
interface LimitSchema {
  readonly properties: Readonly<Record<"rate" | "burst" | "by" | "budget", Json>>;
}

const text = { type: "string" } as const;
/** JSON Schema of `HaltScope`. */
const HALT_SCOPES: Json = (
  [
    ["organisation", {}],
    ["environment", { environment: { enum: ["prod", "staging", "dev"] } }],
    ["actions", { pattern: { ...text, description: "an action, prefix.* or *" } }],
    ["agent", { agent: { ...text, description: "agt_…, with everything below it" } }],
    ["session", { session_id: text }],
  ] as const
).map(([kind, properties]) => ({
  type: "object",
  properties: { kind: { const: kind }, ...properties },
  required: ["kind", ...Object.keys(properties)],
  additionalProperties: false,
}));

/**
 * Describes the controls that are evaluated before and after the modules of `spec.modules`.
 * @param delegation JSON Schema of a delegation request
 */
export function describeControls(delegation: JsonSchema): {
  readonly before: readonly ModuleDescription[];
  readonly after: readonly ModuleDescription[];
} {
  const { $schema, $defs, properties } = policyJsonSchema() as SchemaOfPolicies;
  const { when, require, limits } = properties.spec.properties;
  const { rate, burst, by, budget } = limits.items.properties;
  const describe = (
    name: string,
    configured_in: string,
    purpose: string,
    denial_reason: DenialReason,
    codes: readonly ReasonCodeName[],
    schema: JsonSchema,
  ): ModuleDescription => ({
    name,
    purpose,
    version: MODULE_VERSION,
    configured_in,
    denial_reason,
    reason_codes: [denial_reason, ...codes],
    config_schema: { $schema, ...schema },
  });
  return {
    before: [
      describe("halt", "organisation", "Stops what a person halted, whatever the policies.", "AGENT_HALTED", [], {
        type: "object",
        properties: { scope: { oneOf: HALT_SCOPES } },
        required: ["scope"],
        additionalProperties: false,
      }),
      describe(
        "delegation",
        "POST /delegations",
        "Limits delegated agents: every ancestor active and capable, within the depth, before the expiry.",
        "DELEGATION_INVALID",
        ["CAPABILITY_EXCEEDED"],
        delegation,
      ),
    ],
    after: [
      describe(
        "conditions",
        "spec.when, spec.require",
        "Selects the requests of a policy and checks its requirements.",
        "CONDITIONS_DENIED",
        ["APPROVAL_REQUIRED"],
        { type: "object", properties: { when, require }, additionalProperties: false, $defs },
      ),
      describe("rate", "spec.limits[]", "Limits how often an agent, an action or an organisation may act (GCRA).", "RATE_LIMITED", [], {
        type: "object",
        properties: { rate, burst, by },
        required: ["rate"],
        additionalProperties: false,
      }),
      describe(
        "budget",
        "spec.limits[].budget",
        "Limits tokens, money, calls and seconds per run, session, agent, organisation or calendar period.",
        "BUDGET_EXCEEDED",
        ["COST_BUDGET_EXCEEDED"],
        budget as JsonSchema,
      ),
    ],
  };
}
