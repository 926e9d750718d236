export { describeModules } from "./describe-modules.ts";
export { inspectContent } from "./inspect-content.ts";
