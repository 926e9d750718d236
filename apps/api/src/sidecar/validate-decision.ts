import { EvaluatedDecision, type ValidateDecisionResult } from "@agentlattice/contract";
import {
  CONSISTENCY_RULES,
  type ConsistentDecision,
  DENIAL_REASONS,
  type DenialReason,
  findUnregistered,
  type RegisteredDecision,
  TEEC_VERSION,
} from "@agentlattice/core";
import { toPath } from "@agentlattice/core/strict-json";
import { z } from "zod";
import { issueMessage } from "../http/parse-input.ts";

type RuleResult = ValidateDecisionResult["results"][number];
type Loose = Readonly<Record<string, unknown>>;

/** A valid decision. Each rule is checked with one field of it replaced. */
const VALID_DECISION: RegisteredDecision = {
  action: "ALLOW",
  status: "executed",
  reason_codes: ["POLICY_COMPLIANT"],
  event_types: ["action.executed"],
  risk_score: 0,
};

const FIELDS = Object.entries(EvaluatedDecision.shape);

/** Validates the format of a decision and its values against the registry. */
export function validateDecision(decision: unknown): ValidateDecisionResult {
  if (!isRecord(decision)) {
    const results = [{ rule: "object", ok: false, message: "A decision is an object." }];
    return summarize(results);
  }
  const fields = FIELDS.map(([name, schema]) => checkField(name, schema, decision[name]));
  const results = [...fields, checkNames(decision), ...checkRegistry(decision), ...checkGiven(decision), ...checkConsistency(decision)];
  return summarize(results);
}

function summarize(results: RuleResult[]): ValidateDecisionResult {
  const broken = results.filter(({ ok }) => !ok);
  const [first] = broken;
  return {
    valid: !first,
    passed: results.length - broken.length,
    failed: broken.length,
    ...(first ? { reason: first.message } : {}),
    results,
  };
}

function isRecord(value: unknown): value is Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checkField(name: string, schema: (typeof FIELDS)[number][1], value: unknown): RuleResult {
  const found = firstIssue(schema, value);
  if (!found) return { rule: `field.${name}`, ok: true, message: value === undefined ? "Not given; it is optional." : "Valid." };
  if (value === undefined) return { rule: `field.${name}`, ok: false, message: `${name} is missing.` };
  const wrong = found.issue.code === "unrecognized_keys" ? "has a field that is not in the contract" : issueMessage(found.issue);
  return { rule: `field.${name}`, ok: false, message: `${toPath([name, ...found.path])}: ${wrong}.` };
}

interface FoundIssue {
  readonly path: readonly PropertyKey[];
  readonly issue: z.core.$ZodIssue;
}

/** Returns the first invalid element, because a list may have hundreds of thousands. */
function firstIssue(schema: z.ZodType, value: unknown): FoundIssue | null {
  const given = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  if (given instanceof z.ZodArray && Array.isArray(value)) return firstOf(given.element as z.ZodType, value.entries());
  if (given instanceof z.ZodRecord && isRecord(value)) return firstOf(given.valueType as z.ZodType, Object.entries(value));
  return issueOf(schema, value, []);
}

function firstOf(item: z.ZodType, values: Iterable<readonly [PropertyKey, unknown]>): FoundIssue | null {
  for (const [at, value] of values) {
    const found = issueOf(item, value, [at]);
    if (found) return found;
  }
  return null;
}

function issueOf(schema: z.ZodType, value: unknown, at: readonly PropertyKey[]): FoundIssue | null {
  const issue = schema.safeParse(value).error?.issues[0];
  return issue ? { path: [...at, ...issue.path], issue } : null;
}

function checkNames(decision: Loose): RuleResult {
  const count = Object.keys(decision).filter((name) => !Object.hasOwn(EvaluatedDecision.shape, name)).length;
  return {
    rule: "no_other_fields",
    ok: count === 0,
    message: count === 0 ? "It has no other fields." : `${count} of its fields are not in the contract.`,
  };
}

function checkRegistry(decision: Loose): RuleResult[] {
  const { action, status, reason_codes, event_types, risk_score, teec_version } = decision;
  const denial = denialOf(decision);
  return [
    registryRule("status_of_action", decision, ["action", "status"], "The status is that of the action.", {
      action,
      status,
      ...(status === "denied" ? { denial_reason: "POLICY_DENIED" } : {}),
    }),
    registryRule("denial_reason", decision, ["action", "status"], "A denial has a denial_reason, and no other decision has one.", {
      ...(status === "denied" ? { action: "DENY", status } : {}),
      ...(denial ? { denial_reason: denial } : {}),
    }),
    registryRule("reason_codes", decision, ["reason_codes"], "Every reason code is in the registry.", { reason_codes }),
    registryRule("event_types", decision, ["event_types"], "Every event type is in the registry.", { event_types }),
    registryRule("risk_score", decision, ["risk_score"], "It is from 0 to 100.", { risk_score }),
    {
      rule: "registry.teec_version",
      ok: teec_version === undefined || isKnown(teec_version),
      message: `The version is at most ${TEEC_VERSION}.`,
    },
  ];
}

/** Checks a rule of the registry if its field has a valid format. */
function registryRule(name: string, decision: Loose, about: readonly string[], holds: string, part: object): RuleResult {
  const rule = `registry.${name}`;
  const malformed = malformedField(decision, about);
  if (malformed !== undefined) return { rule, ok: false, message: uncheckable(malformed) };
  const wrong = findUnregistered({ ...VALID_DECISION, ...part } as RegisteredDecision);
  return { rule, ok: wrong === null, message: wrong === null ? holds : `${wrong.slice(0, 128)}.` };
}

/** Fields that other releases may omit, and that a decision of this release always has. */
const REQUIRED = ["correlation_id", "teec_version", "component_versions"] as const;

function checkGiven(decision: Loose): RuleResult[] {
  return REQUIRED.map((field) => {
    const ok = decision[field] !== undefined;
    return { rule: `given.${field}`, ok, message: ok ? "Given." : `${field} is missing.` };
  });
}

/** Checks the fields against each other. */
function checkConsistency(decision: Loose): RuleResult[] {
  return CONSISTENCY_RULES.map(({ name, about, holds, message }) => {
    const rule = `consistent.${name}`;
    const malformed = malformedField(decision, about);
    if (malformed !== undefined) return { rule, ok: false, message: uncheckable(malformed) };
    return { rule, ok: holds(decision as unknown as ConsistentDecision), message };
  });
}

const malformedField = (decision: Loose, about: readonly string[]) => about.find((field) => !isFieldValid(field, decision[field]));
const uncheckable = (field: string) => `Cannot be checked, because ${field} is missing or malformed.`;

function isFieldValid(name: string, value: unknown): boolean {
  return firstIssue(EvaluatedDecision.shape[name as keyof typeof EvaluatedDecision.shape], value) === null;
}

/** Returns the denial reason from its field or from the reason codes. */
function denialOf({ status, denial_reason, reason_codes }: Loose): DenialReason | undefined {
  if (denial_reason !== undefined) return denial_reason as DenialReason;
  if (status !== "denied" || !Array.isArray(reason_codes)) return undefined;
  return DENIAL_REASONS.find((reason) => reason_codes.includes(reason));
}

function isKnown(version: unknown): boolean {
  const [major, minor] = TEEC_VERSION.split(".").map(Number) as [number, number];
  const given = typeof version === "string" ? /^(\d{1,4})\.(\d{1,4})$/.exec(version) : null;
  return given !== null && Number(given[1]) === major && Number(given[2]) <= minor;
}
