// Compares the answers for generated policies and requests with those of Cedar.
import { createRequire } from "node:module";
import { finish, load } from "./measure.mjs";

const cedar = createRequire(import.meta.url)("@cedar-policy/cedar-wasm/nodejs");
const { differ } = await load("cedar-differ");
const { randomNumbers } = await load("detect-texts");
const [count, seed] = process.argv.slice(3).map(Number);

const { compared, allowed, differences } = differ(cedar, randomNumbers(seed), count);
for (const difference of differences.slice(0, 5)) console.log(JSON.stringify(difference, null, 1));
finish({ compared, allowed, differences: differences.length, seed });
