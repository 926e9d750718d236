export { describeModules, type ModuleDescription } from "./describe-modules.ts";
export { type InspectedContent, inspectContent } from "./inspect-content.ts";
