import { z } from "zod";
import { timestamp } from "./primitives.ts";

/** A part of the ledger that ended when the database was restored. Numbers and lists cover the newest generation only. */
export const EarlierGeneration = z
  .strictObject({
    generation: z.number().int().min(1),
    origin: z.string(),
    size: z.number().int().min(0).describe("Number of its entries that the restored database has"),
    ended_at: timestamp.describe("When `npm run restore` began the next generation"),
  })
  .meta({ id: "EarlierGeneration" });
export type EarlierGeneration = z.infer<typeof EarlierGeneration>;

export const earlierGenerations = z
  .array(EarlierGeneration)
  .describe("Generations of the ledger before the newest one, whose entries are not included. Empty for a ledger that was never restored");
