export { type ConnectionUrls, connectionUrls } from "./connection-urls.ts";
export { type EmbeddedPostgres, type EmbeddedPostgresOptions, embeddedDatabaseUrl, startEmbeddedPostgres } from "./embedded-postgres.ts";
export { type LoadedKek, loadKek } from "./kek.ts";
export { type Migrated, type MigrateOptions, migrate } from "./migrate.ts";
export { makePrivateDir, writePrivateFile } from "./private-file.ts";
export { type ProvisionCode, ProvisionError } from "./provision-error.ts";
