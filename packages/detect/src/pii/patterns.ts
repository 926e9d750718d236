import { compileExpressions } from "../rules/compile-expressions.ts";
import PATTERNS from "../rules/personal-patterns.json" with { type: "json" };

/** Expressions of personal data and of the text around it. */
export const PERSONAL = compileExpressions(PATTERNS);
