// Mints made-up credentials and placeholders in the syntax of many languages: `node bench/corpus/mint.mjs > bench/corpus/minted.jsonl`.
import { readFileSync } from "node:fs";
import path from "node:path";
import { rotate } from "./load.mjs";

let state = 20_261_122;
const random = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
};
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];
const chars = (alphabet, length) => Array.from({ length }, () => pick(alphabet)).join("");
const WORDS = JSON.parse(readFileSync(path.join(import.meta.dirname, "../../packages/detect/src/rules/words.json"), "utf8")).filter(
  (word) => word.length >= 4 && word.length <= 8,
);
const capital = (word) => word[0].toUpperCase() + word.slice(1);
const word = () => pick(WORDS);
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const ALNUM = `${LOWER}${LOWER.toUpperCase()}0123456789`;
const digits = (length) => chars("0123456789", length);
const year = () => `${pick(["19", "20"])}${digits(2)}`;
const LEET = { a: "@", e: "3", i: "1", o: "0", s: "$" };
const leet = (text) => text.replace(/[aeios]/g, (char) => (random() < 0.6 ? LEET[char] : char));

/** Passwords as people choose them, and as tools make them. */
const PASSWORDS = [
  () => capital(word()) + year(),
  () => capital(word()) + year() + pick("!@#$%*."),
  () => word() + digits(1 + below(4)),
  () => capital(word()) + digits(1 + below(3)) + pick("!@#$?"),
  () => capital(word()) + pick("!@#_-.") + digits(2 + below(3)),
  () => capital(word()) + capital(word()) + digits(1 + below(3)),
  () => word() + pick(["-", "_", ".", ""]) + word() + digits(2),
  () => leet(capital(word())) + digits(2 + below(3)),
  () => leet(word() + word()) + pick("!#*"),
  () => `${word()}-${word()}-${word()}-${digits(2)}`,
  () => `${capital(word())}${pick("!@#$")}${word()}${digits(2)}`,
  () => chars(ALNUM, 8 + below(12)),
  () => chars(`${ALNUM}!@#$%^*-_+=?`, 10 + below(14)),
  () => chars(`${LOWER}0123456789`, 8 + below(8)),
  () => word().slice(0, 4) + chars(ALNUM, 5 + below(4)),
];
/** Keys as machines make them. */
const KEYS = [
  () => chars(ALNUM, pick([20, 24, 28, 32, 40, 43, 45, 48, 52, 56, 64])),
  () => chars(`${LOWER}0123456789`, pick([20, 24, 32, 36, 40])),
  () => chars("0123456789abcdef", pick([32, 40, 48, 64, 66])),
  () => chars(`${ALNUM}!@#$%^*?`, 12 + below(12)),
  () => `${chars(`${ALNUM}+/`, 43)}=`,
  () => chars(`${ALNUM}-_`, pick([22, 27, 32, 43])),
  () => `${chars(ALNUM, 8)}.${chars(ALNUM, 24)}`,
  () => chars("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", pick([16, 24, 32])),
];
const hex = (length) => chars("0123456789abcdef", length);
const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick("89ab")}${hex(3)}-${hex(12)}`;
/** Prefixes of credentials, for placeholders that look like one. */
const PREFIXES = [
  "sk-ant-api03-",
  "dop_v1_",
  "ATCTT3",
  "oy2",
  "t1.",
  "lsv2_pt_",
  "sha256~",
  "pat-na1-",
  "dt0c01.",
  "A3-",
  "ghp_",
  "xoxb-",
  "npm_",
  "",
];
const PLACEHOLDERS = [
  () => `${pick(PREFIXES)}${pick(["x", "X", "0", "*", "a"]).repeat(8 + below(40))}`,
  () => `${pick(PREFIXES)}${pick(["x", "X"]).repeat(8 + below(40))}`,
  ..."changeme change_me your_password your-secret-here <password> <your-token> \u0024{PASSWORD} $PASSWORD {{password}} %PASSWORD% ******** xxxxxxxx password secret token None null undefined example string required TODO test admin root user.password config.secret args.token process.env.TOKEN getPassword() get_secret(name) self.password this.token os.environ['PW'] var.db_password ENC[AES256_GCM,data:x] REPLACE_ME insert_token_here YOUR_API_KEY my-secret db-credentials app-secrets authToken accessToken currentPassword password_hash token_url /run/secrets/db secrets.json hidden current-password new-password".split(
    " ",
  ),
  () => `${capital(word())}${capital(word())}`,
  () => `${word()}_${word()}`,
  () => `${word()}.${word()}`,
  () => `${word()}.${word()}()`,
  () => `${word()}[${below(9)}]`,
  () => word(),
  () => `${word()} ${word()}`,
  () => `/${word()}/${word()}`,
  () => `${word()}-${word()}`,
  () => digits(1 + below(4)),
];

const PASSWORD_NAMES =
  "password PASSWORD db_password DB_PASSWORD dbPassword passwd userPassword admin_password ADMIN_PASS mysql_pwd smtp.password spring.datasource.password POSTGRES_PASSWORD rootPassword pwd PWD ftp_pass ldapPassword keystorePassword passphrase login_password MYSQL_ROOT_PASSWORD Password SSH_PASS proxyPassword vault_passphrase sa_password redis_password".split(
    " ",
  );
const SECRET_NAMES =
  "secret api_key API_KEY apiKey token access_token ACCESS_TOKEN authToken client_secret CLIENT_SECRET jwtSecret SECRET_KEY secretKey private_key encryption_key session_secret webhookSecret auth_token refreshToken signing_key github_token SLACK_TOKEN x-api-key master_key bearerToken credentials app_secret APP_KEY".split(
    " ",
  );
const VENDOR_NAMES =
  "ACME_KEY STRIPE_KEY mapbox_key SENDGRID_KEY datadogKey heroku_key WEATHER_KEY OPENAI_KEY twilioKey ALGOLIA_KEY segment_key PUSHER_KEY".split(
    " ",
  );
const UUID_NAMES =
  "HEROKU_API_KEY heroku_api_token POSTMARK_TOKEN logzio_token CIRCLE_TOKEN snyk_token SNYK_TOKEN loggly_token rollbar_secret".split(" ");

const QUOTED = [
  '{N} = "{V}"',
  "{N} = '{V}'",
  '{N}: "{V}"',
  '"{N}": "{V}",',
  "'{N}' => '{V}',",
  'const {N} = "{V}";',
  'var {N} string = "{V}"',
  'const char {N}[] = "{V}";',
  'static const char *{N} = "{V}";',
  '{N} := "{V}"',
  '{N} <- "{V}"',
  "DECLARE @{N} NVARCHAR(64) = N'{V}';",
  'buildConfigField "String", "{N}", "\\"{V}\\""',
  'if ({N} == "{V}") {',
  'if {N} != "{V}":',
  'private static final String {N} = "{V}";',
  'let {N}: String = "{V}"',
  'val {N}: String = "{V}"',
  "\u0024{N} = '{V}';",
  "define('{N}', '{V}');",
  '<add key="{N}" value="{V}" />',
  '<property name="{N}" value="{V}"/>',
  'export {N}="{V}"',
  'setx {N} "{V}"',
  'os.environ["{N}"] = "{V}"',
  'os.getenv("{N}", "{V}")',
  'map.put("{N}", "{V}");',
  'connect(user="app", {N}="{V}", host="db")',
  '#define {N} "{V}"',
  '(setq {N} "{V}")',
  'config.{N} = "{V}"',
  "self.{N} = '{V}'",
  '{ "name": "{N}", "value": "{V}" }',
  '{N}?: string = "{V}"',
  'public string {N} { get; set; } = "{V}";',
  '{N} ||= "{V}"',
  '{N} = {N} ?? "{V}"',
  'headers["{N}"] = "{V}"',
  "{N}: '{V}',",
  'setProperty("{N}", "{V}")',
];
const BARE = [
  "{N}\t{V}\tready",
  "{N}\t{V}\nregion_name\teu-west-1",
  "| {N} | {V} |",
  "{N} is {V}",
  "{N}={V}",
  "{N} = {V}",
  "{N}: {V}",
  "export {N}={V}",
  "ENV {N} {V}",
  "set {N}={V}",
  "--{N} {V}",
  "--{N}={V}",
  "-D{N}={V}",
  "{N} ?= {V}",
  "{N} += {V}",
  "<{N}>{V}</{N}>",
  "- name: {N}\n  value: {V}",
  "docker run -e {N}={V} image",
  "  {N}: {V}\n  host: db",
  "Server=db;User=app;{N}={V};Timeout=5",
  "?user=app&{N}={V}&x=1",
  "the {N} is {V} for now",
  "# {N}={V}",
];
const containers = [...QUOTED, ...BARE];

const iso = () => new Date(1.5e12 + random() * 3e11).toISOString();
/** Values of other kinds under the names of credentials. */
const OTHERS = [
  iso,
  () => iso().slice(0, 10),
  () => iso().slice(0, 19).replace("T", " "),
  () => `v${below(9)}.${below(20)}.${below(30)}`,
  () => `${below(9)}.${below(20)}.${below(30)}`,
  () => `https://${word()}.${word()}.com/${word()}`,
  () => `${word()}@${word()}.com`,
  () => `${word()}.${word()}.com:${digits(4)}`,
  () => `sha256:${hex(64)}`,
  () => `${pick(["aes-256-gcm", "RS256", "HS512", "sha256", "bcrypt", "PBKDF2WithHmacSHA256", "ed25519"])}`,
  () => `0x${hex(2 + below(8))}`,
  () => digits(8 + below(8)),
  () => `pk_live_${chars(ALNUM, 24)}`,
  () => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${chars(ALNUM, 43)}`,
  () => `arn:aws:secretsmanager:us-east-1:${digits(12)}:secret:${word()}-${chars(ALNUM, 6)}`,
  () => `projects/${word()}/secrets/${word()}/versions/${below(9)}`,
  () => `/${word()}/${word()}-${below(99)}/${word()}`,
  () => `phc_${chars(ALNUM, 43)}`,
  () => `0x${hex(40)}`,
  () => `0${pick("23")}${hex(64)}`,
  () => `bc1q${chars("acdefghjklmnpqrstuvwxyz023456789", 38)}`,
  () => `${hex(9)}..${hex(9)}`,
  () => `sha384-${chars(`${ALNUM}+/`, 64)}`,
  () => `${word().toUpperCase()}_${word().toUpperCase()}_${below(9)}`,
];
/** Names of tokens that identify a request, an action or a position, and hold UUIDs. */
const OTHER_UUID_NAMES =
  "clientToken ClientToken update_token UpdateToken requestToken LifecycleActionToken taskToken client_request_token token key session_token_key correlation_key confirmationToken message_token deviceToken subscription_token".split(
    " ",
  );

/** Names of keys that identify a thing, and the identifiers that they hold. */
const THING_NAMES = Array.from({ length: 60 }, () => pick([`${word()}_key`, `${word()}Key`, `${word()}${capital(word())}Key`]));
const IDENTIFIERS = [
  () => hex(40),
  () => hex(32),
  uuid,
  () => `0-${chars(`${ALNUM}-_`, 22)}`,
  () => chars("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 13 + below(6)),
  () => `${word()}-${chars("abcdef0123456789", 6)}`,
];
/** The argument of a call that looks a credential up. */
const LOOKUPS = ["credentials", "lookup", "get_secret", "secrets.get", "readSecret", "Setting"];

const rows = [];
/** A third of the containers is held out with a third of the names. */
function add(kind, names, values, isSecret, count, own = containers) {
  for (let i = 0; i < count; i++) {
    const split = i % 4 === 0 ? "heldout" : "train";
    const mine = (list) => list.filter((_, at) => (at % 3 === 1) === (split === "heldout"));
    const container = pick(own.length > 9 ? mine(own) : own);
    const value = pick(values);
    const secret = typeof value === "string" ? value : value();
    if (!QUOTED.includes(container) && own === containers && /[\s"'`<>&;]/.test(secret)) continue;
    const text = container.replaceAll("{N}", pick(mine(names))).replaceAll("{V}", () => secret);
    rows.push({ kind, container, split, value: text, ...(isSecret ? { secret } : {}) });
  }
}

add("password", PASSWORD_NAMES, PASSWORDS, true, 1_600);
add("named key", SECRET_NAMES, KEYS, true, 1_200);
add("vendor key", VENDOR_NAMES, KEYS, true, 500);
add("uuid of a vendor", UUID_NAMES, [uuid], true, 300);
add("placeholder", [...PASSWORD_NAMES, ...SECRET_NAMES], PLACEHOLDERS, false, 1_600);
add("other value", [...PASSWORD_NAMES, ...SECRET_NAMES, ...VENDOR_NAMES], OTHERS, false, 2_400);
add("identifier of a thing", THING_NAMES, IDENTIFIERS, false, 300);
add(
  "argument of a look-up",
  [...PASSWORD_NAMES, ...SECRET_NAMES],
  [() => `${word()}-${word()}`, () => `${word()}_${word()}`, word],
  false,
  300,
  [...LOOKUPS.map((call) => `{N} = ${call}('{V}')`), ...LOOKUPS.slice(0, 3).map((call) => `{N}: ${call}("{V}"),`)],
);
add("uuid in prose", ["signing key", "api key", "access token", "refresh token"], [uuid], false, 160, [
  "The {N} {V} was rotated.",
  "Cause: the {N} {V} expired.",
  "see {N} {V} in the audit log",
]);
add("uuid of a request", OTHER_UUID_NAMES, [uuid], false, 300);
/** Passwords that are phrases or words alone, and random letters. */
const PHRASES = [
  () => pick(["Abcd", "Test", "Pass", "Qwer", "Admin", "abc", "test"]) + pick(["1234", "12345", "@123", "123!"]),
  () => pick(["P@ssw0rd", "Passw0rd", "p@ssword", "S3cr3t", "s3cret", "Adm1n", "Welc0me"]) + pick(["", "!", "1", "123", "#1", "2024"]),
  () => leet(`${word()} ${word()} ${word()}`),
  () => `${capital(word())} ${word()} ${digits(2)}`,
  () => word() + word(),
  () => leet(word() + word()),
  () => chars(LOWER, 16),
  () => chars(LOWER + LOWER.toUpperCase(), 8 + below(8)),
];
const PASSPHRASE_NAMES =
  "passphrase PASSPHRASE gpg_passphrase keyPassphrase wallet_passphrase password PASSWORD dbPassword admin_password userPassword passwd sshPassphrase".split(
    " ",
  );
/** Text of an interface or a schema under the name of a password. */
const LABELS = [
  () => `Enter ${pick(["your", "a", "the", "a new"])} ${pick(["password", "passphrase", word()])}`,
  () => `${capital(word())} ${pick(["password", "Password", "passphrase"])}`,
  () =>
    `${pick(["Password", "Passphrase", "The password"])} ${pick(["is required", "must match", "is too short", "must be a string", "has expired"])}`,
  () => `${capital(word())} ${word()} ${word()} ${word()}${pick([".", ""])}`,
  () =>
    `${pick(["Forgot", "Reset", "Change", "Confirm", "Show"])} ${pick(["password", "your password", "passphrase"])}${pick(["", "?", ":"])}`,
  () => `${word()} ${word()}`,
  () => word(),
];
/** Keys with a readable part, a repeated part or brackets. */
const OTHER_KEYS = [
  () => `${word()}_${chars(`${LOWER}0123456789`, 16 + below(20))}`,
  () => `${word()}key_${chars(`${LOWER}0123456789`, 20)}`,
  () => chars(ALNUM, 6 + below(8)) + chars(ALNUM, 2).repeat(4) + chars(ALNUM, 6 + below(10)),
  () => `${chars(LOWER + LOWER.toUpperCase(), 8)}${chars(ALNUM, 2).repeat(3)}_${capital(word())}`,
  () => `${chars(`${ALNUM}+/`, 22)}==`,
];
/** Variables of templates and shells, escapes, and code, as they occur in quotes. */
const TEMPLATES = [
  () => `{{${word()}_${pick(["pw", "password", "token", word()])}}}`,
  () => `{{ ${word()}.${word()} }}`,
  () => `{{ ${word()}_${word()} | default('') }}`,
  () => `\${${word()}.${word()}}`,
  () => `\${${word().toUpperCase()}_${pick(["PASSWORD", "TOKEN", "KEY"])}}`,
  () => `\${${word()}}-${word()}`,
  () => `$${word()}_${word()}$`,
  () => `$${word()}`,
  () => `%(${word()})s`,
  () => `%${word().toUpperCase()}%`,
  () => `<%= ${word()}.${word()} %>`,
  () => `#{${word()}_${word()}}`,
  () => `${word()}(${word()}[${below(9)}])`,
  () => `!${word()}.${word()}(${word()})`,
  () => `(${word()}) => ${word()}`,
  () => Array.from({ length: 4 + below(4) }, () => `\\u${hex(4)}`).join(""),
];
const BLOCKS = [
  () => chars("0123456789abcdef", 8).repeat(pick([4, 8])),
  () => `${chars("abcdef", 4)}${digits(4)}`.repeat(pick([4, 8])),
  () => `${digits(10)}${chars("abcdef", 6)}`.repeat(pick([2, 3, 4])),
  () => "1234567890abcdef".repeat(pick([2, 3, 4])),
  () => "abcdef1234567890".repeat(pick([2, 4])),
  () => chars(`${LOWER}0123456789`, pick([8, 10, 16])).repeat(4),
];
const BRACKETS = "!@#$%^*-_+=?(){}[]&|~;:,.";
const WITH_BRACKETS = [() => chars(`${ALNUM}${BRACKETS}`, 14 + below(26)), () => chars(`${LOWER}${LOWER}${BRACKETS}`, 16 + below(26))];
const WORDS_WITH_BRACKETS = [
  () => Array.from({ length: 4 + below(3) }, () => word().slice(0, 5) + chars(BRACKETS, 1 + below(2))).join(""),
  () => Array.from({ length: 4 + below(3) }, () => chars(BRACKETS, 1 + below(2)) + word().slice(0, 4)).join(""),
];
const KEY_NAMES =
  "ACCESS_TOKEN access_token api_token API_TOKEN API_KEY apikey apiKey x-api-key api-token secret_key SECRET_KEY clientSecret private_key auth_token".split(
    " ",
  );
add("phrase", PASSPHRASE_NAMES, PHRASES, true, 700);
add("label", [...PASSPHRASE_NAMES, ...PASSWORD_NAMES], LABELS, false, 900, QUOTED);
add("other key", KEY_NAMES, OTHER_KEYS, true, 400);
add("repeated block", [...KEY_NAMES, ...VENDOR_NAMES, ...PASSWORD_NAMES], BLOCKS, true, 600);
add("template", [...KEY_NAMES, ...PASSWORD_NAMES], TEMPLATES, false, 700, QUOTED);
add(
  "brackets",
  [...KEY_NAMES, ...PASSWORD_NAMES],
  WITH_BRACKETS,
  true,
  500,
  QUOTED.filter((text) => !text.includes("&")),
);
add(
  "words with brackets",
  KEY_NAMES,
  WORDS_WITH_BRACKETS,
  true,
  240,
  QUOTED.filter((text) => !text.includes("&")),
);
for (const row of rows) console.log(JSON.stringify({ ...row, value: rotate(row.value), secret: rotate(row.secret) }));
