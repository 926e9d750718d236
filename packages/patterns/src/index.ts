export { budgetFor } from "./budget.ts";
export { compileRe2, compileRegex, isFound } from "./compile-re2.ts";
export { indexKeywords } from "./keyword-index.ts";
export type { Steps } from "./memory.ts";
export type { Groups, Pattern } from "./pattern.ts";
