import { inject } from "vitest";
import { cloneDatabase, type TestDatabase } from "./test-database.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Provided by global-setup.ts. */
    testCluster: { adminUrl: string; ownerUrl: string };
  }
}

/**
 * Creates a database for one test file on the server of this test run.
 * @example
 * let db: TestDatabase;
 * beforeAll(async () => { db = await createTestDatabase(); });
 * afterAll(() => db.drop());
 */
export function createTestDatabase(options?: { template?: string }): Promise<TestDatabase> {
  return cloneDatabase(inject("testCluster"), options);
}
