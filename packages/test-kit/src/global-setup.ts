import type { TestProject } from "vitest/node";
import { startTestCluster } from "./test-cluster.ts";

/** Vitest's global set-up of the integration project: one server per run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { adminUrl, ownerUrl, stop } = await startTestCluster();
  project.provide("testCluster", { adminUrl, ownerUrl });
  return stop;
}
