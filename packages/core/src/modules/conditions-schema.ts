import { z } from "zod";
import { checkCondition } from "../policy/check-condition.ts";
import type { Condition } from "../policy/document.ts";
import { formatPath } from "../policy/path.ts";

/** A clause in a module's configuration, read as those of `require` are. */
export const conditionSchema = z.custom<Condition>().superRefine((value, context) => {
  checkCondition(value, [], (path, message) => context.addIssue({ code: "custom", message: `${formatPath(path)} ${message}`.trim() }));
});
