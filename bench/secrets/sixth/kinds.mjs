// The credentials: how often each stands in the set, what it is called, and its issuer's form. The modes: `form` is known by its form and stands
// anywhere; `named` needs a name beside it; `password` is named and also told in prose; `url` is an address with a password in it; `pem` has lines.
import { crc32 } from "node:zlib";

const HOSTS = [
  "db.prod.internal",
  "10.20.4.17",
  "pg-main.c9x2kqz1.eu-west-1.rds.amazonaws.com",
  "mysql01.corp.lan",
  "cluster0.k2x9q.mongodb.net",
];
const GENERIC = ["api_key", "secret_key", "access_token", "auth_token", "client_secret", "api_secret"];
const KEYS = ["jwt_secret", "session_secret", "encryption_key", "signing_secret", "cookie_secret", "secret_key_base", "app_secret"];
const PASSWORDS = [
  "password",
  "db_password",
  "smtp_password",
  "admin_password",
  "postgres_password",
  "mysql_root_password",
  "redis_password",
  "user_password",
  "ldap_bind_password",
  "ftp_password",
  "passwd",
  "keystore_password",
];
const HUMAN = "Sommer Wolf Biscuit Harley Liverpool Madrid Schatzi Sunflower Kaffee Monsoon Trabant Panther Juniper Cobalt Zeppelin".split(
  " ",
);
const human = (m) =>
  m.pick([
    () => `${m.pick(HUMAN)}${m.int(1970, 2026)}!`,
    () => `${m.pick(HUMAN)}${m.pick(["@", "_", "-"])}${m.pick(HUMAN)}${m.int(10, 99)}`,
    () => `${m.pick(HUMAN).toLowerCase()}.${m.pick(HUMAN).toLowerCase()}.${m.int(100, 999)}`,
    () => `${m.pick(HUMAN).replace("o", "0").replace("e", "3")}${m.pick(["!", "#", "*"])}${m.int(10, 9999)}`,
  ])();
const strong = (m) => `${m.draw("a62", m.int(4, 9))}${m.pick(["!", "*", "-", "_", "+", "="])}${m.draw("a62", m.int(6, 12))}`;
const alnum = (m) => m.draw("a62", m.int(14, 28));
const checked = (prefix) => (m) => m.fill(`${prefix}«checked»`);
const drawn = (shape) => (m) => m.fill(shape);
/** @param {string} shape with ‹pass› where the password stands */
const address = (shape) => (m) => {
  const secret = m.pick([alnum, alnum, (m) => human(m).replace(/[@#!*]/g, "-"), strong])(m);
  const text = m
    .fill(shape)
    .replace("‹host›", () => m.pick(HOSTS))
    .replace("‹pass›", () => secret);
  return { text, secret };
};
const pem = (label, start, lines) => (m) => {
  const body = [start + m.draw("b64", 64 - start.length), ...m.times(lines, () => m.draw("b64", 64)), `${m.draw("b64", 30)}==`];
  return { text: `-----BEGIN ${label}-----\n${body.join("\n")}\n-----END ${label}-----`, secret: body[1] };
};
const jwt = (claims) => (m) => {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const iat = m.int(1_760_000_000, 1_763_000_000);
  return `${part({ alg: m.pick(["HS256", "RS256"]), typ: "JWT" })}.${part({ ...claims, sub: m.uuid(), iat, exp: iat + 86_400 })}.${m.draw("b64u", m.pick([43, 342]))}`;
};
const grafana = (m) => {
  const secret = m.draw("a62", 32);
  const check = Buffer.alloc(4);
  check.writeUInt32LE(crc32(secret));
  return `glsa_${secret}_${check.toString("hex")}`;
};
const discord = (m) =>
  `${Buffer.from(m.pick(["1", "9"]) + m.draw("dec", 17)).toString("base64url")}.G${m.draw("b64u", 5)}.${m.draw("b64u", 38)}`;
const pypi = (m) => `pypi-AgEIcHlwaS5vcmc${Buffer.from(`\x02${m.uuid()}`).toString("base64url")}${m.draw("b64u", 110)}`;
const mapbox = (m) =>
  `sk.${Buffer.from(JSON.stringify({ u: m.login(), a: `cl${m.draw("a36", 23)}` })).toString("base64url")}.${m.draw("b64u", 22)}`;

/** @type {[kind: string, weight: number, mode: string, names: string[], make: (m: object) => string | { text: string, secret: string }][]} */
export const KINDS = [
  ["password people make", 60, "password", PASSWORDS, human],
  ["random password", 60, "password", PASSWORDS, (m) => m.pick([strong, alnum])(m)],
  ["api key of 32 hex digits", 20, "named", GENERIC, drawn("«hex 32»")],
  ["api key of 40 letters and digits", 24, "named", GENERIC, drawn("«a62 40»")],
  ["secret of 64 hex digits", 16, "named", KEYS, drawn("«hex 64»")],
  ["secret of 32 bytes in base64", 16, "named", KEYS, drawn("«b64pad 32»")],
  ["postgres address", 24, "url", ["database_url", "pg_url"], address("postgres«pick |ql»://«word»:‹pass›@‹host›:5432/«word»")],
  ["mysql address", 12, "url", ["database_url", "mysql_dsn"], address("mysql://«word»:‹pass›@‹host›:3306/«word»")],
  ["mongodb address", 16, "url", ["mongo_uri", "mongodb_url"], address("mongodb+srv://«word»:‹pass›@‹host›/«word»?retryWrites=true")],
  ["redis address", 10, "url", ["redis_url"], address("rediss://«pick |default»:‹pass›@‹host›:6379/0")],
  ["amqp address", 8, "url", ["broker_url", "rabbitmq_url"], address("amqps://«word»:‹pass›@‹host›/«word»")],
  ["https address with password", 8, "url", ["proxy_url", "repo_url"], address("https://«login»:‹pass›@«word».corp.lan/«word».git")],
  [
    "sql server connection",
    10,
    "url",
    ["connection_string"],
    address("Server=‹host›,1433;Database=«word»;User Id=«word»;Password=‹pass›;Encrypt=True"),
  ],
  ["jdbc address", 8, "url", ["jdbc_url"], address("jdbc:postgresql://‹host›:5432/«word»?user=«word»&password=‹pass›")],
  ["rsa key", 12, "pem", ["private_key"], pem("RSA PRIVATE KEY", "MIIEpAIBAAKCAQEA", 23)],
  ["pkcs8 key", 12, "pem", ["private_key"], pem("PRIVATE KEY", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC", 24)],
  ["openssh key", 12, "pem", ["ssh_key"], pem("OPENSSH PRIVATE KEY", "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAA", 5)],
  ["ec key", 6, "pem", ["private_key"], pem("EC PRIVATE KEY", "MHcCAQEEI", 1)],
  ["aws secret key", 26, "named", ["aws_secret_access_key", "aws_secret_key"], drawn("«b64 40»")],
  ["google api key", 20, "form", ["google_api_key", "gemini_api_key", "maps_key"], drawn("AIzaSy«pick A|B|C|D»«b64u 32»")],
  ["google client secret", 10, "form", ["google_client_secret"], drawn("GOCSPX-«b64u 28»")],
  ["google refresh token", 6, "form", ["refresh_token"], drawn("1//0«dec 1»«b64u 12»-«b64u 84»")],
  ["github token", 26, "form", ["github_token", "gh_token"], (m) => checked(m.pick(["ghp_", "ghp_", "gho_", "ghs_"]))(m)],
  ["github fine-grained token", 12, "form", ["github_token"], drawn("github_pat_11«A36 20»_«a62 59»")],
  ["gitlab token", 14, "form", ["gitlab_token", "gitlab_access_token"], drawn("«pick glpat-|glpat-|glrt-|gldt-»«b64u 20»")],
  ["npm token", 12, "form", ["npm_token", "node_auth_token"], checked("npm_")],
  ["pypi token", 8, "form", ["pypi_token", "twine_password"], pypi],
  ["docker token", 8, "form", ["dockerhub_token"], drawn("dckr_pat_«b64u 27»")],
  ["openai key", 24, "form", ["openai_api_key"], drawn("sk-proj-«b64u 74»T3BlbkFJ«b64u 74»")],
  ["openai key of old", 8, "form", ["openai_api_key"], drawn("sk-«a62 20»T3BlbkFJ«a62 20»")],
  ["anthropic key", 16, "form", ["anthropic_api_key"], drawn("sk-ant-api03-«b64u 93»AA")],
  ["hugging face token", 10, "form", ["hf_token"], drawn("hf_«pick a|B|k|Q|z»«a62 33»")],
  ["openrouter key", 6, "form", ["openrouter_api_key"], drawn("sk-or-v1-«hex 64»")],
  ["groq key", 6, "form", ["groq_api_key"], drawn("gsk_«a62 52»")],
  ["replicate token", 5, "form", ["replicate_api_token"], drawn("r8_«a62 37»")],
  ["deepseek key", 6, "named", ["deepseek_api_key"], drawn("sk-«hex 32»")],
  ["cohere key", 5, "named", ["cohere_api_key", "co_api_key"], drawn("«a62 40»")],
  ["slack bot token", 14, "form", ["slack_token", "slack_bot_token"], drawn("xoxb-«dec 12»-«dec 13»-«a62 24»")],
  ["slack webhook", 12, "url", ["slack_webhook_url"], drawn("https://hooks.slack.com/services/T0«A36 9»/B0«A36 9»/«a62 24»")],
  ["discord bot token", 8, "form", ["discord_token", "bot_token"], discord],
  ["discord webhook", 8, "url", ["discord_webhook"], drawn("https://discord.com/api/webhooks/1«dec 18»/«b64u 68»")],
  ["telegram bot token", 12, "form", ["telegram_bot_token", "bot_token"], drawn("«int 1 7»«dec 9»:AA«pick E|F|G|H»«b64u 32»")],
  ["stripe key", 14, "form", ["stripe_secret_key"], drawn("«pick sk|sk|rk»_live_51«a62 22»«a62 75»")],
  ["stripe webhook secret", 6, "form", ["stripe_webhook_secret"], drawn("whsec_«a62 32»")],
  ["square token", 5, "named", ["square_access_token"], drawn("EAAA«b64u 60»")],
  ["paypal secret", 6, "named", ["paypal_client_secret"], drawn("E«b64u 79»")],
  ["shopify token", 8, "form", ["shopify_access_token"], drawn("shp«pick at|ca|ss»_«hex 32»")],
  ["sendgrid key", 14, "form", ["sendgrid_api_key"], drawn("SG.«b64u 22».«b64u 43»")],
  ["mailgun key", 8, "named", ["mailgun_api_key"], drawn("«hex 32»-«hex 8»-«hex 8»")],
  ["mailchimp key", 8, "form", ["mailchimp_api_key"], drawn("«hex 32»-us«int 1 21»")],
  ["brevo key", 6, "form", ["brevo_api_key"], drawn("xkeysib-«hex 64»-«a62 16»")],
  ["postmark token", 5, "named", ["postmark_server_token"], drawn("«uuid»")],
  ["twilio auth token", 12, "named", ["twilio_auth_token"], drawn("«hex 32»")],
  ["azure client secret", 12, "form", ["azure_client_secret", "client_secret"], drawn("«a62 3»8Q~«a62 10»_«a62 23»")],
  ["azure storage key", 10, "named", ["azure_storage_key", "account_key"], drawn("«b64pad 64»")],
  ["azure devops token", 6, "named", ["azure_devops_pat"], drawn("«a36 52»")],
  ["databricks token", 6, "form", ["databricks_token"], drawn("dapi«hex 32»")],
  ["digitalocean token", 8, "form", ["do_token", "digitalocean_token"], drawn("dop_v1_«hex 64»")],
  ["cloudflare token", 10, "named", ["cloudflare_api_token", "cf_api_token"], drawn("«b64u 40»")],
  ["heroku key", 6, "named", ["heroku_api_key"], drawn("«uuid»")],
  ["netlify token", 5, "form", ["netlify_auth_token"], drawn("nfp_«a62 36»")],
  ["vercel token", 6, "named", ["vercel_token"], drawn("«a62 24»")],
  ["vault token", 8, "form", ["vault_token"], drawn("hvs.CAESI«b64u 87»")],
  ["terraform cloud token", 6, "form", ["tfe_token"], drawn("«a62 14».atlasv1.«a62 67»")],
  ["doppler token", 5, "form", ["doppler_token"], drawn("dp.«pick pt|st.prd».«a62 43»")],
  ["datadog key", 12, "named", ["dd_api_key", "datadog_api_key"], drawn("«hex 32»")],
  ["new relic key", 6, "form", ["new_relic_api_key"], drawn("NRAK-«A36 27»")],
  ["grafana token", 6, "form", ["grafana_token"], grafana],
  ["sentry token", 6, "form", ["sentry_auth_token"], drawn("sntryu_«hex 64»")],
  ["algolia admin key", 8, "named", ["algolia_admin_key", "algolia_admin_api_key"], drawn("«hex 32»")],
  ["atlassian token", 8, "form", ["jira_api_token", "confluence_token"], drawn("ATATT3xFfGF0«b64u 171»=«HEX 8»")],
  ["linear key", 5, "form", ["linear_api_key"], drawn("lin_api_«a62 40»")],
  ["notion token", 6, "form", ["notion_token"], drawn("ntn_«dec 11»«a62 35»")],
  ["airtable token", 6, "form", ["airtable_token"], drawn("pat«a62 14».«hex 64»")],
  ["postman key", 5, "form", ["postman_api_key"], drawn("PMAK-«hex 24»-«hex 34»")],
  ["supabase token", 5, "form", ["supabase_access_token"], drawn("sbp_«hex 40»")],
  ["okta token", 5, "named", ["okta_api_token"], drawn("00«b64u 40»")],
  ["auth0 client secret", 6, "named", ["auth0_client_secret"], drawn("«b64u 64»")],
  ["snyk token", 4, "named", ["snyk_token"], drawn("«uuid»")],
  ["facebook token", 6, "named", ["facebook_access_token", "fb_page_token"], drawn("EAA«a62 150»")],
  ["mapbox secret token", 4, "form", ["mapbox_token"], mapbox],
  ["bearer jwt", 14, "form", ["access_token", "id_token", "auth_token"], jwt({ iss: "https://id.corp.example", scope: "read write" })],
  ["supabase service key", 6, "form", ["supabase_service_role_key"], jwt({ iss: "supabase", role: "service_role" })],
  ["wireguard key", 5, "named", ["wireguard_private_key"], drawn("«b64 42»«pick A|E|I|M|Q|U|Y|c|g|k|o|s|w|0|4|8»=")],
  ["age key", 4, "form", ["sops_age_key"], (m) => `AGE-SECRET-KEY-1${m.draw("bech", 58).toUpperCase()}`],
  ["ethereum private key", 6, "named", ["deployer_private_key", "wallet_private_key"], drawn("0x«hex 64»")],
  ["laravel key", 6, "named", ["app_key"], drawn("base64:«b64pad 32»")],
];
