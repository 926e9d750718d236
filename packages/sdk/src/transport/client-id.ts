import { encodeId, uuidv7 } from "@agentlattice/core/ids";
import type { Config } from "./config.ts";

/** Must equal the version in package.json. A test compares them. */
export const SDK_VERSION = "0.1.0";
export const CLIENT_NAME = `sdk-js/${SDK_VERSION}`;

const RANDOM_BYTES = 10;
const ids = new WeakMap<Config, string>();

/**
 * Returns the id of a client, which is the same for all of its streams. It is created when it is needed, because some runtimes have no
 * random numbers while a module is loaded.
 */
export function clientIdOf(config: Config): string {
  const known = ids.get(config);
  if (known !== undefined) return known;
  const id = encodeId("cli", uuidv7(Date.now(), globalThis.crypto.getRandomValues(new Uint8Array(RANDOM_BYTES))));
  ids.set(config, id);
  return id;
}
