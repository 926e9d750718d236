import { z } from "zod";

/** Configuration of a module: its own keys, and what happens when it fails. */
export function moduleConfig<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject({ ...shape, on_error: z.enum(["deny", "approve", "allow"]).optional() });
}
