import { buildServer } from "./build.mjs";
import { inRoot } from "./paths.mjs";

/** Global set-up of the integration tests: builds what they start as processes. */
export default () => buildServer(inRoot("test-results", "logs"));
