import { z } from "zod";
import { OPERATOR_NAMES } from "../../conditions/operators.ts";
import { PolicySchema } from "./schema.ts";

const ID = "https://agentlattice.dev/schemas/policy/v1.json";
const MAX_REMEDY_LENGTH = 500;

/** JSON Schema of a condition for editors. Validation is stricter and has its own messages. */
const CONDITION = {
  description: "A comparison of a field with a value, or all, any or not of others.",
  oneOf: [
    {
      type: "object",
      properties: {
        field: {
          type: "string",
          description: "A bare name is a member of metadata; also agent.name, data_accessed[any].type, risk.score.",
        },
        operator: { enum: OPERATOR_NAMES },
        value: {},
        remedy: { type: "string", maxLength: MAX_REMEDY_LENGTH, description: "What the agent can do about it." },
      },
      required: ["field", "operator"],
      additionalProperties: false,
    },
    ...["all", "any"].map((combinator) => ({
      type: "object",
      properties: { [combinator]: { type: "array", items: { $ref: "#/$defs/condition" }, minItems: 1 } },
      required: [combinator],
      additionalProperties: false,
    })),
    { type: "object", properties: { not: { $ref: "#/$defs/condition" } }, required: ["not"], additionalProperties: false },
  ],
};

let made: object | undefined;

/** Returns the JSON Schema (draft 2020-12) of a policy document for editors. Validation is stricter. */
export function policyJsonSchema(): object {
  made ??= makeSchema();
  return made;
}

function makeSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(PolicySchema, { unrepresentable: "any", io: "input", reused: "inline" });
  const spec = (schema.properties?.spec as { properties?: Record<string, object> } | undefined)?.properties;
  if (!spec) throw new Error("a policy has a spec");
  spec.when = { $ref: "#/$defs/condition" };
  spec.require = { type: "array", minItems: 1, maxItems: 256, items: { $ref: "#/$defs/condition" } };
  return { $schema, $id: ID, title: "AgentLattice policy", ...schema, $defs: { condition: CONDITION } };
}
