import * as wire from "@agentlattice/contract";
import { expect, it } from "vitest";
import { z } from "zod";

interface Answer {
  readonly schema: z.ZodType;
  /** Members that the SDK returns. Default: all. */
  readonly members?: readonly string[];
  /** Members that older servers do not send. */
  readonly optional?: readonly string[];
  /** Members with words that the SDK knows all of. Another word is an error there. */
  readonly closed?: readonly string[];
  /** True for a part of other answers. */
  readonly isPart?: true;
}

/** The answers that the SDK decodes, by the name of their shape. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  actionResult: { schema: wire.ActionResult, closed: ["status"] },
  evaluateResult: { schema: wire.EvaluateResult, closed: ["status"] },
  checkResult: { schema: wire.CheckResult },
  reportResult: { schema: wire.ReportResult },
  scanResult: { schema: wire.ScanResult },
  whoami: { schema: wire.Whoami, optional: ["you"] },
  approval: {
    schema: wire.Approval,
    closed: ["status"],
    optional: ["approval_url"],
    members: [
      ...["id", "status", "approval_url", "action_type", "audit_event_id", "expires_at", "decided_at", "decided_by", "reason", "refusal"],
      ...["question", "effective"],
    ],
  },
  auditPage: { schema: wire.AuditPage },
  auditEvent: { schema: wire.AuditEvent },
  verifyResult: {
    schema: wire.VerifyResult,
    optional: ["faults"],
    members: ["chain_valid", "first_broken_at_row_id", "size", "root", "checked_at", "faults"],
  },
  checkpointView: { schema: wire.CheckpointView, members: ["checkpoint", "vkey"] },
  consistencyProof: { schema: wire.ConsistencyProof, members: ["hashes"] },
  consumePermitResult: {
    schema: wire.ConsumePermitResult,
    members: ["jti", "approval_id", "action_type", "agent_id", "consumed_at", "audit_event_id"],
  },
  permitKeys: {
    schema: z.object({ keys: z.array(wire.PermitKeys.shape.keys.element.pick({ kty: true, crv: true, x: true, kid: true })) }),
  },
  delegation: { schema: wire.Delegation, optional: ["you"], isPart: true },
  createdDelegation: { schema: wire.CreatedDelegation, optional: ["you"] },
  delegationPage: { schema: wire.DelegationPage },
  revokedDelegation: { schema: wire.RevokedDelegation },
  policyBundle: { schema: wire.PolicyBundle },
  policyPage: { schema: wire.PolicyPage },
  posture: { schema: wire.Posture },
  createdReservation: {
    schema: wire.CreatedReservation,
    closed: ["status"],
    members: ["id", "status", "run_id", "reserved", "created_at", "expires_at", "receipt"],
  },
  requestedReservation: { schema: wire.RequestedReservation },
  deniedReservation: { schema: wire.DeniedReservation },
  settledReservation: {
    schema: wire.SettledReservation,
    closed: ["status"],
    members: ["id", "status", "reserved", "used", "overruns", "receipt"],
  },
  releasedReservation: { schema: wire.Reservation, closed: ["status"], members: ["id", "status", "reserved"] },
  budgetList: {
    schema: z.object({
      data: z.array(
        wire.Budget.pick({
          policy: true,
          measure: true,
          per: true,
          cap: true,
          extended: true,
          used: true,
          reserved: true,
          remaining: true,
          exceeded: true,
          thresholds: true,
        }),
      ),
    }),
  },
  recordedEvent: { schema: wire.RecordedEvent, members: ["id", "kind", "recorded_at", "receipt"] },
  pastDecisionPage: { schema: wire.PastDecisionPage },
  similarDecisions: { schema: wire.SimilarDecisions },
  recall: { schema: wire.Recall, optional: ["found", "not_found"] },
  graph: { schema: wire.Graph },
  run: { schema: wire.Run, members: ["id", "name", "session_id", "created_at"] },
};

/** Answers that are a file format and keep the names of their members. */
const VERBATIM = new Set(["receipt"]);

type Json = z.core.JSONSchema.JSONSchema;
const isObject = (schema: unknown): schema is Json => typeof schema === "object" && schema !== null;

it("shapes.ts holds the shapes of the contract (npx vitest run --project unit-clients shapes -u writes it)", async () => {
  const shapes = new Map<string, string>();
  for (const [name, answer] of Object.entries(ANSWERS)) new Writer(shapes).write(name, answer);
  const exported = (name: string) => name in ANSWERS && !ANSWERS[name]?.isPart;
  const consts = [...shapes].map(([name, shape]) => `${exported(name) ? "export " : ""}const ${name} = ${shape} as const;\n`);
  const head = "// The shapes of the answers that the SDK decodes. Generated from the contract by shapes.test.ts.\n";
  await expect(`${head}\n${consts.join("\n")}`).toMatchFileSnapshot("./shapes.ts");
});

/** Writes the shape of a schema and of the named schemas that it refers to. */
class Writer {
  readonly #shapes: Map<string, string>;
  #named: Readonly<Record<string, Json>> = {};

  constructor(shapes: Map<string, string>) {
    this.#shapes = shapes;
  }

  write(name: string, { schema, members, optional = [], closed = [] }: Answer): void {
    const root = z.toJSONSchema(schema, { unrepresentable: "any", io: "output" });
    this.#named = (root.$defs as Record<string, Json> | undefined) ?? {};
    const { properties = {}, required = [] } = this.#resolve(root);
    const kept = Object.entries(properties).filter(([member]) => members?.includes(member) ?? true);
    if (members && kept.length !== members.length) throw new Error(`${name} lacks one of ${members.join(", ")}`);
    const lines = kept.map(([member, of]) => {
      const shape = closed.includes(member) ? JSON.stringify(this.#resolve(of).enum) : this.#shape(member, of);
      return this.#line(member, shape, required.includes(member) && !optional.includes(member));
    });
    this.#shapes.set(name, `{\n  ${lines.join(",\n  ")},\n}`);
  }

  #line(name: string, shape: string, isRequired: boolean, isVerbatim = false): string {
    const key = `${isVerbatim && name.includes("_") ? "=" : ""}${name}${isRequired ? "" : "?"}`;
    return `${/^\w+$/.test(key) ? key : JSON.stringify(key)}: ${shape}`;
  }

  #resolve(schema: unknown): Json {
    if (!isObject(schema)) return {};
    const name = schema.$ref?.replace("#/$defs/", "");
    return name === undefined ? schema : this.#resolve(this.#named[name]);
  }

  #shape(name: string, schema: unknown): string {
    if (!isObject(schema)) return '"json"';
    const { $ref } = schema;
    if ($ref === undefined) return this.#shapeOf(name, schema);
    const resolved = this.#resolve(schema);
    if (resolved.type !== "object" || resolved.properties === undefined) return this.#shapeOf(name, resolved);
    const id = $ref.replace("#/$defs/", "");
    const constant = `${id[0]?.toLowerCase()}${id.slice(1)}`;
    if (!this.#shapes.has(constant)) this.#shapes.set(constant, this.#shapeOf(name, resolved));
    return constant;
  }

  #shapeOf(name: string, schema: Json): string {
    const { anyOf, type, items, properties, additionalProperties, required = [], propertyNames } = schema;
    if (anyOf) return this.#union(anyOf);
    if (Array.isArray(type)) return this.#union(type.map((one) => ({ type: one }) as Json));
    if (schema.const === true) return '"true"';
    if (type === "string" || typeof schema.const === "string" || schema.enum?.every((word) => typeof word === "string")) return '"text"';
    if (type === "integer" || type === "number") return '"number"';
    if (type === "boolean") return '"flag"';
    if (type === "array") return `[${this.#shape(name, items)}]`;
    if (type !== "object") return '"json"';
    const keys = isObject(propertyNames) ? this.#resolve(propertyNames).enum : undefined;
    const members = keys ? Object.fromEntries(keys.map((key) => [String(key), additionalProperties])) : properties;
    if (!members) return `{ "*": ${this.#shape(name, additionalProperties)} }`;
    const lines = Object.entries(members).map(([member, of]) =>
      this.#line(member, this.#shape(member, of), keys !== undefined || required.includes(member), VERBATIM.has(name)),
    );
    return `{ ${lines.join(", ")} }`;
  }

  #union(options: readonly unknown[]): string {
    const shapes = options.map((option) => this.#resolve(option));
    const values = shapes.filter(({ type }) => type !== "null");
    const isNullable = values.length < shapes.length;
    const scalar = ["text", "number"].find((word) => values.every((option) => this.#shapeOf("", option) === JSON.stringify(word)));
    if (scalar !== undefined) return JSON.stringify(isNullable ? `${scalar}|null` : scalar);
    if (isNullable) throw new Error("Only text and numbers may be null in an answer that the SDK decodes.");
    return values.every(({ type }) => type === "object") ? '{ "*": "json" }' : '"json"';
  }
}
