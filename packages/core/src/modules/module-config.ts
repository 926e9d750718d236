import { z } from "zod";

/** Returns the schema of a module's configuration with `on_error` added. */
export function moduleConfig<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject({ ...shape, on_error: z.enum(["deny", "approve", "allow"]).optional() });
}

/** Returns the schema of a detector's configuration: that of a module, with the limits of a request. */
export function detectorConfig<Shape extends z.ZodRawShape>(shape: Shape) {
  return moduleConfig({
    ...shape,
    /** Strings, numbers and names together, UTF-16 units. */
    max_bytes: z.int().min(1).max(4_194_304).default(1_048_576),
    /** The consequence when a request is larger than `max_bytes` or patterns need too many steps. Never allow. */
    on_exceed: z.enum(["deny", "flag"]).default("deny"),
  });
}

/** Returns a check that refuses a value with the message of the error that `compile` throws. @param path - the member that the message is about */
export function mustCompile<Value>(compile: (value: Value) => unknown, path: readonly string[] = []) {
  return (value: Value, context: z.core.$RefinementCtx<Value>) => {
    try {
      compile(value);
    } catch (error) {
      context.addIssue({ code: "custom", path: [...path], message: error instanceof Error ? error.message : "cannot be used" });
    }
  };
}
