export { type RoleUrls, roleUrls, withoutOwner } from "./connection-urls.ts";
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  embeddedDatabaseUrl,
  hasCluster,
  startEmbeddedPostgres,
} from "./embedded-postgres.ts";
export { explainFileError } from "./file-error.ts";
export { type LoadedKek, loadKek, provideKek } from "./kek.ts";
export { isSetUp, type Migrated, type MigrateOptions, migrate } from "./migrate.ts";
export { makePrivateDir, readPrivateJson, writePrivateFile } from "./private-file.ts";
export { type ProvisionCode, ProvisionError } from "./provision-error.ts";
