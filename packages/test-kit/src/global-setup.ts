import type { TestProject } from "vitest/node";
import { startTestCluster } from "./test-cluster.ts";

/** Starts one Postgres server per run of the integration tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { adminUrl, ownerUrl, stop } = await startTestCluster();
  project.provide("testCluster", { adminUrl, ownerUrl });
  return stop;
}
