// Source that handles credentials without having any, placeholders, references and documents' examples. [kind, make(m)]

const NAMES = [
  "API_KEY",
  "DB_PASSWORD",
  "JWT_SECRET",
  "STRIPE_SECRET_KEY",
  "GITHUB_TOKEN",
  "AWS_SECRET_ACCESS_KEY",
  "SMTP_PASSWORD",
  "OPENAI_API_KEY",
  "CLIENT_SECRET",
  "SLACK_BOT_TOKEN",
];
const FILLERS = [
  "",
  "changeme",
  "your-api-key-here",
  "<your-token>",
  "xxxxxxxxxxxxxxxxxxxx",
  "********",
  "YOUR_SECRET_HERE",
  "{{ .Values.secret }}",
  "TODO",
  "replace-me",
  "...",
  "sk_live_xxxxxxxxxxxxxxxxxxxxxxxx",
  "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
  "<redacted>",
  "[REDACTED]",
  "null",
  "example",
  "insert_key_here",
];
const lowerName = (m) => m.pick(NAMES).toLowerCase();

const CODE = [
  [
    "references to the environment",
    (m) =>
      m.lines(
        20,
        30,
        () =>
          `export const ${m.word()} = { apiKey: process.env.${m.pick(NAMES)}, password: config.get("${m.word()}.password"), token: await getToken("${m.slug()}") };`,
      ),
  ],
  [
    "python that handles tokens",
    (m) =>
      m.lines(
        12,
        20,
        () =>
          `def ${m.word()}_token(self, password: str, secret_key: Optional[str] = None) -> str:\n    token = self.tokenizer.encode(password)\n    api_key = os.getenv("${m.pick(NAMES)}", "")\n    if not secrets.compare_digest(token, self._token_for_${m.word()}):\n        raise InvalidPasswordError("wrong password or expired token")\n    return hashlib.sha256(password.encode()).hexdigest()`,
      ),
  ],
  [
    "go that handles tokens",
    (m) =>
      m.lines(
        12,
        20,
        () =>
          `func (c *Client) ${m.word()}(ctx context.Context, accessToken string) (*Secret, error) {\n\tpassword := strings.TrimSpace(c.opts.Password)\n\tapiKey, err := c.vault.Read(ctx, "secret/data/${m.word()}/api-key")\n\treq.Header.Set("Authorization", "Bearer "+accessToken)\n\treturn &Secret{Password: password, APIKey: apiKey}, err\n}`,
      ),
  ],
  [
    "java that handles passwords",
    (m) =>
      m.lines(
        12,
        20,
        () =>
          `@Value("\${${m.word()}.datasource.password}")\nprivate String password;\npublic void setClientSecret(String clientSecret) { this.clientSecret = passwordEncoder.encode(clientSecret); }`,
      ),
  ],
  [
    "login form",
    (m) =>
      m.lines(
        10,
        15,
        () =>
          `<input type="password" name="password" id="current-password" autocomplete="current-password" placeholder="Enter your ${m.word()} password" aria-describedby="password-help-${m.word()}" />`,
      ),
  ],
  [
    "translations",
    (m) =>
      JSON.stringify(
        Object.fromEntries(
          Array.from({ length: 20 }, () => [
            `auth.password.${m.word()}`,
            m.pick([
              "Password must be at least 12 characters",
              "Forgot your password?",
              "Passwort vergessen?",
              "Your API key has been copied",
              "Le mot de passe est incorrect",
              "Token expired, please sign in again",
              "Contraseña incorrecta",
            ]),
          ]),
        ),
      ),
  ],
  [
    "typescript types",
    (m) =>
      m.lines(
        15,
        20,
        () =>
          `export interface ${m.word()}Options { apiKey: string; password?: string | undefined; accessToken: TokenProvider; secretKey: Uint8Array; }`,
      ),
  ],
  [
    "tests with dummies",
    (m) =>
      m.lines(
        12,
        20,
        () =>
          `it("refuses a wrong password for ${m.word()}", async () => {\n  const res = await login({ username: "${m.person()}", password: "${m.pick(["password", "secret", "test", "wrong", "hunter2", "123456", "dummy", "foobar"])}" });\n  expect(res.status).toBe(401);\n});`,
      ),
  ],
  [
    "lexer",
    (m) =>
      m.lines(
        20,
        30,
        () =>
          `    token = this.tokens[this.index + ${m.int(1, 4)}]; // ${m.word()} token\n    if (token.type === TokenType.${m.word()}) { this.key = token.value; }`,
      ),
  ],
  [
    "sql schema",
    (m) =>
      m.lines(
        12,
        20,
        () =>
          `CREATE TABLE ${m.word()}_tokens (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), password_hash varchar(255) NOT NULL, api_key_id uuid REFERENCES api_keys (id), secret_name text, UNIQUE (token_digest));`,
      ),
  ],
  [
    "openapi",
    (m) =>
      m.lines(
        12,
        20,
        () =>
          `        ${lowerName(m)}:\n          type: string\n          format: password\n          description: The secret of the ${m.word()}, shown once.\n          example: "string"`,
      ),
  ],
  ["protobuf", (m) => m.lines(12, 20, (i) => `  string ${lowerName(m)} = ${i + 1}; // the token of a ${m.word()}`)],
  [
    "regexes of tokens",
    (m) =>
      m.lines(
        10,
        15,
        () =>
          `  { id: "${m.slug()}", regex: /\\b(ghp|gho|ghs)_[0-9a-zA-Z]{36}\\b/, keywords: ["ghp_", "AKIA", "xoxb-"] },\n  { id: "${m.word()}", regex: 'sk_live_[0-9a-zA-Z]{24}' },`,
      ),
  ],
];

const REFERENCES = [
  [".env.example", (m) => m.lines(20, 30, () => `${m.pick(NAMES)}=${m.pick(FILLERS)}`)],
  [
    "yaml of placeholders",
    (m) =>
      m.lines(
        20,
        30,
        () =>
          `  ${lowerName(m)}: ${m.pick(["$DB_PASSWORD", `$\{${"DB_PASSWORD"}}`, "!vault |", "{{ vault_db_password }}", '"<change-me>"', "$(SECRET)", "ENV[SECRET_KEY]", "ref+awsssm://app/key", "op://vault/item/password", "null", '""'])}`,
      ),
  ],
  [
    "workflow",
    (m) =>
      m.lines(
        12,
        20,
        () =>
          `      - uses: ${m.word()}/${m.word()}@${m.sha()} # v${m.version()}\n        env:\n          ${m.pick(NAMES)}: \${{ secrets.${m.pick(NAMES)} }}`,
      ),
  ],
  [
    "secretKeyRef",
    (m) =>
      m.lines(
        12,
        20,
        () =>
          `        - name: ${m.pick(NAMES)}\n          valueFrom:\n            secretKeyRef:\n              name: ${m.slug()}-credentials\n              key: ${lowerName(m)}`,
      ),
  ],
  [
    "terraform references",
    (m) =>
      m.lines(
        12,
        20,
        () =>
          `  ${lowerName(m)} = ${m.pick(["var.db_password", "data.aws_secretsmanager_secret_version.db.secret_string", "random_password.db.result", "module.vault.token", "sensitive(local.key)"])}\n  kms_key_id = "arn:aws:kms:eu-west-1:${m.digits(12)}:key/${m.uuid()}"`,
      ),
  ],
  [
    "arns",
    (m) =>
      m.lines(
        20,
        30,
        () =>
          `arn:aws:${m.pick(["iam", "secretsmanager", "lambda", "sns"])}:${m.pick(["eu-west-1", "us-east-1"])}:${m.digits(12)}:${m.pick(["secret:prod/db/password", "role/api-token-reader", "function:rotate-secret"])}-${m.alnum(6)}`,
      ),
  ],
  [
    "azure resource ids",
    (m) =>
      m.lines(
        20,
        30,
        () =>
          `/subscriptions/${m.uuid()}/resourceGroups/rg-${m.word()}/providers/Microsoft.KeyVault/vaults/kv-${m.word()}/secrets/${m.slug()}/${m.hex(32)}`,
      ),
  ],
  [
    "documents' examples",
    () =>
      "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n\npostgres://user:password@localhost:5432/mydb\nmongodb://<username>:<password>@cluster0.example.mongodb.net\nredis://:password@localhost:6379\nAuthorization: Bearer <token>\nAuthorization: Basic dXNlcjpwYXNzd29yZA==\ncurl -u username:password https://api.example.com\nhttps://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX\neyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c\nOPENAI_API_KEY=sk-...\nexport ANTHROPIC_API_KEY='sk-ant-api03-...'\nSTRIPE_KEY=sk_test_...\n",
  ],
  [
    "documentation",
    (m) =>
      m.lines(
        12,
        20,
        () =>
          `### \`${lowerName(m)}\`\n\nThe ${m.word()} token. Create one under **Settings → API keys** and pass it as \`Authorization: Bearer $TOKEN\` or \`--${m.word()}-token <token>\`. Never commit your password or secret key; store it in a ${m.word()} vault.\n\n    ${m.word()} login --password-stdin < ~/${m.word()}_password.txt\n`,
      ),
  ],
  [
    "encrypted by sops",
    (m) => m.lines(10, 15, () => `${lowerName(m)}: ENC[AES256_GCM,data:${m.b64(24)},iv:${m.b64(32)},tag:${m.b64(16)},type:str]`),
  ],
  [
    "ansible-vault",
    (m) =>
      m.lines(
        3,
        5,
        () =>
          `${lowerName(m)}: !vault |\n          $ANSIBLE_VAULT;1.1;AES256\n${Array.from({ length: 6 }, () => `          ${m.digits(80)}`).join("\n")}`,
      ),
  ],
  ["sealed secrets", (m) => m.lines(4, 8, () => `kind: SealedSecret\nspec:\n  encryptedData:\n    ${lowerName(m)}: AgB${m.base64(600)}==`)],
  [
    "password hashes",
    (m) =>
      m.lines(
        20,
        30,
        () => `${m.person()},$2b$12$${m.of("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 53)},${m.date()}`,
      ),
  ],
];

export const TEXTS = [...CODE, ...REFERENCES];
