import { z } from "zod";
import type { Json } from "../ledger/types.ts";

const MAX_CASES = 100;

const text = (max: number) => z.string().min(1).max(max);
const anything = z.custom<Json>();

/** What an agent would send. Names are those of the wire, so that a slip is found and not read as something absent. */
const caseInput = z.strictObject({
  action_type: z
    .string()
    .max(128)
    .regex(/^[a-z][a-z0-9_]*([.:-][a-z0-9_]+)*$/, "must look like pr.merge"),
  metadata: z.record(z.string(), anything).optional(),
  data_accessed: z
    .array(z.strictObject({ type: text(128), count: z.number().int().min(0).optional(), sensitivity: text(64).optional() }))
    .max(256)
    .optional(),
  content: z.string().optional(),
  justification: z.string().optional(),
  before: anything.optional(),
  after: anything.optional(),
  tool: z
    .strictObject({ name: text(256), server: text(256).optional(), version: text(256).optional(), arguments: anything.optional() })
    .optional(),
  model: z.strictObject({ provider: text(256).optional(), name: text(256) }).optional(),
  skill: text(256).optional(),
  memory: z.record(z.string(), anything).optional(),
  usage: z.record(z.string(), anything).optional(),
  tags: z.array(z.string()).max(64).optional(),
  data_subjects: z.array(z.string()).max(64).optional(),
  session_id: text(128).optional(),
  correlation_id: text(128).optional(),
  supports: z.array(z.string()).max(16).optional(),
});

/** The answers a case can expect. */
export const CASE_ANSWERS = ["ALLOW", "REQUIRE_APPROVAL", "DENY"] as const;

const policyCase = z.strictObject({
  name: text(200),
  input: caseInput,
  environment: z.enum(["prod", "staging", "dev"]).optional(),
  agent: z.strictObject({ name: text(128).optional(), labels: z.record(z.string(), z.string().max(256)).optional() }).optional(),
  at: z.iso.datetime({ offset: true, error: "must be a time such as 2026-01-05T12:00:00Z" }).optional(),
  expect: z.enum(CASE_ANSWERS),
});

/** Examples that a policy carries with it, each with the answer it must give. */
export const CasesSchema = z.array(policyCase).min(1).max(MAX_CASES);

export type PolicyCase = z.infer<typeof policyCase>;
