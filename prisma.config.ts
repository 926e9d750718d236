import { defineConfig } from "prisma/config";

// Only `generate` and `validate` read this: migrations are applied by packages/db/src/provision/migrate.ts.
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
});
