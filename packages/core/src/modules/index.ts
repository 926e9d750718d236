export { checkOutcome, type Postcondition } from "./contract/check-outcome.ts";
export { type InspectedContent, inspectContent } from "./inspect-content.ts";
