// Runs the console's standalone server, and exits with the supervisor even when that was killed.
import { pathToFileURL } from "node:url";

// A full disk under the log must not stop the console.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
process.on("disconnect", () => process.exit(0));
await import(pathToFileURL(/** @type {string} */ (process.argv[2])).href);
