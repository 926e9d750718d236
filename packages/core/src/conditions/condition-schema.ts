import { z } from "zod";
import { checkCondition } from "./check-condition.ts";
import type { Condition } from "./condition.ts";

/** Accepts a condition in a module's configuration. */
export const conditionSchema = z.custom<Condition>().superRefine((value, context) => {
  checkCondition(value, [], (path, message, suggestion) => {
    context.addIssue({ code: "custom", path: [...path], message, ...(suggestion === undefined ? {} : { params: { suggestion } }) });
  });
});
