import { z } from "zod";
import { timestamp } from "./primitives.ts";

/** Path of a console page, relative to the console's origin. */
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

/** A count with a link to the counted rows. `rows` has the first 20 of them. */
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
  gain: z.number().int().min(1).describe("Points that completing the step adds to this component"),
  action: z.strictObject({ label: z.string(), href }),
});

export const PostureComponent = z
  .strictObject({
    score: points,
    max: points,
    summary: z.string().describe("The evidence in one sentence"),
    evidence: z.array(PostureEvidence),
    advice: z.array(PostureAdvice),
  })
  .meta({ id: "PostureComponent" });
export type PostureComponent = z.infer<typeof PostureComponent>;

export const Posture = z
  .strictObject({
    score: points.describe("Sum of the components. Their maxima add up to 100"),
    components: z.record(componentName, PostureComponent),
    computed_at: timestamp,
  })
  .meta({ id: "Posture" });
export type Posture = z.infer<typeof Posture>;

export const PostureHistoryQuery = z.strictObject({ days: z.coerce.number().int().min(1).max(366).default(30) });

/** The score of one UTC day. The newest is computed now; the others are stored snapshots. */
export const PostureDay = z.strictObject({
  day: z.iso.date(),
  score: points,
  components: z.record(componentName, points),
  moved: z
    .array(
      z.strictObject({
        component: componentName,
        delta: z.number().int().min(-100).max(100),
        because: z.string().describe("The count that changed most"),
      }),
    )
    .describe("Changes since the previous day, largest first"),
});
export const PostureHistory = z
  .strictObject({
    data: z.array(PostureDay),
    change: z.number().int().min(-100).max(100).describe("Newest score minus oldest score"),
    since: z.iso.date(),
    has_more: z.literal(false),
    next_cursor: z.null(),
  })
  .meta({ id: "PostureHistory" });
export type PostureHistory = z.infer<typeof PostureHistory>;
