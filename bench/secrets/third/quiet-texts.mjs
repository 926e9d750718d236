// Manifests and source of the third set that hold no credential: [kind, make], `make` giving a text or a value.
const lines = (count, make) => Array.from({ length: count }, (_, i) => make(i)).join("\n");
const json = (value) => JSON.stringify(value, null, 2);

const MANIFESTS = [
  [
    "arns",
    (m) =>
      lines(
        20,
        () =>
          `arn:aws:secretsmanager:eu-west-1:${m.num(12)}:secret:prod/db-password-${m.b62(6)}\narn:aws:iam::${m.num(12)}:role/TokenRotator\narn:aws:kms:us-east-1:${m.num(12)}:key/${m.uuid()}`,
      ),
  ],
  [
    "aws ids",
    (m) =>
      json({
        UserId: `AIDA${m.b32(17)}`,
        RoleId: `AROA${m.b32(17)}`,
        VpcId: `vpc-0${m.hex(16)}`,
        InstanceId: `i-0${m.hex(16)}`,
        RequestId: m.uuid(),
        KeyName: "prod",
        ETag: `"${m.hex(32)}"`,
        VersionId: m.url(32),
      }),
  ],
  [
    "azure ids",
    (m) =>
      `/subscriptions/${m.uuid()}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/acme-secrets\nAZURE_TENANT_ID=${m.uuid()}\nAZURE_CLIENT_ID=${m.uuid()}\nAZURE_SUBSCRIPTION_ID=${m.uuid()}`,
  ],
  [
    "gcp ids",
    (m) =>
      `projects/acme/secrets/db-password/versions/3\n${m.num(12)}-${m.low(32)}.apps.googleusercontent.com\nGCP_PROJECT_NUMBER=${m.num(12)}`,
  ],
  [
    "k8s pod",
    (m) =>
      `metadata:\n  name: auth-token-${m.hex(10)}-${m.low(5)}\n  uid: ${m.uuid()}\n  resourceVersion: "${m.num(9)}"\nspec:\n  containers:\n  - image: acme/api@sha256:${m.hex(64)}\n    env:\n    - name: DB_PASSWORD\n      valueFrom:\n        secretKeyRef:\n          name: db-credentials\n          key: password\n    - name: API_KEY\n      valueFrom: { secretKeyRef: { name: api-key, key: token } }\n`,
  ],
  [
    "external secret",
    () =>
      `kind: ExternalSecret\nspec:\n  secretStoreRef:\n    name: aws-secretsmanager\n  data:\n  - secretKey: password\n    remoteRef:\n      key: prod/database/password\n      property: password\n`,
  ],
  [
    "helm values empty",
    () =>
      `auth:\n  existingSecret: "my-release-postgresql"\n  secretKeys:\n    adminPasswordKey: postgres-password\n    userPasswordKey: password\n  password: ""\n  tokenSecretName: api-token\n`,
  ],
  [
    "helm template",
    () =>
      `env:\n  - name: TOKEN\n    value: {{ .Values.auth.token | quote }}\n  password: {{ include "common.secrets.passwords.manage" (dict "secret" .Release.Name "key" "password") }}\n  apiKey: "{{ lookup('env', 'API_KEY') }}"\n`,
  ],
  [
    "github workflow",
    () =>
      `env:\n  NPM_TOKEN: \${{ secrets.NPM_TOKEN }}\n  GITHUB_TOKEN: \${{ github.token }}\n  password: \${{ secrets.DOCKERHUB_TOKEN }}\npermissions:\n  id-token: write\njobs:\n  a:\n    steps:\n    - uses: actions/checkout@b4ffde65f46336ab88eb53be808477a3936bae11\n      with: { token: "\${{ secrets.PAT }}", persist-credentials: false }\n`,
  ],
  ["pinned actions", (m) => lines(15, () => `      - uses: acme/setup-token@${m.hex(40)} # v3.${m.num(1)}.0`)],
  [
    "terraform references",
    () =>
      `password = var.db_password\ntoken    = data.vault_generic_secret.app.data["token"]\nsecret_key = random_password.db.result\napi_key = "\${var.api_key}"\nmaster_password = aws_secretsmanager_secret_version.db.secret_string\n`,
  ],
  [
    "cloudformation references",
    () =>
      `MasterUserPassword: !Sub '{{resolve:secretsmanager:\${DbSecret}:SecretString:password}}'\nApiKey: !Ref ApiKeyParameter\nToken: !GetAtt Provider.Token\n  GenerateSecretString:\n    SecretStringTemplate: '{"username": "admin"}'\n    GenerateStringKey: password\n    PasswordLength: 32\n`,
  ],
  [
    "compose references",
    () =>
      `environment:\n  POSTGRES_PASSWORD: \${POSTGRES_PASSWORD:?must be set}\n  API_TOKEN: \${API_TOKEN:-}\n  DB_PASSWORD_FILE: /run/secrets/db_password\n  JWT_SECRET: $JWT_SECRET\nsecrets:\n  db_password:\n    file: ./secrets/db_password.txt\n`,
  ],
  [
    "openapi",
    () =>
      json({
        openapi: "3.1.0",
        components: {
          securitySchemes: {
            apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
            oauth: {
              type: "oauth2",
              flows: { password: { tokenUrl: "https://x.dev/oauth/token", scopes: { "read:secrets": "read secrets" } } },
            },
          },
          schemas: {
            Login: {
              type: "object",
              required: ["username", "password"],
              properties: {
                password: { type: "string", format: "password", minLength: 12, example: "correct-password" },
                token: { type: "string", description: "The access token that was issued", pattern: "^[A-Za-z0-9_-]{20,}$" },
              },
            },
          },
        },
      }),
  ],
  [
    "json schema",
    () =>
      json({
        properties: {
          client_secret: { type: "string", writeOnly: true },
          api_key: { $ref: "#/$defs/ApiKey" },
          refresh_token: { type: ["string", "null"], maxLength: 2048 },
        },
      }),
  ],
  [
    "protobuf text",
    (m) =>
      `auth_config {\n  token_lifetime { seconds: 3600 }\n  key_id: "${m.uuid()}"\n  secret_ref: "projects/acme/secrets/signing"\n  password_policy: STRONG\n}\n`,
  ],
  [
    "proto",
    () =>
      `message LoginRequest {\n  string username = 1;\n  string password = 2;\n  string refresh_token = 3 [(sensitive) = true];\n  bytes secret_key = 4;\n}\n`,
  ],
  [
    "graphql schema",
    () =>
      `input LoginInput {\n  password: String!\n  token: String = null\n}\ntype Mutation {\n  resetPassword(token: String!, newPassword: String!): AuthPayload!\n}\n`,
  ],
  [
    "env example",
    () =>
      `# copy to .env\nDATABASE_URL=postgres://user:password@localhost:5432/mydb\nREDIS_URL=redis://localhost:6379\nSECRET_KEY=\nAPI_KEY=your_api_key_here\nJWT_SECRET=change-me-in-production\nSMTP_PASSWORD=<your smtp password>\nSTRIPE_SECRET_KEY=sk_test_...\nOPENAI_API_KEY=sk-...\nSENTRY_AUTH_TOKEN=xxxxxxxxxxxxxxxx\nADMIN_PASSWORD=changeme\nGITHUB_TOKEN=ghp_your_token_here\nAWS_SECRET_ACCESS_KEY=YOUR_SECRET_ACCESS_KEY\nSLACK_BOT_TOKEN=xoxb-your-bot-token\nSESSION_SECRET=insert-a-random-string-here\nENCRYPTION_KEY=0000000000000000000000000000000000000000000000000000000000000000\n`,
  ],
  [
    "doc examples",
    () =>
      `AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nAWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\ncurl -H "Authorization: Bearer YOUR_TOKEN"\ncurl -u user:pass https://api.example.com\ncurl -H "X-API-Key: $API_KEY"\nAuthorization: Bearer <token>\nAuthorization: Basic dXNlcjpwYXNz\npostgresql://username:password@hostname/database\nmongodb+srv://<username>:<password>@cluster0.example.mongodb.net\nhttps://user:password@example.com/\n`,
  ],
  [
    "doc jwt",
    () =>
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
  ],
  [
    "masked",
    () =>
      `token=****************abcd\npassword: ********\napi_key: sk-...4f2a\nAuthorization: Bearer ***\nkey: [REDACTED]\nsecret=<redacted>\nghp_****************************\n"password":"[FILTERED]","token":"•••••••••"\nDB_PASSWORD=(sensitive value)\napi_key = (known after apply)\n`,
  ],
];

const SOURCE = [
  [
    "typescript",
    () =>
      `export interface Session { token: string; refreshToken?: string; apiKey: ApiKey }\nconst password = form.password.value;\nconst token = await this.tokens.create({ secret: config.get("jwt.secret"), expiresIn: "1h" });\nif (password !== confirmPassword) throw new PasswordMismatchError("passwords do not match");\nconst apiKey = req.headers["x-api-key"] as string;\nlet secretKey: string | undefined = undefined;\nlocalStorage.setItem("access_token", response.data.access_token);\nconst PASSWORD_MIN_LENGTH = 12; const TOKEN_TTL = "15m";\nexport const passwordResetTemplate = "password-reset-v2";\n`,
  ],
  [
    "react",
    () =>
      `<Input type="password" name="password" autoComplete="current-password" placeholder="Enter your password" value={password} onChange={(e) => setPassword(e.target.value)} />\n<input name="csrf_token" value={csrfToken} />\n<Field label="API key" token="color.text.subtle" secret={secret} />\n`,
  ],
  [
    "python",
    () =>
      `def login(username: str, password: str) -> Token:\n    secret = settings.SECRET_KEY\n    token = jwt.encode(payload, secret, algorithm="HS256")\n    api_key = os.environ.get("API_KEY")\n    password = getpass.getpass("Password: ")\n    client = Client(api_key=settings.api_key, token=get_token())\n    tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased", pad_token="[PAD]", eos_token="</s>")\n    assert response.json() == {"detail": "Invalid token"}\n`,
  ],
  [
    "java",
    () =>
      `private final PasswordEncoder passwordEncoder;\n@Value("\${app.jwt.secret}") private String jwtSecret;\nString token = jwtTokenProvider.createToken(user.getUsername(), user.getRoles());\npublic static final String TOKEN_PREFIX = "Bearer ";\nprivate static final String PASSWORD_PARAM = "j_password";\nthrow new BadCredentialsException("Invalid username/password supplied");\n`,
  ],
  [
    "go",
    () =>
      `token := r.Header.Get("Authorization")\nsecret, err := client.AccessSecretVersion(ctx, req)\nvar ErrInvalidToken = errors.New("token: invalid signature")\npassword := os.Getenv("DB_PASSWORD")\nconst secretName = "projects/acme/secrets/db-password"\napiKeyHeader = "X-Api-Key"\n`,
  ],
  [
    "rust",
    () =>
      `let token = std::env::var("API_TOKEN")?;\npub struct Credentials { pub password: SecretString, token: Option<String> }\nlet secret_key = SecretKey::generate(&mut OsRng);\nconst TOKEN_KIND: &str = "access_token";\n`,
  ],
  [
    "csharp",
    () =>
      `var password = Configuration["Database:Password"];\npublic string ApiKey { get; set; } = string.Empty;\n[DataType(DataType.Password)] public string Password { get; init; }\nvar token = new CancellationTokenSource().Token;\n`,
  ],
  [
    "php",
    () =>
      `$password = $_POST['password'];\n$token = bin2hex(random_bytes(32));\n'password' => 'required|string|min:8|confirmed',\n'secret' => env('AWS_SECRET_ACCESS_KEY'),\nif (!password_verify($password, $user->password_hash)) {}\n`,
  ],
  [
    "ruby",
    () =>
      `validates :password, length: { minimum: 8 }\nhas_secure_token :api_key\nparams.require(:user).permit(:email, :password, :password_confirmation)\nconfig.secret_key = ENV.fetch("SECRET_KEY_BASE")\nauthenticity_token: form_authenticity_token\n`,
  ],
  [
    "shell",
    () =>
      `read -rsp "Password: " PASSWORD\nTOKEN=$(aws ssm get-parameter --name /prod/token --with-decryption --query Parameter.Value --output text)\nexport API_KEY="\${API_KEY:-}"\necho "$DOCKER_PASSWORD" | docker login -u "$DOCKER_USERNAME" --password-stdin\nif [ -z "$SECRET" ]; then echo "SECRET is not set"; exit 1; fi\nPASSWORD=\`pwgen 20 1\`\n`,
  ],
  [
    "lexer",
    () =>
      `const tokens = { tokenType: "identifier", keyword: "secretary", passive: true };\nnextToken = this.peekToken(); expect(token.type).toBe("RightParenthesisToken");\nKEY_ENTER = 13; keyCode: 40; sortKey: "created_at_descending"; primaryKey: "organization_membership_id";\n`,
  ],
  [
    "tests",
    () =>
      `it("rejects a wrong password", async () => {\n  await login({ username: "ada", password: "wrong-password" });\n  expect(res.body.token).toBeUndefined();\n});\nconst user = { email: "test@example.com", password: "password123" };\nmockToken = "test-token"; apiKey: "test-api-key", secret: "shhhhh", token: "dummy-token-value"\n`,
  ],
  [
    "i18n",
    () =>
      json({
        "login.password": "Password",
        "login.password_hint": "Must be at least 12 characters",
        "token.expired": "Your session token has expired, please sign in again",
        "apiKey.created": "API key created successfully",
        "secret.rotate": "Rotate secret",
        password: { forgot: "Forgot your password?", confirm: "Confirm password" },
      }),
  ],
  [
    "i18n german",
    () =>
      json({
        password: "Passwort eingeben",
        passwort_vergessen: "Passwort vergessen?",
        "api_key.hint": "Schlüssel niemals weitergeben",
        token_ungueltig: "Ungültiges Zugriffstoken",
      }),
  ],
  [
    "i18n po",
    () =>
      `msgid "Password"\nmsgstr "Contraseña"\n\nmsgid "The password is too similar to the username."\nmsgstr "La contraseña es demasiado similar al nombre de usuario."\n\nmsgid "Secret key:"\nmsgstr "Clave secreta:"\n`,
  ],
  [
    "i18n chinese",
    () =>
      `password=密码\npassword.tip=密码长度不能少于8位\ntoken.invalid=令牌无效，请重新登录\n密码: 请输入密码\npass.reset=密码是必填项\n`,
  ],
];

export const TEXTS = [...MANIFESTS, ...SOURCE];
