#!/usr/bin/env node
// A hook runs before every tool call, so it has an entry of its own that loads less.
await import(process.argv[2] === "hook" ? "../dist/hook-main.mjs" : "../dist/main.mjs");
