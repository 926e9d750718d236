// The commands of `agentlattice policy`. Loaded only when one of them runs, because the policy engine takes 0.3 s to load.
export { backtestPolicies } from "./backtest-policies.ts";
export { diffPolicies } from "./diff-policies.ts";
export { installPolicies } from "./install-policies.ts";
export { listLibrary } from "./list-library.ts";
export { listPolicies } from "./list-policies.ts";
export { publishPolicy } from "./publish-policy.ts";
export { pullPolicies } from "./pull-policies.ts";
export { pushPolicies } from "./push-policies.ts";
export { performTest } from "./test-policies.ts";
export { performValidate } from "./validate-policies.ts";
