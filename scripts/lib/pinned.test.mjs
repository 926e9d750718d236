import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { inRoot } from "./paths.mjs";

it.each(["policies.yml", "gated-deploy.yml"])("%s pins the actions to commits and the command line to a version", (name) => {
  const text = readFileSync(inRoot(`examples/github-actions/${name}`), "utf8");
  const { version } = JSON.parse(readFileSync(inRoot("packages/cli/package.json"), "utf8"));
  const actions = [...text.matchAll(/uses: (\S+)/g)].map(([, name]) => String(name));
  expect(actions.length).toBeGreaterThan(1);
  expect(actions.filter((name) => !/@[0-9a-f]{40}$/.test(name))).toEqual([]);
  const programs = [...text.matchAll(/npx --yes (\S+)/g)].map(([, name]) => name);
  expect(new Set(programs)).toEqual(new Set([`agentlattice@${version}`]));
});
