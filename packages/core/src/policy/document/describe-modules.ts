import type { DenialReason } from "../../evidence/denial-reasons.ts";
import type { ReasonCodeName } from "../../evidence/reason-codes.ts";
import type { Json } from "../../model/json.ts";
import { MODULES } from "../../modules/all-modules.ts";
import { policyJsonSchema } from "./json-schema.ts";

type Name = (typeof MODULES)[number]["name"];

/** Version of the modules. It changes when the same configuration may give another decision. */
export const MODULE_VERSION = "1.0";

const ABOUT: Readonly<Record<Name, { readonly purpose: string; readonly reason_codes: readonly ReasonCodeName[] }>> = {
  secrets: {
    purpose: "Finds credentials in texts, names and numbers of a request: denies, redacts, requires approval or flags.",
    reason_codes: ["SECRET_DETECTED", "SECRET_SCAN_INCOMPLETE", "MEMORY_WRITE_DENIED_SECRET", "MEMORY_WRITE_REDACTED"],
  },
  pii: {
    purpose: "Finds personal data: redacts with reversible placeholders, denies, requires approval or flags.",
    reason_codes: ["PII_DETECTED", "PII_SCAN_INCOMPLETE", "MEMORY_WRITE_DENIED_PII", "MEMORY_WRITE_REDACTED"],
  },
  content: {
    purpose: "Finds prompt injection, unsafe code and forbidden content.",
    reason_codes: ["PROMPT_INJECTION_DETECTED", "UNSAFE_CODE_DETECTED", "FORBIDDEN_CONTENT_DETECTED", "CONTENT_SCAN_INCOMPLETE"],
  },
  memory: {
    purpose: "Controls which memory agents may write and read: five scopes, four classes, retention.",
    reason_codes: [
      "MEMORY_WRITE_DENIED",
      "MEMORY_READ_DENIED",
      "MEMORY_SUMMARY_ONLY",
      "MEMORY_SCOPE_VIOLATION",
      "MEMORY_READ_DENIED_CLASSIFICATION",
      "MEMORY_WRITE_SUMMARY_ONLY",
    ],
  },
  loop: { purpose: "Stops repeated calls and cycles of calls.", reason_codes: ["LOOP_DETECTED"] },
  reliability: {
    purpose: "Handles failing providers: circuits, retry budgets and fallback models.",
    reason_codes: ["CIRCUIT_OPEN", "RETRY_BUDGET_EXCEEDED", "FALLBACK_TRIGGERED"],
  },
  breaker: { purpose: "Stops an agent that is denied or fails too often, and the agents above it.", reason_codes: ["CIRCUIT_OPEN"] },
  registry: {
    purpose: "Allows only listed models, tools, MCP servers and skills, with verified provenance.",
    reason_codes: [
      "MODEL_NOT_ALLOWED",
      "MODEL_NOT_ALLOWLISTED",
      "TOOL_NOT_ALLOWED",
      "TOOL_HIDDEN",
      "TOOLS_FILTERED",
      "MCP_SERVER_NOT_ALLOWED",
      "SKILL_NOT_ALLOWED",
      "PROVENANCE_INVALID",
    ],
  },
  contract: {
    purpose: "Checks conditions before and after one kind of call.",
    reason_codes: ["PRECONDITION_FAILED", "POSTCONDITION_FAILED"],
  },
  routing: { purpose: "Suggests another model without substituting it.", reason_codes: ["MODEL_SUGGESTED"] },
};

/** A module's description for configuration and for reading its answers. */
export interface ModuleDescription {
  readonly name: string;
  readonly purpose: string;
  readonly version: string;
  /** The path in a policy, or the request, that configures it. */
  readonly configured_in: string;
  readonly denial_reason: DenialReason;
  readonly reason_codes: readonly string[];
  /** JSON Schema (draft 2020-12) of the configuration. */
  readonly config_schema: Readonly<Record<string, Json>>;
}

interface SchemaOfPolicies {
  readonly $schema: string;
  readonly $defs?: Json;
  readonly properties: { readonly spec: { readonly properties: { readonly modules: { readonly properties: Record<string, object> } } } };
}

/** Describes the modules that a policy can configure, in the order in which they run. */
export function describeModules(): readonly ModuleDescription[] {
  const { $schema, $defs, properties } = policyJsonSchema() as SchemaOfPolicies;
  const schemas = properties.spec.properties.modules.properties;
  return MODULES.map(({ name, denial }) => {
    const own = schemas[name] ?? {};
    const shared = $defs !== undefined && JSON.stringify(own).includes('"#/$defs/') ? { $defs } : {};
    return {
      name,
      ...ABOUT[name],
      version: MODULE_VERSION,
      configured_in: `spec.modules.${name}`,
      denial_reason: denial,
      config_schema: { $schema, ...own, ...shared } as ModuleDescription["config_schema"],
    };
  });
}
