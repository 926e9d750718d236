import { z } from "zod";

/** Returns the schema of a module's configuration with `on_error` added. */
export function moduleConfig<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject({ ...shape, on_error: z.enum(["deny", "approve", "allow"]).optional() });
}
