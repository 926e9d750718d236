// Data and prose of the third set that hold no credential: [kind, make], `make` giving a text or a value.
const lines = (count, make) => Array.from({ length: count }, (_, i) => make(i)).join("\n");
const json = (value) => JSON.stringify(value, null, 2);

const DATA = [
  ["uuids", (m) => lines(60, () => m.uuid())],
  [
    "entities",
    (m) =>
      json(
        Array.from({ length: 12 }, () => ({
          id: m.uuid(),
          key: `user:${m.num(6)}`,
          etag: m.hex(32),
          session_id: m.uuid(),
          trace_id: m.hex(32),
          span_id: m.hex(16),
          cursor: m.text64(`{"id":${m.num(6)}}`),
          checksum: m.hex(64),
          correlationId: m.ulid(),
        })),
      ),
  ],
  [
    "object ids",
    (m) => ({
      rows: Array.from({ length: 20 }, () => ({
        _id: m.hex(24),
        parent: m.hex(24),
        slug: m.b62(11),
        nanoid: m.url(21),
        cuid: `c${m.low(24)}`,
        ksuid: m.b62(27),
      })),
    }),
  ],
  [
    "key that is a place",
    (m) => ({
      Key: `uploads/${m.uuid()}/${m.hex(32)}.png`,
      cacheKey: `posts:${m.hex(40)}`,
      idempotency_key: m.uuid(),
      partition_key: `tenant#${m.uuid()}`,
      sort_key: `2026-01-01#${m.hex(12)}`,
      public_key: m.b62(44),
      key_id: m.hex(40),
      kid: m.url(43),
    }),
  ],
  [
    "next tokens",
    (m) => ({
      NextToken: null,
      next_page_token: "",
      tokens_used: 1432,
      max_tokens: 4096,
      total_tokens: Number(m.num(5)),
      token_type: "Bearer",
      password_changed_at: "2026-05-02T10:00:00Z",
      secret_version: 4,
      has_password: true,
    }),
  ],
  [
    "access log",
    (m) =>
      lines(
        30,
        () =>
          `10.0.${m.num(1)}.${m.num(2)} - - [02/Nov/2026:10:00:00 +0000] "GET /assets/app.${m.hex(20)}.js?v=${m.hex(8)} HTTP/2.0" 200 ${m.num(5)} "-" "Mozilla/5.0" rid=${m.uuid()}`,
      ),
  ],
  [
    "app log",
    (m) =>
      lines(
        30,
        () =>
          `2026-11-02T10:00:00.${m.num(3)}Z INFO [auth] trace=${m.hex(32)} user=${m.uuid()} msg="password changed" token_id=${m.uuid()} duration=${m.num(2)}ms`,
      ),
  ],
  [
    "otel",
    (m) =>
      lines(
        10,
        () =>
          `traceparent: 00-${m.hex(32)}-${m.hex(16)}-01\nx-amzn-trace-id: Root=1-${m.hex(8)}-${m.hex(24)}\nx-request-id: ${m.hex(32)}\ncf-ray: ${m.hex(16)}-FRA`,
      ),
  ],
  [
    "java stack",
    () =>
      lines(
        10,
        (i) =>
          `Caused by: com.acme.auth.InvalidTokenException: Token validation failed: signature mismatch\n\tat com.acme.auth.TokenService.verify(TokenService.java:1${i})\n\tat com.acme.security.PasswordFilter.doFilter(PasswordFilter.java:8${i})`,
      ),
  ],
  [
    "python stack",
    () =>
      `Traceback (most recent call last):\n  File "/app/auth/token.py", line 41, in decode\n    payload = jwt.decode(token, key, algorithms=["RS256"])\njwt.exceptions.InvalidSignatureError: Signature verification failed\nKeyError: 'api_key'\n`,
  ],
  [
    "core dump addresses",
    (m) => lines(20, () => `0x0000${m.hex(12)} in secret_password_lookup () from /usr/lib/libsecret-1.so.0 [0x${m.hex(16)}]`),
  ],
  [
    "hex dump",
    (m) =>
      lines(
        20,
        (i) => `${(i * 16).toString(16).padStart(8, "0")}  ${Array.from({ length: 16 }, () => m.hex(2)).join(" ")}  |................|`,
      ),
  ],
  [
    "csv",
    (m) =>
      `id,name,sku,hash,password_set,token_count\n${lines(30, (i) => `${i},Widget,${m.up(4)}-${m.num(5)},${m.hex(32)},true,${m.num(3)}`)}`,
  ],
  [
    "sql dump",
    (m) =>
      lines(
        20,
        (i) =>
          `INSERT INTO orders (id, ref, checksum, created) VALUES (${i}, '${m.uuid()}', '${m.hex(32)}', '2026-01-01 00:00:00');\nCREATE TABLE users_${i} (password_hash varchar(255) NOT NULL, api_key_id uuid, token text DEFAULT NULL);`,
      ),
  ],
  [
    "notebook",
    (m) =>
      JSON.stringify({
        cells: [
          {
            cell_type: "code",
            execution_count: 3,
            id: m.hex(8),
            outputs: [{ data: { "image/png": `iVBORw0KGgo${m.b64(700)}` } }],
            source: ["df['token_count'] = df.text.str.len()\n"],
          },
        ],
        metadata: { kernelspec: { name: "python3" } },
      }),
  ],
  ["embeddings", (m) => JSON.stringify(Array.from({ length: 120 }, () => Number(`0.${m.num(16)}`)))],
  [
    "base64 attachment",
    (m) =>
      `Content-Type: application/pdf; name="password-policy.pdf"\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjcK${m.b64(1200).replace(/.{76}/g, "$&\n")}`,
  ],
  [
    "mail headers",
    (m) =>
      `Message-ID: <${m.b62(24)}.${m.num(10)}@mail.acme.dev>\nDKIM-Signature: v=1; a=rsa-sha256; d=acme.dev; s=s1; bh=${m.base64(32)}; b=${m.b64(340)}==\nX-Google-Smtp-Source: ${m.b62(76)}\nARC-Seal: i=1; a=rsa-sha256; t=1790000000; cv=none; b=${m.b64(340)}==`,
  ],
  [
    "urls",
    (m) =>
      lines(
        20,
        () =>
          `https://www.acme.dev/p/${m.low(12)}?utm_source=mail&utm_campaign=${m.low(8)}&ref=${m.b62(10)}&fbclid=IwAR${m.url(57)}&gclid=Cj0KCQ${m.url(80)}`,
      ),
  ],
  [
    "media urls",
    (m) =>
      lines(
        12,
        () =>
          `https://www.youtube.com/watch?v=${m.url(11)} https://docs.google.com/document/d/${m.url(44)}/edit https://i.imgur.com/${m.b62(7)}.png https://open.spotify.com/track/${m.b62(22)}`,
      ),
  ],
  [
    "models",
    (m) =>
      lines(
        10,
        () =>
          `meta-llama/Llama-3.1-70B-Instruct@${m.hex(40)} gpt-4o-2024-08-06 claude-sonnet-4-5-20250929 mistral-large-2411 chatcmpl-${m.b62(29)} msg_01${m.b62(22)} call_${m.b62(24)} toolu_01${m.b62(22)} resp_${m.hex(48)} thread_${m.b62(24)} asst_${m.b62(24)} file-${m.b62(24)} req_${m.hex(32)}`,
      ),
  ],
  [
    "payment ids",
    (m) =>
      lines(
        10,
        () =>
          `ch_3${m.b62(23)} pi_3${m.b62(23)} cus_${m.b62(14)} price_1${m.b62(23)} evt_1${m.b62(23)} acct_1${m.b62(16)} cs_test_${m.b62(58)} prod_${m.b62(14)} sub_1${m.b62(23)}`,
      ),
  ],
  [
    "chat ids",
    (m) =>
      lines(
        10,
        () =>
          `C0${m.up(9)} U0${m.up(9)} T0${m.up(9)} ts=1790000000.${m.num(6)} https://acme.slack.com/archives/C0${m.up(9)}/p${m.num(16)} <@${m.num(18)}>`,
      ),
  ],
  [
    "versions",
    (m) =>
      lines(
        30,
        () => `v${m.num(1)}.${m.num(2)}.${m.num(1)}-rc.${m.num(1)}+build.${m.num(4)}.${m.hex(7)} 20261102.${m.num(1)} 1.2.3.${m.num(4)}`,
      ),
  ],
  [
    "coordinates",
    (m) =>
      lines(
        30,
        () =>
          `${m.num(2)}.${m.num(6)},-${m.num(2)}.${m.num(6)} POINT(${m.num(1)}.${m.num(7)} ${m.num(2)}.${m.num(7)}) geohash=${m.low(12)}`,
      ),
  ],
  [
    "license keys of books",
    () =>
      lines(
        10,
        (i) => `ISBN 978-3-16-148410-${i}, DOI 10.1000/182.${i}, arXiv:2401.0${i}234, RFC 7519, CVE-2026-1${i}234, GHSA-abcd-1234-wxyz`,
      ),
  ],
  [
    "hashes of passwords doc",
    () =>
      "Passwords are hashed with bcrypt (cost 12), e.g. $2b$12$ followed by the salt; tokens are stored as SHA-256 digests and compared in constant time.\n",
  ],
];

const PROSE = [
  [
    "english policy",
    () =>
      "Passwords must be at least 12 characters long and are never stored in plain text. If your password is compromised, reset it immediately. The token is valid for 15 minutes. Your API key is shown only once; keep the secret safe. The password is required. A password is a string of characters. My password is not working, can you reset it? The secret is patience. The key is communication, and the token is symbolic.\n",
  ],
  [
    "english support",
    () =>
      "Hi, I forgot my password and the reset link expired. The password field says invalid-credentials. I changed my password yesterday but the access token was still rejected. What is the API key for? Please do not send your password by mail. Use a password manager such as Bitwarden or KeePassXC.\n",
  ],
  [
    "english minutes",
    () =>
      "Action items: rotate the signing key (Ada), move the database password into the vault (Tom), token budget: 128000, secret scanning: enabled, password policy: NIST-800-63B, api key owner: platform-team, auth token lifetime: 3600s.\n",
  ],
  [
    "german",
    () =>
      "Das Passwort muss mindestens zwölf Zeichen lang sein. Ihr Passwort ist abgelaufen. Passwort: erforderlich. Der Schlüssel ist ungültig, das Zugriffstoken wurde widerrufen. Das Kennwort wird niemals gespeichert.\n",
  ],
  [
    "french",
    () =>
      "Le mot de passe est obligatoire. Mot de passe : doit contenir au moins 12 caractères. La clé est introuvable et le jeton est expiré. Votre mot de passe est incorrect.\n",
  ],
  [
    "spanish",
    () =>
      "La contraseña es obligatoria. Contraseña: incorrecta. La clave es importante y el token ha caducado. Su contraseña es demasiado corta.\n",
  ],
  ["portuguese", () => "A senha é obrigatória. Senha: inválida. A chave é necessária para abrir o cofre. Sua senha é muito curta.\n"],
  ["italian", () => "La password è obbligatoria. La chiave è nascosta. Password: errata. Il token è scaduto.\n"],
  ["dutch", () => "Het wachtwoord is verplicht. Wachtwoord: vergeten? De sleutel is zoek en het token is verlopen.\n"],
  ["polish", () => "Hasło jest wymagane. Hasło: nieprawidłowe. Klucz jest tajny.\n"],
  ["russian", () => "Пароль обязателен. Пароль: неверный. Ключ устарел, токен просрочен. Забыли пароль?\n"],
  ["turkish", () => "Şifre zorunludur. Şifre: hatalı. Anahtar geçersiz.\n"],
  ["japanese", () => "パスワードは必須です。パスワード：8文字以上で入力してください。トークンは無効です。\n"],
  ["korean", () => "비밀번호는 필수입니다. 비밀번호: 8자 이상. 토큰이 만료되었습니다.\n"],
  ["chinese", () => "密码是必填项。密码：不能为空。数据库密码是加密存储的。令牌已过期，请重新登录。\n"],
  ["arabic", () => "كلمة المرور مطلوبة. كلمة المرور: غير صحيحة. انتهت صلاحية الرمز.\n"],
  [
    "changelog",
    (m) =>
      lines(
        10,
        (i) =>
          `* **auth:** allow token rotation ([#${i}12](https://github.com/a/b/issues/${i}12)) ([${m.hex(7)}](https://github.com/a/b/commit/${m.hex(40)}))`,
      ),
  ],
  [
    "readme",
    () =>
      '## Configuration\n\n| Name | Default | Description |\n|---|---|---|\n| `API_KEY` | none | Your API key, see https://example.com/account/keys |\n| `DB_PASSWORD` | `postgres` | Password of the database |\n| `TOKEN_SECRET` | random | Secret that signs tokens |\n\nSet `password: your-password` and `token = "<TOKEN>"`.\n',
  ],
  [
    "agent conversation",
    () => ({
      messages: [
        { role: "user", content: "How do I rotate the API key without downtime?" },
        {
          role: "assistant",
          content:
            "Create a second key, deploy it as API_KEY, then revoke the old one. Never paste the secret into chat; the password is stored in Vault under secret/data/app.",
        },
      ],
    }),
  ],
  [
    "agent tool call",
    (m) => ({
      id: `call_${m.b62(24)}`,
      type: "function",
      function: { name: "get_secret_metadata", arguments: '{"secret_name": "prod/db/password", "version": "AWSCURRENT"}' },
    }),
  ],
];

export const DATA_AND_PROSE = [...DATA, ...PROSE];
