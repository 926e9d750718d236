import { atOnce, named, type SecretRule, shaped } from "../rule.ts";

const key = shaped("private_key");
const token = shaped("token");
const generic = named("generic");

const PEM_BODY = "(?:[A-Za-z0-9+/=\\s,:]|\\\\r|\\\\n|\\\\t|-(?!----)){40,16000}";
const QUOTED = `(?:[a-zA-Z@$]{0,2}\\\\{0,7}["'\`])(?<secret>[^\\s"'\`\\\\]{6,200})(?=\\\\{0,7}["'\`])`;
const SECRET_NAMES = [
  "api_key",
  "apikey",
  "access_key",
  "secret",
  "token",
  "auth_key",
  "private_key",
  "encryption_key",
  "signing_key",
  "master_key",
  "account_key",
  "app_key",
  "application_key",
  "service_key",
  "shared_key",
  "subscription_key",
  "session_key",
  "client_key",
  "license_key",
  "deploy_key",
  "webhook_key",
  "consumer_key",
  "integration_key",
  "ingestion_key",
  "write_key",
  "admin_key",
  "root_key",
  "key_base",
  "credential",
  "creds",
  "authorization",
  "bearer",
  "auth",
];
const PASSWORD_NAMES = [
  "password",
  "passwd",
  "passphrase",
  "pwd",
  "passwort",
  "contrasena",
  "_pass",
  "dbpass",
  "userpass",
  "rootpass",
  "identified by",
  "mot_de_passe",
];

/** Keys and tokens of no vendor, and values that only their name gives away. */
export const GENERIC_RULES: readonly SecretRule[] = [
  key(
    "private-key",
    "Private key",
    ["-----begin"],
    `-----BEGIN[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?-----${PEM_BODY}(?:-----END[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?-----)?`,
    { entropy: 3.5, confidence: 0.99 },
  ),
  key(
    "putty-private-key",
    "PuTTY private key",
    ["putty-user-key-file-"],
    "PuTTY-User-Key-File-[23]:[\\s\\S]{20,600}?Private-Lines:[A-Za-z0-9+/=\\s]{40,8000}",
    { entropy: 3.5 },
  ),
  key(
    "ssh-private-key-body",
    "OpenSSH private key without its first line",
    ["b3blbnNzaC1rZXktdjE".toLowerCase()],
    "b3BlbnNzaC1rZXktdjE[A-Za-z0-9+/=\\s\\\\]{60,8000}",
    { entropy: 3 },
  ),
  token(
    "jwt",
    "JSON web token",
    ["eyj"],
    "(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,2000}\\.eyJ[A-Za-z0-9_-]{8,8000}\\.[A-Za-z0-9_-]{16,1000}",
    {
      check: "jwt",
      confidence: 0.9,
      entropy: 3.5,
    },
  ),
  token(
    "jwe",
    "Encrypted JSON web token",
    ["eyj"],
    "(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,2000}\\.[A-Za-z0-9_-]{0,1000}\\.[A-Za-z0-9_-]{8,64}\\.[A-Za-z0-9_-]{8,8000}\\.[A-Za-z0-9_-]{16,64}(?![A-Za-z0-9_-])",
    {
      check: "jwt",
      confidence: 0.85,
      entropy: 3.5,
    },
  ),
  token("basic-auth-header", "HTTP basic credentials", ["basic "], "basic (?<secret>[A-Za-z0-9+/]{8,400}={0,2})(?![A-Za-z0-9+/=])", {
    check: "basic_auth",
    flags: "i",
    confidence: 0.9,
    entropy: 2,
  }),
  token("bearer-header", "Bearer token", ["bearer "], "bearer (?<secret>[A-Za-z0-9_.~+/-]{20,2000}={0,2})(?![A-Za-z0-9_~+/=-])", {
    check: "assigned_value",
    flags: "i",
    confidence: 0.8,
    entropy: 3.3,
  }),
  token(
    "curl-user",
    "Credentials of a curl command",
    ["curl "],
    `curl [^\\n"'\`]{0,200}?(?:-u|--user|-U|--proxy-user)[ =]{0,2}["']?[A-Za-z0-9_.@+-]{1,64}:(?<secret>[^\\s"'\`\\\\]{6,128})`,
    {
      check: "password_value",
      confidence: 0.8,
      entropy: 0,
    },
  ),
  token(
    "command-line-secret",
    "Secret of a command line",
    ["--password", "--token", "--api-key", "--apikey", "--secret", "--auth-token", "--access-token", "--client-secret", "--pass"],
    `--(?:password|pass|token|api-?key|secret|auth-token|access-token|client-secret)[a-z-]{0,16}[ \\t=]{1,4}["']?(?<secret>[^\\s"'\`\\\\<>$]{8,200})`,
    {
      check: "password_value",
      flags: "i",
      confidence: 0.75,
      entropy: 0,
    },
  ),
  token(
    "netrc-password",
    "Password of a .netrc",
    ["machine "],
    "machine [A-Za-z0-9.-]{3,100}\\s{1,8}login [^\\s]{1,64}\\s{1,8}password (?<secret>[^\\s]{4,128})",
    { check: "password_value", entropy: 0 },
  ),
  token(
    "xml-password",
    "Password of an XML setting",
    ["password>", "passwd>", "secret>", "token>", "apikey>"],
    "(?:password|passwd|secret|token|apikey)>(?<secret>[^\\s<>\"'`]{6,200})(?=<\\/)",
    {
      check: "password_value",
      flags: "i",
      confidence: 0.75,
      entropy: 0,
    },
  ),
  generic(
    "generic-secret",
    "Value of a name that means a secret",
    SECRET_NAMES,
    `(?:[a-zA-Z@$]{0,2}\\\\{0,7}["'\`]|(?:Bearer|Token|Basic|ApiKey) )?(?<secret>[A-Za-z0-9_.~+/-]{16,512}={0,3})(?![A-Za-z0-9_/+=~-])`,
    {
      check: "assigned_value",
      confidence: 0.7,
    },
  ),
  generic(
    "generic-quoted-secret",
    "Value of a name that means a secret",
    ["secret", "token", "api_key"],
    QUOTED.replace("{6,200}", "{12,200}"),
    { check: "password_value", confidence: 0.65 },
  ),
  generic(
    "generic-uuid-secret",
    "UUID of a name that means a secret",
    ["api_key", "client_secret", "secret_key", "api_secret", "app_secret", "auth_token", "access_token", "api_token", "webhook_secret"],
    `(?:["'\`])?(?<secret>[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})(?![A-Za-z0-9-])`,
    { confidence: 0.6, entropy: 2.8 },
  ),
  generic("framework-secret-key", "Secret key of a framework", ["secret_key"], `["'](?<secret>[^\\s"'\`\\\\]{40,128})(?=["'])`, {
    check: "signing_secret",
    confidence: 0.8,
  }),
  generic("generic-quoted-password", "Value of a name that means a password", PASSWORD_NAMES, QUOTED, {
    check: "password_value",
    confidence: 0.7,
  }),
  generic(
    "generic-password",
    "Value of a name that means a password",
    PASSWORD_NAMES,
    `(?!=)(?<secret>${atOnce(`[^\\s"'\`\\\\<>(){}\\[\\],;&|]{6,80}`)})(?=$|[\\s"'\`;&,<\\\\])`,
    {
      check: "password_value",
      confidence: 0.65,
    },
  ),
];
