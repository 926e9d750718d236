export { checkOutcome, type Postcondition } from "./contract/check-outcome.ts";
export { describeControls } from "./describe-controls.ts";
export { describeModules } from "./describe-modules.ts";
export { type InspectedContent, inspectContent } from "./inspect-content.ts";
