export { compileMatcher, compileNaiveMatcher } from "./matcher.ts";
export { SECRET_RULES } from "./rules/index.ts";
export { scanText } from "./scan-text.ts";
