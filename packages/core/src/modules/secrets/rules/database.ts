import { assigned, prefixed, type SecretRule, shaped } from "../rule.ts";

const token = prefixed("database");
const value = assigned("database");
const shape = shaped("database");

/** The password of an address: what stands between the colon and the last `@` before the path. */
const USER_INFO = "[^\\s:@/\"'`<>{}$\\\\]{0,64}:(?<secret>[^\\s\"'`<>/\\\\]{3,128})(?=@[A-Za-z0-9\\[])";
const url = (id: string, title: string, schemes: readonly string[]): SecretRule =>
  shape(
    id,
    title,
    schemes.map((scheme) => `${scheme}://`),
    `(?:${schemes.map((scheme) => scheme.replace("+", "\\+")).join("|")}):\\/\\/${USER_INFO}`,
    { flags: "i", entropy: 0, check: "url_password" },
  );

export const DATABASE_RULES: readonly SecretRule[] = [
  url("postgres-url", "PostgreSQL address with a password", [
    "postgres",
    "postgresql",
    "cockroachdb",
    "timescaledb",
    "postgresql+psycopg2",
    "postgresql+asyncpg",
  ]),
  url("mysql-url", "MySQL address with a password", ["mysql", "mariadb", "mysql2", "mysql+pymysql", "mysqlx"]),
  url("mongodb-url", "MongoDB address with a password", ["mongodb", "mongodb+srv"]),
  url("redis-url", "Redis address with a password", ["redis", "rediss", "valkey"]),
  url("amqp-url", "Message broker address with a password", ["amqp", "amqps", "nats", "mqtt", "mqtts", "kafka", "stomp"]),
  url("mssql-url", "Database address with a password", [
    "mssql",
    "sqlserver",
    "oracle",
    "clickhouse",
    "snowflake",
    "neo4j",
    "neo4j+s",
    "bolt",
    "cassandra",
    "couchdb",
    "elasticsearch",
    "db2",
    "jdbc",
    "libsql",
    "ldap",
    "ldaps",
  ]),
  url("web-url", "Address with a password", [
    "https",
    "http",
    "ftp",
    "ftps",
    "sftp",
    "ssh",
    "smtp",
    "smtps",
    "imap",
    "imaps",
    "git",
    "ws",
    "wss",
    "socks5",
    "proxy",
  ]),
  shape(
    "driver-url",
    "Database address with a password",
    ["mysql+", "mariadb+", "postgresql+", "postgres+", "mssql+", "oracle+", "redis+", "cockroachdb+", "clickhouse+", "db2+", "ibm_db_sa+"],
    `(?:mysql|mariadb|postgres|postgresql|mssql|oracle|redis|cockroachdb|clickhouse|db2|ibm_db_sa)\\+[a-z0-9_]{2,20}:\\/\\/${USER_INFO}`,
    { flags: "i", entropy: 0, check: "url_password" },
  ),
  shape(
    "go-mysql-address",
    "MySQL address with a password",
    ["@tcp(", "@unix("],
    "(?<=[A-Za-z0-9_.-]:(?<lead>[^\\s\"'`@:/<>{}$]{4,64}))@(?=(?:tcp|unix)\\()",
    { entropy: 0, confidence: 0.85, check: "url_password" },
  ),
  shape(
    "oracle-jdbc-url",
    "Oracle address with a password",
    ["jdbc:oracle:"],
    "jdbc:oracle:[a-z0-9]{2,8}:[A-Za-z0-9_.-]{1,64}\\/(?<secret>[^\\s\"'`@/<>{}$]{4,64})(?=@)",
    { entropy: 0, check: "url_password" },
  ),
  token("planetscale-token", "PlanetScale token", ["pscale_tkn_", "pscale_oauth_", "pscale_pw_"], "[A-Za-z0-9_=.-]{32,64}", { entropy: 3 }),
  token("databricks-oauth-secret", "Databricks OAuth secret", "dose", "[a-f0-9]{32}"),
  token("neon-api-key", "Neon key or role password", ["napi_", "npg_"], "[A-Za-z0-9]{12,80}", { entropy: 3, confidence: 0.9 }),
  token("supabase-access-token", "Supabase token", ["sbp_", "sb_secret_"], "[A-Za-z0-9_-]{30,64}", { entropy: 3 }),
  token("clickhouse-cloud-key", "ClickHouse Cloud key", "4b1d", "[A-Za-z0-9]{38}", { entropy: 3.8 }),
  token("fauna-key", "Fauna key", "fnA", "[A-Za-z0-9_-]{37,60}", { entropy: 3.8, confidence: 0.8 }),
  token("aiven-token", "Aiven password", "AVNS_", "[A-Za-z0-9_-]{15,30}", { entropy: 3 }),
  token("xata-key", "Xata key", ["xau_"], "[A-Za-z0-9]{24,64}", { entropy: 3.3 }),
  value(
    "mongodb-atlas-key",
    "MongoDB Atlas private key",
    ["atlas_private_key", "mongodb_atlas"],
    "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
  ),
  value("confluent-secret", "Confluent secret", ["confluent"], "[A-Za-z0-9+/]{64}", { entropy: 3.8 }),
  value("elastic-api-key", "Elastic API key", ["elastic_api_key", "elastic_cloud", "elasticsearch_api"], "[A-Za-z0-9+/_-]{40,100}={0,2}", {
    entropy: 3.5,
  }),
];
