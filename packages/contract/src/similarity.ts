import { z } from "zod";

export const SIMILARITIES = ["action", "agent", "policy", "fields", "findings"] as const;

/** Properties that two decisions have in common. */
export const SimilarityReason = z
  .strictObject({
    by: z.enum(SIMILARITIES),
    points: z.number(),
    values: z.array(z.string()).describe("What is equal: the action, the agent, the policy, names of fields, or types of findings"),
  })
  .meta({ id: "SimilarityReason" });
export type SimilarityReason = z.infer<typeof SimilarityReason>;
