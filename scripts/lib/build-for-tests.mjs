import { buildServer } from "./build.mjs";
import { inRoot } from "./paths.mjs";

/** Vitest's global set-up of the integration project: tests that start the API as a process start what is in the tree now. */
export default () => buildServer(inRoot("test-results", "logs"));
