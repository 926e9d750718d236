import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import type axe from "axe-core";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** The minified build is half as long as the `source` of the package's main module. */
const SOURCE = readFileSync(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

/** Makes axe parse each colour of a page once instead of once per element, which took a quarter of its time. */
const PARSE_COLOURS_ONCE = `{
  const { prototype } = axe.commons.color.Color;
  const { parseString } = prototype;
  const parsed = new Map();
  prototype.parseString = function (text) {
    if (!parsed.has(text)) parsed.set(text, { ...parseString.call(this, text).toJSON(), r: this.r, g: this.g, b: this.b });
    const { r, g, b, alpha } = parsed.get(text);
    return Object.assign(this, { r, g, b, alpha });
  };
}`;

/** Returns the violations of WCAG 2.2 AA on the page, one line each. `rules` selects axe rules. The console has no frames. */
export async function axeViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Loading axe takes a third of the time of a check, so that a page does it once.
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(`${SOURCE};${PARSE_COLOURS_ONCE}`);
  const runOnly = rules ? { type: "rule", values: [...rules] } : { type: "tag", values: WCAG };
  const options: axe.RunOptions = { runOnly: runOnly as axe.RunOnly, resultTypes: ["violations"] };
  const { violations } = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as axe.AxeResults;
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

export async function expectClean(page: Page): Promise<void> {
  expect(await axeViolations(page)).toEqual([]);
}
