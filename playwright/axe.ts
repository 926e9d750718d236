import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Returns the violations of WCAG 2.2 AA on the page, one line each. `rules` selects axe rules. */
export async function axeViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // The pages have no frames, so combining frame results, which takes half of the time, is skipped.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await (rules ? axe.withRules([...rules]) : axe.withTags(WCAG)).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

export async function expectClean(page: Page): Promise<void> {
  expect(await axeViolations(page)).toEqual([]);
}
