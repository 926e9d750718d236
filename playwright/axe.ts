import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What the page does against WCAG 2.2 AA, a line each. `rules` narrows it to some of axe's rules. */
export async function axeViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Our pages hold no frames: nothing is to be combined in a blank page, which takes half of the time.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await (rules ? axe.withRules([...rules]) : axe.withTags(WCAG)).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

export async function expectClean(page: Page): Promise<void> {
  expect(await axeViolations(page)).toEqual([]);
}
