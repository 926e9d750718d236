import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * Returns the path of Scalar's script for browsers. It comes from the package for Fastify, which contains the script alone; the package
 * @scalar/api-reference installs 260 others that the script already contains.
 */
export const scriptFile = (): string =>
  join(dirname(createRequire(import.meta.url).resolve("@scalar/fastify-api-reference")), "js/standalone.js");
