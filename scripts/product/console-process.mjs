// Runs the console's standalone server, and ends with the supervisor even when that was killed.
import { pathToFileURL } from "node:url";

// A log on a full disk is no reason to stop.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
process.on("disconnect", () => process.exit(0));
await import(pathToFileURL(/** @type {string} */ (process.argv[2])).href);
