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
    purpose: "Credentials in any text, name or number of a request: denies, redacts, asks or flags.",
    reason_codes: ["SECRET_DETECTED", "SECRET_SCAN_INCOMPLETE", "MEMORY_WRITE_DENIED_SECRET", "MEMORY_WRITE_REDACTED"],
  },
  pii: {
    purpose: "Personal data: redacts with placeholders that can be turned back, denies, asks or flags.",
    reason_codes: ["PII_DETECTED", "PII_SCAN_INCOMPLETE", "MEMORY_WRITE_DENIED_PII", "MEMORY_WRITE_REDACTED"],
  },
  content: {
    purpose: "Prompt injection, unsafe code and what an organisation forbids.",
    reason_codes: ["PROMPT_INJECTION_DETECTED", "UNSAFE_CODE_DETECTED", "FORBIDDEN_CONTENT_DETECTED", "CONTENT_SCAN_INCOMPLETE"],
  },
  memory: {
    purpose: "Who may keep and read what where: five scopes, four classes, retention.",
    reason_codes: [
      "MEMORY_WRITE_DENIED",
      "MEMORY_READ_DENIED",
      "MEMORY_SUMMARY_ONLY",
      "MEMORY_SCOPE_VIOLATION",
      "MEMORY_READ_DENIED_CLASSIFICATION",
      "MEMORY_WRITE_SUMMARY_ONLY",
    ],
  },
  loop: { purpose: "The same call over and over, and calls in a cycle.", reason_codes: ["LOOP_DETECTED"] },
  reliability: {
    purpose: "Providers that fail: circuits, retry budgets and models to use instead.",
    reason_codes: ["CIRCUIT_OPEN", "RETRY_BUDGET_EXCEEDED", "FALLBACK_TRIGGERED"],
  },
  breaker: { purpose: "Stops an agent that is denied or fails too often, with what is above it.", reason_codes: ["CIRCUIT_OPEN"] },
  registry: {
    purpose: "Models, tools, MCP servers and skills on an allow list, with verified provenance.",
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
    purpose: "What must hold before one kind of call, and after it.",
    reason_codes: ["PRECONDITION_FAILED", "POSTCONDITION_FAILED"],
  },
  routing: { purpose: "Suggests another model; substitutes nothing.", reason_codes: ["MODEL_SUGGESTED"] },
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
