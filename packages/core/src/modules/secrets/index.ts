export { type SecretsConfig, secretsConfig } from "./config.ts";
export { compileMatcher, compileNaiveMatcher, type Matcher } from "./matcher.ts";
export type { SecretCategory, SecretCheck, SecretRule } from "./rule.ts";
export { SECRET_RULES } from "./rules/index.ts";
export { compileSecretScanner, type Scan, type SecretScanner } from "./scan.ts";
export { type Hit, scanText, type TextScan, type TextScanner } from "./scan-text.ts";
