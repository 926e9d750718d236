export { compileMatcher } from "./match/matcher.ts";
export { layersOf } from "./normalize/layers.ts";
export { SECRET_RULES } from "./rules/secret-rules.ts";
export { scanText } from "./secrets/scan-text.ts";
