export { expandTemplate, randomNumbers } from "./expand-template.ts";
