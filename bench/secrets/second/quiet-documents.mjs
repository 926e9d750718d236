// Prose, documents and source that speak of credentials and hold none: [kind, text].
import { repeat, UUID } from "./quiet-parts.mjs";

export const DOCUMENTS = [
  [
    "aws examples",
    "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nAWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\nAKIAI44QH8DHBEXAMPLE",
  ],
  [
    "placeholders env",
    "OPENAI_API_KEY=your-api-key-here\nANTHROPIC_API_KEY=sk-ant-...\nSTRIPE_SECRET_KEY=sk_test_xxxxxxxxxxxxxxxxxxxxxxxx\nGITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\nDB_PASSWORD=changeme\nSECRET_KEY=<generate one>\nJWT_SECRET=replace_this_with_a_long_random_string\nAPI_KEY=YOUR_API_KEY\nSLACK_TOKEN=xoxb-your-token\nSENDGRID=SG.xxxxx\nTOKEN=$TOKEN",
  ],
  [
    "placeholders of angle brackets",
    'curl -H "Authorization: Bearer <token>" https://api.acme.org\ncurl -u <user>:<password> https://x\nAuthorization: Basic <base64(user:pass)>\nX-Api-Key: {YOUR_API_KEY}\nAuthorization: Bearer YOUR_SECRET_TOKEN\nAuthorization: Bearer {{ token }}',
  ],
  [
    "references",
    'password: ${DB_PASSWORD}\napiKey: process.env.OPENAI_API_KEY,\ntoken: ${{ secrets.GITHUB_TOKEN }}\nsecret: {{ .Values.auth.secret }}\npassword = os.environ["DB_PASSWORD"]\nkey = System.getenv("API_KEY")\npassword: !Ref DbPassword\npassword = var.db_password\ntoken = data.vault_generic_secret.x.data["token"]\nsecretKeyRef:\n  name: db-credentials\n  key: password\napi_key = st.secrets["openai"]\npassword: "%env(DB_PASSWORD)%"\nApiKey = Configuration["Stripe:ApiKey"]\npassword="$(cat /run/secrets/db)"\ntoken: !secret api_token\nPASSWORD=$(openssl rand -base64 32)',
  ],
  [
    "references with fallbacks",
    "const secret = process.env.JWT_SECRET ?? 'development';\npassword: ${DB_PASSWORD:-postgres}\nkey = os.getenv('API_KEY', '')\nconst token = localStorage.getItem('access_token');\nsecret: ${SESSION_SECRET:?must be set}",
  ],
  [
    "fixtures",
    "user = User(password=\"password\")\nlogin('ana', 'secret')\nexpect(login({ password: 'wrong-password' })).rejects\npassword: 'hunter2'\ntoken = 'fake-token'\napi_key='test-api-key'\nconst token = 'abc123';\npassword: \"Password123!\"\nAPI_KEY = \"dummy-key-for-tests\"\nsecret: 'shhhhh'\nprocess.env.JWT_SECRET = 'test-secret';\nconst password = 'correct horse battery staple';",
  ],
  [
    "development urls",
    "postgres://postgres:postgres@localhost:5432/app\nmysql://root:root@127.0.0.1/test\nredis://localhost:6379\nmongodb://user:password@host:27017/db\namqp://guest:guest@rabbitmq:5672\npostgresql://user:pass@host/db\nhttps://username:password@example.com\nhttp://user:pass@proxy:8080\npostgres://USER:PASSWORD@HOST:PORT/NAME\npostgresql://app:${DB_PASSWORD}@db/app\nmongodb+srv://<username>:<password>@cluster0.mongodb.net",
  ],
  [
    "i18n",
    '{"login.password":"Password","login.password.placeholder":"Enter your password","reset.password":"Reset password","token.expired":"Your token has expired, sign in again","api_key.created":"API key created. Copy it now: you will not see it again.","secret.label":"Client secret","password.hint":"At least 12 characters, one digit"}',
  ],
  [
    "i18n german",
    '{"password":"Passwort","password_confirmation":"Passwort bestätigen","token":"Zugriffsschlüssel","secret":"Geheimnis","apiKey":"API-Schlüssel","forgotPassword":"Passwort vergessen?"}',
  ],
  [
    "i18n french and spanish",
    'password: "Mot de passe"\npassword_confirm: "Confirmez le mot de passe"\ncontrasena: "Contraseña"\ntoken: "Jeton d’accès"\nsecret: "Clé secrète"\napi_key: "Clave de acceso"',
  ],
  [
    "openapi",
    'components:\n  securitySchemes:\n    ApiKeyAuth: { type: apiKey, in: header, name: X-API-Key }\n    bearerAuth: { type: http, scheme: bearer, bearerFormat: JWT }\n  schemas:\n    Login:\n      properties:\n        password: { type: string, format: password, minLength: 12, example: "hunter2hunter2" }\n        token: { type: string, description: "Opaque token, 43 characters of base64url", pattern: "^[A-Za-z0-9_-]{43}$" }',
  ],
  [
    "json schema",
    {
      properties: {
        api_key: { type: "string", pattern: "^sk-[a-zA-Z0-9]{48}$" },
        password: { type: "string", minLength: 8, title: "Password" },
        secretRef: { $ref: "#/definitions/SecretKeySelector" },
      },
      required: ["api_key", "password"],
    },
  ],
  [
    "sql schema",
    "CREATE TABLE users (id uuid PRIMARY KEY, password_hash text NOT NULL, api_key varchar(64) UNIQUE, token_expires_at timestamptz, secret bytea);\nCREATE INDEX users_api_key_idx ON users (api_key);\nALTER TABLE users ADD COLUMN reset_password_token character varying(128);\nGRANT SELECT ON users TO app;",
  ],
  [
    "typescript types",
    "interface Auth { password: string; token?: string; apiKey: string | null; secret: Uint8Array; clientSecret: Promise<SecretValue>; accessToken: AccessTokenResponse }\ntype TokenKind = 'access_token' | 'refresh_token';\nexport const PASSWORD_MIN_LENGTH = 12;\nconst TOKEN_HEADER = 'x-auth-token';\nfunction verifyPassword(password: string, hash: PasswordHash): boolean",
  ],
  [
    "python code",
    'class LoginForm(Form):\n    password = PasswordField("Password", validators=[DataRequired(), Length(min=8)])\n    token = StringField(_l("Token"))\nself.token = token_urlsafe(32)\npassword_hash = generate_password_hash(password)\napi_key = request.headers.get("X-Api-Key")\nSECRET_KEY = get_random_secret_key()\nsecret = secrets.token_hex(16)\nauth = HTTPBasicAuth(username, password)\ntokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")\nmax_tokens=4096',
  ],
  [
    "go code",
    'password := r.FormValue("password")\ntoken, err := jwt.ParseWithClaims(tokenString, &claims, keyFunc)\ncfg.APIKey = os.Getenv("STRIPE_API_KEY")\nconst authorizationHeader = "Authorization"\nsecret := hmac.New(sha256.New, []byte(key))\nfunc (s *Store) GetSecret(ctx context.Context, name string) (*Secret, error)\nTokenURL: "https://oauth2.googleapis.com/token",',
  ],
  [
    "java and c# code",
    'public static final String PASSWORD_PARAMETER = "j_password";\nprivate static final String TOKEN_ENDPOINT = "/oauth2/token";\n@Value("${app.jwt.secret}") private String jwtSecret;\nString apiKey = System.getProperty("api.key");\nservices.AddAuthentication(JwtBearerDefaults.AuthenticationScheme);\nvar token = await tokenProvider.GetTokenAsync(cancellationToken);\noptions.Password.RequireDigit = true;\nprivate readonly PasswordHasher<ApplicationUser> passwordHasher;',
  ],
  [
    "rust and ruby code",
    'let token = tokens.next().unwrap_or(Token::Eof);\nlet api_key = std::env::var("API_KEY").expect("API_KEY must be set");\npub struct SecretString(Zeroizing<String>);\nhas_secure_password\nvalidates :password, length: { minimum: 12 }\nconfig.secret_key_base = ENV["SECRET_KEY_BASE"]\ntoken = SecureRandom.urlsafe_base64(32)\nauthenticate_or_request_with_http_token do |token, options|',
  ],
  [
    "php and kotlin code",
    "$password = $_POST['password'];\n$token = bin2hex(random_bytes(16));\n'secret' => env('APP_SECRET'),\n'password' => Hash::make($request->password),\nval token = BuildConfig.API_TOKEN\nval passwordEncoder = BCryptPasswordEncoder()\n$this->assertSame('Bearer', $token->getType());",
  ],
  [
    "parsers and tokens",
    'case Token.StringLiteral:\ntoken = scanner.nextToken()\nconst tokens = { keyword: "#ff0000", string: "#00ff00", token: "--color-accent-secondary" };\nif (token.type === TokenType.OpenParenthesis) {}\nlet csrfTokenName = "csrfmiddlewaretoken";\n{"token":"meta.embedded.block.javascript","foreground":"C586C0"}\n"tokenColors": [{"scope": "keyword.operator.new"}]',
  ],
  [
    "key names",
    '{"key":"ArrowDown","keyCode":40,"primaryKey":"customer_id","foreignKey":"order_uuid_v7","partitionKey":"tenantId","sortKey":"createdAt#2026","keyPath":"users/profile/avatar_256x256.png"}',
  ],
  [
    "kubernetes objects",
    "kind: Secret\nmetadata:\n  name: db-credentials-7f9c8d6b5d\nspec:\n  volumes:\n    - name: kube-api-access-{a:5}\n      secret: { secretName: db-credentials-v2 }\n  serviceAccountName: token-controller\n  automountServiceAccountToken: false\npod/api-6b7f9c8d5-{a:5}   1/1   Running",
  ],
  [
    "helm values",
    "auth:\n  existingSecret: my-postgres-secret\n  secretKeys:\n    adminPasswordKey: postgres-password\n    userPasswordKey: password\n  enablePostgresUser: true\ntokenSecretName: api-token-secret\npasswordPolicy: strong-12-characters",
  ],
  [
    "terraform code",
    'resource "aws_secretsmanager_secret" "db_password" {\n  name = "prod/db/password"\n}\nresource "random_password" "db" {\n  length  = 32\n  special = true\n}\npassword = random_password.db.result\nkms_key_id = aws_kms_key.main.arn\nsecret_arn = aws_secretsmanager_secret_version.db.arn',
  ],
  [
    "logs",
    repeat(
      6,
      (i) =>
        `2026-03-04T05:06:0${i}.123Z INFO [auth] token refreshed for user 12${i} request_id=${UUID} duration=12ms\n2026-03-04T05:06:0${i}Z WARN password attempt failed user=ana ip=10.0.0.${i} session={h:8}\n`,
    ),
  ],
  [
    "prompt usage",
    {
      usage: { prompt_tokens: 1234, completion_tokens: 567, total_tokens: 1801, cached_tokens: 1024 },
      max_tokens: 4096,
      token_type: "Bearer",
      key_version: "v2026-03-04",
    },
  ],
  [
    "nginx and shell",
    'proxy_set_header Authorization $http_authorization;\nauth_basic "Restricted";\nauth_basic_user_file /etc/nginx/.htpasswd;\nread -s -p "Password: " password\nexport PGPASSWORD="$DB_PASSWORD"\nmysql -u root -p\nssh-keygen -t ed25519 -C "ana@acme.org"\nopenssl rand -hex 32 > secret.key\nssl_certificate_key /etc/ssl/private/acme.key;',
  ],
  [
    "help texts",
    "  --password string      Password for the registry (prefer --password-stdin)\n  --token TOKEN          API token; read from $ACME_TOKEN when absent\n  --api-key-file FILE    File that holds the API key\n  -u, --user <user:password>  Server user and password",
  ],
  [
    "changelog",
    "## 2.1.0\n- Passwords: minimum length is 12 now\n- `api_key` may be rotated with `acme keys rotate --key <id>` (#1234)\n- Secret: deprecated in favour of `credentials.secretRef`\n- token.refresh(): fixed a race (thanks @ana-banana)\n- Bump auth0-js from 9.20.1 to 9.24.0",
  ],
  [
    "markdown of keys",
    "Keys begin with `sk_live_` (secret) or `pk_live_` (publishable). Tokens look like `ghp_...`, `glpat-…` or `xoxb-`. A JWT is `eyJ…`, three parts. Never commit a `-----BEGIN PRIVATE KEY-----` block.",
  ],
  [
    "prose english",
    "The secret of a good password is length: a passphrase of five words beats Tr0ub4dor&3 any day. Tokens expire after one hour; the refresh token lives for thirty days. Bearer authentication is described in RFC 6750, basic authentication in RFC 7617. The key: never share it. Our token: a small gift.",
  ],
  [
    "prose german",
    "Das Passwort muss mindestens zwölf Zeichen lang sein. Bitte setzen Sie Ihr Passwort zurück: über den Link in der E-Mail. Schlüssel: Donaudampfschifffahrtsgesellschaft. Das Token läuft nach 60 Minuten ab. Datenschutz-Grundverordnung, Artikel 32.",
  ],
  [
    "prose french, spanish, russian",
    "Le mot de passe doit contenir au moins douze caractères. La contraseña: debe tener al menos doce caracteres y un número. Пароль: не менее двенадцати символов. 密码：至少十二个字符。 パスワード: 12文字以上。",
  ],
  [
    "prose with ids",
    "Ticket ACME-12345 about order 2026-000123: the customer's token was refused (HTTP 401, request 7f3a9c). See PR #4567 and commit {h:7}; build 20260304.12, image web:{h:12}.",
  ],
  [
    "versions and numbers",
    "password-hash 3.11.2, token@1.2.3-beta.4+build.567, secret==2.0.1, 192.168.1.10, 10.0.0.0/8, +49 30 901820, 1,234,567.89, 0xDEADBEEF, 1700000000123, π=3.14159265358979323846264338327950288",
  ],
  [
    "paths",
    "/etc/ssl/private/key.pem ~/.aws/credentials /var/run/secrets/kubernetes.io/serviceaccount/token packages/core/src/modules/secrets/allowlist.ts C:\\Users\\ana\\token.txt s3://acme-prod/secrets/2026/03/04/export-part-00001.parquet",
  ],
  [
    "urls",
    "https://acme.org/reset-password?token_type=email&redirect_to=https%3A%2F%2Fapp.acme.org%2Flogin https://login.microsoftonline.com/common/oauth2/v2.0/token https://github.com/acme/web/blob/{h:40}/src/auth/token.ts#L10-L20 https://cdn.acme.org/a.png?v={h:8}&w=640",
  ],
  ["csv of data", `id,name,token_count,key\n${repeat(8, (i) => `${i},Ana,${i}12,customer/{d:6}/profile\n`)}`],
  ["emoji and unicode", "пароль ✅ secret 🔑 key: ключ token: жетон 秘密: ひみつ"],
  [
    "feature flags",
    {
      "auth.password.login.enabled": true,
      tokenRefreshStrategy: "sliding-window-with-jitter",
      secretProvider: "aws-secrets-manager",
      keyRotationPolicy: "every-90-days",
      apiKeyHeader: "X-Acme-Api-Key-V2",
      passwordEncoder: "pbkdf2_sha256_260000",
    },
  ],
  [
    "cloudformation",
    'MasterUserPassword: !Sub "{{resolve:secretsmanager:${DbSecret}:SecretString:password}}"\nSecretArn: !Ref DbSecret\nKeyId: alias/acme-prod-2026\nNoEcho: true',
  ],
  [
    "test ids",
    '<input data-testid="login-password-input" name="user[password]" autocomplete="current-password" id="password_field_2" placeholder="••••••••">\n<label for="api-key-input-field">API key</label>',
  ],
  [
    "masked",
    "token=****************************abcd password=[REDACTED] api_key=sk-...x7Qz secret: ••••••••••••\nAuthorization: Bearer ey...redacted\nAKIA************WXYZ ghp_****",
  ],
  ["public test keys of docs", "sk_test_4eC39HqLyjWDarjtT1zdp7dc 4242 4242 4242 4242"],
  [
    "regular expressions",
    "const AWS = /AKIA[0-9A-Z]{16}/; const GH = /ghp_[A-Za-z0-9]{36}/; const KEY = /-----BEGIN (?:RSA )?PRIVATE KEY-----/; password: /^(?=.*[A-Z])(?=.*\\d).{12,}$/; token = re.compile(r'[A-Za-z0-9_\\-]{43}')",
  ],
  [
    "identifiers",
    "getSecretValueCommandInput passwordResetTokenRepository AuthenticationTokenProviderFactoryBean kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly secretKeyFactoryForPBKDF2WithHmacSHA256 TOKEN_EXCHANGE_GRANT_TYPE_URN_2023 apiKeySecretArnV2",
  ],
  [
    "assigned identifiers",
    "secretName = kSecAttrAccessibleAfterFirstUnlock\napi_key_algorithm: PBKDF2WithHmacSHA256\ntoken_endpoint_auth_method=client_secret_post\nauthenticator: PasswordAuthenticatorV2Impl\ntoken_provider=ServiceAccountTokenProvider2\nsecret: kubernetes.io/service-account-token\nkey: SHA256withRSAandMGF1\ncredential: default-azure-credential-v2",
  ],
];
