import { compileExpressions } from "../rules/compile-expressions.ts";
import RULES from "../rules/personal-patterns.json" with { type: "json" };

/** Expressions of personal data and of the text around it. */
export const PATTERNS = compileExpressions(RULES);
