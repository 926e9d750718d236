// Whole files whose form gives the credential away: [kind, make(m) => { value, secret }].

const said = (secret, value) => ({ secret, value });
const b64 = (text) => Buffer.from(text).toString("base64");
const firstLine = (pem) => pem.split("\n")[1];

const KEYS = [
  ...["RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY", "DSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"].map(
    (label) => [
      label.toLowerCase(),
      (m) => {
        const pem = m.pem(label, label.startsWith("EC") ? 121 : 1190);
        return said(firstLine(pem), `${m.chance(0.5) ? "$ cat key.pem\n" : ""}${pem}\n`);
      },
    ],
  ),
  [
    "pgp private key",
    (m) => {
      const body = m.pem("PGP PRIVATE KEY BLOCK", 900).split("\n");
      body.splice(1, 0, "Version: GnuPG v2", "");
      return said(body[3], `${body.join("\n")}\n`);
    },
  ],
  [
    "private key in one line",
    (m) => {
      const pem = m.pem("PRIVATE KEY", 1190);
      return said(firstLine(pem), `PORT=80\nJWT_PRIVATE_KEY="${pem.replaceAll("\n", "\\n")}\\n"\n`);
    },
  ],
  [
    "private key in yaml",
    (m) => {
      const pem = m.pem("RSA PRIVATE KEY", 1190);
      return said(firstLine(pem), `tls:\n  cert: /etc/cert.pem\n  key: |\n${pem.replace(/^/gm, "    ")}\n`);
    },
  ],
  [
    "private key in a string of source",
    (m) => {
      const pem = m.pem("RSA PRIVATE KEY", 609);
      return said(
        firstLine(pem),
        `const KEY = [\n${pem
          .split("\n")
          .map((line) => `  "${line}",`)
          .join("\n")}\n].join("\\n");\n`,
      );
    },
  ],
  [
    "private key in base64",
    (m) => {
      const pem = m.pem("PRIVATE KEY", 1190);
      return said(firstLine(pem), `apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\ndata:\n  tls.key: ${b64(pem)}\n`);
    },
  ],
  [
    "putty key",
    (m) => {
      const secret = m.b64(48);
      return said(
        secret,
        `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: ${m.word()}\nPublic-Lines: 2\n${m.b64(48)}\n${m.b64(20)}\nPrivate-Lines: 1\n${secret}\nPrivate-MAC: ${m.hex(64)}\n`,
      );
    },
  ],
  [
    "jwk",
    (m) => {
      const secret = m.b64url(32);
      return said(secret, JSON.stringify({ kty: "EC", crv: "P-256", kid: m.hex(8), x: m.b64url(32), y: m.b64url(32), d: secret }));
    },
  ],
  [
    "wireguard",
    (m) => {
      const secret = m.b64(32);
      return said(
        secret,
        `[Interface]\nAddress = 10.8.0.2/32\nPrivateKey = ${secret}\n\n[Peer]\nPublicKey = ${m.b64(32)}\nEndpoint = vpn.${m.host()}:51820\n`,
      );
    },
  ],
  [
    "openvpn static key",
    (m) => {
      const lines = Array.from({ length: 16 }, () => m.hex(32));
      return said(lines[0], `-----BEGIN OpenVPN Static key V1-----\n${lines.join("\n")}\n-----END OpenVPN Static key V1-----\n`);
    },
  ],
  [
    "gcp service account",
    (m) => {
      const pem = m.pem("PRIVATE KEY", 1190);
      const project = m.slug();
      return said(
        firstLine(pem),
        JSON.stringify(
          {
            type: "service_account",
            project_id: project,
            private_key_id: m.hex(40),
            private_key: `${pem}\n`,
            client_email: `app@${project}.iam.gserviceaccount.com`,
            client_id: m.digits(21),
          },
          null,
          2,
        ),
      );
    },
  ],
  [
    "gcloud user credentials",
    (m) => {
      const secret = `1//0${m.pick("3479")}${m.url(98)}`;
      return said(
        secret,
        JSON.stringify(
          { client_id: `${m.digits(12)}-${m.low36(32)}.apps.googleusercontent.com`, refresh_token: secret, type: "authorized_user" },
          null,
          2,
        ),
      );
    },
  ],
];

const DOTFILES = [
  [
    "aws credentials file",
    (m) => {
      const secret = m.base64(40);
      return said(secret, `[default]\naws_access_key_id = AKIA${m.base32(16)}\naws_secret_access_key = ${secret}\nregion = eu-west-1\n`);
    },
  ],
  [
    "aws configure",
    (m) => {
      const secret = m.base64(40);
      return said(secret, `aws configure set aws_secret_access_key ${secret} --profile ci\n`);
    },
  ],
  [
    "aws sts answer",
    (m) => {
      const secret = m.base64(40);
      return said(secret, {
        Credentials: { AccessKeyId: `ASIA${m.base32(16)}`, SecretAccessKey: secret, Expiration: `${m.date()}T10:00:00Z` },
      });
    },
  ],
  [
    "npmrc",
    (m) => {
      const secret = m.pick([() => m.checked("npm_", 36), () => m.uuid()])();
      return said(secret, `registry=https://registry.npmjs.org/\n//registry.npmjs.org/:_authToken=${secret}\nsave-exact=true\n`);
    },
  ],
  [
    "npmrc basic",
    (m) => {
      const secret = b64(`ci:${m.alnum(20)}`);
      return said(secret, `@acme:registry=https://npm.${m.host()}/\n//npm.${m.host()}/:_auth=${secret}\nalways-auth=true\n`);
    },
  ],
  [
    "pypirc",
    (m) => {
      const secret = m.password();
      return said(secret, `[distutils]\nindex-servers = pypi\n\n[pypi]\nusername = ${m.person()}\npassword = ${secret}\n`);
    },
  ],
  [
    "netrc",
    (m) => {
      const secret = m.alnum(20);
      return said(secret, `machine api.${m.host()}\n  login ${m.person()}\n  password ${secret}\n`);
    },
  ],
  [
    "netrc in one line",
    (m) => {
      const secret = m.alnum(20);
      return said(secret, `machine git.${m.host()} login ${m.person()} password ${secret}\n`);
    },
  ],
  [
    "git-credentials",
    (m) => {
      const secret = m.alnum(24);
      return said(secret, `https://${m.person()}:${secret}@git.${m.host()}\n`);
    },
  ],
  [
    "git remote",
    (m) => {
      const secret = m.checked("ghp_", 36);
      return said(
        secret,
        `[remote "origin"]\n\turl = https://${m.person()}:${secret}@github.com/acme/site.git\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n`,
      );
    },
  ],
  [
    "git clone in ci",
    (m) => {
      const secret = m.url(20);
      return said(secret, `$ git clone https://oauth2:${secret}@gitlab.${m.host()}/team/app.git\nCloning into 'app'...\n`);
    },
  ],
  [
    "pgpass",
    (m) => {
      const secret = m.alnum(16);
      return said(secret, `# ~/.pgpass\ndb.${m.host()}:5432:${m.word()}:${m.person()}:${secret}\n`);
    },
  ],
  [
    "my.cnf",
    (m) => {
      const secret = m.password();
      return said(secret, `[client]\nuser = root\npassword = "${secret}"\nhost = 127.0.0.1\n`);
    },
  ],
  [
    "docker config",
    (m) => {
      const secret = b64(`${m.person()}:${m.alnum(24)}`);
      return said(secret, JSON.stringify({ auths: { "https://index.docker.io/v1/": { auth: secret } }, credsStore: "" }, null, 2));
    },
  ],
  [
    "kubeconfig token",
    (m) => {
      const secret = m.jwt({ "kubernetes.io/serviceaccount/namespace": "default" });
      return said(secret, `apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    token: ${secret}\n`);
    },
  ],
  [
    "kubeconfig key",
    (m) => {
      const secret = b64(m.pem("RSA PRIVATE KEY", 1190));
      return said(
        secret,
        `apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    client-certificate-data: ${b64(m.pem("CERTIFICATE", 700))}\n    client-key-data: ${secret}\n`,
      );
    },
  ],
  [
    "maven settings",
    (m) => {
      const secret = m.password();
      return said(
        secret.replaceAll("&", "&amp;"),
        `<settings><servers><server>\n  <id>releases</id>\n  <username>ci</username>\n  <password>${secret.replaceAll("&", "&amp;")}</password>\n</server></servers></settings>`,
      );
    },
  ],
  [
    "nuget config",
    (m) => {
      const secret = m.alnum(26);
      return said(
        secret,
        `<packageSourceCredentials><internal>\n<add key="Username" value="ci" />\n<add key="ClearTextPassword" value="${secret}" />\n</internal></packageSourceCredentials>`,
      );
    },
  ],
  [
    "cargo credentials",
    (m) => {
      const secret = `cio${m.alnum(32)}`;
      return said(secret, `[registry]\ntoken = "${secret}"\n`);
    },
  ],
  [
    "composer auth",
    (m) => {
      const secret = m.checked("ghp_", 36);
      return said(secret, JSON.stringify({ "github-oauth": { "github.com": secret } }));
    },
  ],
  [
    "hosts.yml of gh",
    (m) => {
      const secret = m.checked("gho_", 36);
      return said(secret, `github.com:\n    user: ${m.person()}\n    oauth_token: ${secret}\n    git_protocol: https\n`);
    },
  ],
  [
    "wp-config",
    (m) => {
      const secret = m.password().replaceAll("'", "x");
      return said(
        secret,
        `<?php\ndefine( 'DB_NAME', 'wordpress' );\ndefine( 'DB_USER', 'wp' );\ndefine( 'DB_PASSWORD', '${secret}' );\ndefine( 'DB_HOST', 'localhost' );\n`,
      );
    },
  ],
  [
    "wordpress salts",
    (m) => {
      const secret = m.of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!@#%^&*()-_=+[]{}|;:,.<>/?", 64);
      return said(secret, `define('DB_CHARSET', 'utf8');\ndefine('AUTH_KEY',         '${secret}');\n`);
    },
  ],
  [
    "database.yml",
    (m) => {
      const secret = m.password();
      return said(secret, `production:\n  adapter: postgresql\n  username: app\n  password: ${secret}\n  host: db.internal\n`);
    },
  ],
  [
    "settings.py",
    (m) => {
      const secret = m.alnum(18);
      return said(
        secret,
        `DATABASES = {\n    "default": {\n        "ENGINE": "django.db.backends.postgresql",\n        "USER": "app",\n        "PASSWORD": "${secret}",\n        "HOST": "db",\n    }\n}\n`,
      );
    },
  ],
  [
    "alertmanager",
    (m) => {
      const secret = m.alnum(20);
      return said(
        secret,
        `global:\n  smtp_smarthost: 'smtp.${m.host()}:587'\n  smtp_auth_username: 'alerts'\n  smtp_auth_password: '${secret}'\n`,
      );
    },
  ],
  [
    "redis.conf",
    (m) => {
      const secret = m.alnum(32);
      return said(secret, `bind 0.0.0.0\nprotected-mode yes\nrequirepass ${secret}\nappendonly yes\n`);
    },
  ],
  [
    "wpa_supplicant",
    (m) => {
      const secret = m.alnum(14);
      return said(secret, `network={\n    ssid="${m.word()}"\n    psk="${secret}"\n    key_mgmt=WPA-PSK\n}\n`);
    },
  ],
];

export const DOCUMENTS = [...KEYS, ...DOTFILES];
