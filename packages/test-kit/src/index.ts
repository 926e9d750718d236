export { createTestDatabase } from "./create-test-database.ts";
export { createManualClock, type ManualClock } from "./manual-clock.ts";
export { findRedisServer, startRedis, type TestRedis } from "./redis-server.ts";
export { startTestCluster, type TestCluster } from "./test-cluster.ts";
export { cloneDatabase, TEST_KEK, type TestDatabase } from "./test-database.ts";
