import { z } from "zod";
import { timestamp } from "./primitives.ts";

/** A path of the console, from its origin. */
const href = z.string().startsWith("/").meta({ example: "/agents" });

export const POSTURE_COMPONENT_NAMES = [
  "policy_coverage",
  "least_privilege",
  "human_oversight",
  "enforcement",
  "credential_hygiene",
  "ledger_integrity",
  "outcome_reporting",
  "incident_response",
] as const;
const componentName = z.enum(POSTURE_COMPONENT_NAMES);

const points = z.number().int().min(0).max(100);

/** A number and where its rows are. `rows` are the first of them, at most 20. */
export const PostureEvidence = z.strictObject({
  id: z.string(),
  label: z.string(),
  count: z.number().int().min(0),
  href,
  rows: z.array(z.strictObject({ name: z.string(), detail: z.string(), at: timestamp.nullable(), href })).optional(),
});

export const PostureAdvice = z.strictObject({
  id: z.string(),
  text: z.string(),
  gain: z.number().int().min(1).describe("points of this component that it would earn"),
  action: z.strictObject({ label: z.string(), href }),
});

export const PostureComponent = z
  .strictObject({
    score: points,
    max: points,
    summary: z.string().describe("the evidence in one line"),
    evidence: z.array(PostureEvidence),
    advice: z.array(PostureAdvice),
  })
  .meta({ id: "PostureComponent" });
export type PostureComponent = z.infer<typeof PostureComponent>;

export const Posture = z
  .strictObject({
    score: points.describe("the sum of the components, whose maxima sum to 100"),
    components: z.record(componentName, PostureComponent),
    computed_at: timestamp,
  })
  .meta({ id: "Posture" });
export type Posture = z.infer<typeof Posture>;

export const PostureHistoryQuery = z.strictObject({ days: z.coerce.number().int().min(1).max(366).default(30) });

/** A UTC day. The newest is of now; the others are what was kept of them. */
export const PostureDay = z.strictObject({
  day: z.iso.date(),
  score: points,
  components: z.record(componentName, points),
  moved: z
    .array(
      z.strictObject({
        component: componentName,
        delta: z.number().int().min(-100).max(100),
        because: z.string().describe("the count that changed most"),
      }),
    )
    .describe("what changed since the day before, largest first"),
});
export const PostureHistory = z
  .strictObject({
    data: z.array(PostureDay),
    change: z.number().int().min(-100).max(100).describe("newest score minus oldest"),
    since: z.iso.date(),
    has_more: z.literal(false),
    next_cursor: z.null(),
  })
  .meta({ id: "PostureHistory" });
export type PostureHistory = z.infer<typeof PostureHistory>;
