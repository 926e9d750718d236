import { expect, it } from "vitest";
import { measureConsole, overBudget } from "./console-size.mjs";

const KB = 1_024;
const size = (/** @type {string} */ name, /** @type {number} */ kb) => ({ name, bytes: kb * KB, files: [] });

it("the built console loads no more JavaScript than its budget", () => {
  const sizes = measureConsole();
  expect(sizes.routes.map(({ name }) => name)).toContain("/(console)/overview");
  expect(overBudget(sizes)).toEqual([]);
});

it("every size above its budget is named", () => {
  const routes = [size("/overview", 250.1), size("/agents", 250)];
  expect(overBudget({ base: size("base", 141), routes })).toEqual([
    "base loads 141.0 KB of JavaScript; its budget is 140 KB",
    "/overview loads 250.1 KB of JavaScript; its budget is 250 KB",
  ]);
});
