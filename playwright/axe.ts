import { expect, type Page } from "@playwright/test";
import axe from "axe-core";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Returns the violations of WCAG 2.2 AA on the page, one line each. `rules` selects axe rules. The console has no frames. */
export async function axeViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Loading axe takes a third of the time of a check, so that a page does it once.
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axe.source);
  const runOnly = rules ? { type: "rule", values: [...rules] } : { type: "tag", values: WCAG };
  const options: axe.RunOptions = { runOnly: runOnly as axe.RunOnly, resultTypes: ["violations"] };
  const { violations } = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as axe.AxeResults;
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

export async function expectClean(page: Page): Promise<void> {
  expect(await axeViolations(page)).toEqual([]);
}
