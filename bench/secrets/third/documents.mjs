// Files, commands and sentences of the third set, each with a credential between « and »: [kind, make], `make` giving a text or a value.
import { CONNECTIONS } from "./connections.mjs";

const b64 = (text) => Buffer.from(text).toString("base64");
const json = (value) => JSON.stringify(value, null, 2);
/** A text that is stored encoded: nothing in it can be marked. */
const hidden = (value, secret) => ({ value, secret });

const KEYS = [
  ["rsa key", (m) => m.pem("RSA PRIVATE KEY", 1190)],
  ["pkcs8 key", (m) => m.pem("PRIVATE KEY", 1216)],
  ["encrypted pkcs8", (m) => m.pem("ENCRYPTED PRIVATE KEY", 1300)],
  ["ec key", (m) => m.pem("EC PRIVATE KEY", 121)],
  ["openssh key", (m) => m.pem("OPENSSH PRIVATE KEY", 410)],
  ["dsa key", (m) => m.pem("DSA PRIVATE KEY", 440)],
  [
    "pgp key",
    (m) =>
      `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n«${m.base64(900).replace(/.{64}/g, "$&\n")}»\n=${m.b64(4)}\n-----END PGP PRIVATE KEY BLOCK-----`,
  ],
  [
    "putty key",
    (m) =>
      `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: deploy\nPublic-Lines: 2\n${m.b64(64)}\n${m.b64(20)}\nPrivate-Lines: 1\n«${m.b64(48)}»\nPrivate-MAC: ${m.hex(64)}`,
  ],
  ["key in json", (m) => json({ key: m.pem("PRIVATE KEY", 1216) })],
  ["key escaped", (m) => `PRIVATE_KEY="${m.pem("PRIVATE KEY", 1216).replaceAll("\n", "\\n")}"`],
  ["key in yaml", (m) => `tls.key: |\n  ${m.pem("RSA PRIVATE KEY", 600).replaceAll("\n", "\n  ")}\n`],
  ["key without line ends", (m) => m.pem("RSA PRIVATE KEY", 600).replaceAll("\n", " ")],
  ["key of which the end is cut off", (m) => m.pem("RSA PRIVATE KEY", 600).replace(/\n-----END.*/s, "")],
  ["key in base64", (m) => hidden({ kubeconfig: { "client-key-data": b64(m.pem("EC PRIVATE KEY", 121).replace(/[«»]/g, "")) } }, "\0")],
  ["jwk", (m) => json({ kty: "EC", crv: "P-256", x: m.url(43), y: m.url(43), d: `«${m.url(43)}»` })],
  ["jwk rsa", (m) => ({ keys: [{ kty: "RSA", e: "AQAB", n: m.url(342), d: `«${m.url(342)}»` }] })],
  ["age key", (m) => `# created: 2026-03-01\n# public key: age1${m.low(58)}\n«AGE-SECRET-KEY-1${m.bech(58)}»\n`],
  ["wireguard", (m) => `[Interface]\nPrivateKey = «${m.base64(32)}»\nAddress = 10.0.0.2/32\n`],
  ["wireguard psk", (m) => `[Peer]\nPublicKey = ${m.base64(32)}\nPresharedKey = «${m.base64(32)}»\n`],
  ["openvpn static", (m) => `-----BEGIN OpenVPN Static key V1-----\n«${m.hex(32)}\n${m.hex(32)}»\n-----END OpenVPN Static key V1-----`],
  [
    "ssh2 key",
    (m) =>
      `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: "x"\n«${m.base64(300).replace(/.{70}/g, "$&\n")}»\n---- END SSH2 ENCRYPTED PRIVATE KEY ----`,
  ],
];

const DOTFILES = [
  ["npmrc scoped", (m) => `@acme:registry=https://npm.acme.dev/\n//npm.acme.dev/:_authToken=«${m.uuid()}»\n`],
  ["npmrc auth", (m) => `registry=https://npm.acme.dev/\n_auth=«${b64(`bot:${m.strong()}`)}»\nalways-auth=true\n`],
  ["npmrc password", (m) => `//npm.acme.dev/:username=bot\n//npm.acme.dev/:_password=«${b64(m.strong())}»\n`],
  ["yarnrc", (m) => `npmRegistries:\n  "https://npm.acme.dev":\n    npmAuthToken: "«${m.b62(36)}»"\n`],
  [
    "pypirc",
    (m) => `[distutils]\nindex-servers = acme\n[acme]\nrepository: https://pypi.acme.dev\nusername: build\npassword: «${m.strong()}»\n`,
  ],
  ["pip conf", (m) => `[global]\nextra-index-url = https://build:«${m.b62(24)}»@pypi.acme.dev/simple\n`],
  ["netrc", (m) => `machine api.acme.dev\n  login bot\n  password «${m.strong()}»\n`],
  ["netrc one line", (m) => `machine github.com login bot password «${m.b62(20)}»`],
  ["git credentials", (m) => `https://bot:«${m.b62(32)}»@git.acme.dev\n`],
  ["gitconfig", (m) => `[url "https://bot:«${m.b62(24)}»@git.acme.dev/"]\n\tinsteadOf = https://git.acme.dev/\n`],
  ["docker config", (m) => json({ auths: { "registry.acme.dev": { auth: `«${b64(`bot:${m.strong()}`)}»` } } })],
  ["docker config identity", (m) => json({ auths: { "acme.azurecr.io": { identitytoken: `«${m.jwt()}»` } } })],
  [
    "dockerconfigjson",
    (m) =>
      hidden(
        `kind: Secret\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: ${b64(json({ auths: { "ghcr.io": { username: "bot", password: m.strong() } } }))}\n`,
        "\0",
      ),
  ],
  [
    "kubeconfig token",
    (m) =>
      `apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    token: «${m.jwt({ iss: "kubernetes/serviceaccount", sub: "system:serviceaccount:kube-system:admin" }, 342)}»\n`,
  ],
  ["kubeconfig opaque token", (m) => `users:\n- name: admin\n  user:\n    token: «${m.low(6)}.${m.low(16)}»\n`],
  ["kubeconfig password", (m) => `users:\n- name: admin\n  user:\n    username: admin\n    password: «${m.hex(32)}»\n`],
  [
    "kubeconfig key data",
    (m) =>
      hidden(
        `    client-certificate-data: ${b64(m.pem("CERTIFICATE", 700, false))}\n    client-key-data: ${b64(m.pem("RSA PRIVATE KEY", 1190, false))}\n`,
        "\0",
      ),
  ],
  [
    "kubeadm join",
    (m) => `kubeadm join 10.0.0.4:6443 --token «${m.low(6)}.${m.low(16)}» --discovery-token-ca-cert-hash sha256:${m.hex(64)}`,
  ],
  ["aws credentials file", (m) => `[prod]\naws_access_key_id = AKIA${m.b32(16)}\naws_secret_access_key = «${m.b64(40)}»\n`],
  [
    "aws json",
    (m) => json({ AccessKey: { UserName: "ci", AccessKeyId: `AKIA${m.b32(16)}`, Status: "Active", SecretAccessKey: `«${m.b64(40)}»` } }),
  ],
  ["aws csv", (m) => `User Name,Access key ID,Secret access key\nci,AKIA${m.b32(16)},«${m.b64(40)}»\n`],
  ["aws csv without user", (m) => `Access key ID,Secret access key\r\nAKIA${m.b32(16)},«${m.b64(40)}»\r\n`],
  ["aws chat", (m) => `here you go: AKIA${m.b32(16)} / «${m.b64(40)}»`],
  ["aws boto", (m) => `s3 = boto3.client("s3", aws_access_key_id="AKIA${m.b32(16)}", aws_secret_access_key="«${m.b64(40)}»")`],
  ["aws positional", (m) => `credentials.NewStaticCredentials("AKIA${m.b32(16)}", "«${m.b64(40)}»", "")`],
  ["aws java", (m) => `new BasicAWSCredentials("AKIA${m.b32(16)}", "«${m.b64(40)}»");`],
  ["aws s3cfg", (m) => `[default]\naccess_key = AKIA${m.b32(16)}\nsecret_key = «${m.b64(40)}»\n`],
  ["rclone", (m) => `[b2]\ntype = b2\naccount = ${m.hex(12)}\nkey = «K00${m.b64(28)}»\n`],
  ["rclone obscured", (m) => `[box]\ntype = sftp\nuser = bot\npass = «${m.url(38)}»\n`],
  [
    "gcloud service account",
    (m) =>
      json({
        type: "service_account",
        project_id: "acme",
        private_key_id: m.hex(40),
        private_key: m.pem("PRIVATE KEY", 1216),
        client_email: "x@acme.iam.gserviceaccount.com",
      }),
  ],
  [
    "gcloud adc",
    (m) =>
      json({
        client_id: `${m.num(12)}-${m.low(32)}.apps.googleusercontent.com`,
        client_secret: "d-FL95Q19q7MQmFpd7hHD0Ty",
        refresh_token: `«1//0${m.num(1)}${m.url(98)}»`,
        type: "authorized_user",
      }),
  ],
  ["gh hosts", (m) => `github.com:\n    user: bot\n    oauth_token: «gho_${m.checked()}»\n`],
  ["terraformrc", (m) => `credentials "app.terraform.io" {\n  token = "«${m.b62(14)}.atlasv1.${m.b62(67)}»"\n}`],
  ["pgpass", (m) => `db.acme.dev:5432:app:app_user:«${m.b62(20)}»\n`],
  ["my.cnf", (m) => `[client]\nuser=root\npassword=«${m.strong()}»\n`],
  ["htpasswd", (m) => `admin:$apr1$${m.b62(8)}$«${m.b62(22)}»\n`],
  ["shadow", (m) => `deploy:$6$${m.b62(16)}$«${m.b62(86)}»:19000:0:99999:7:::\n`],
  [
    "maven settings",
    (m) =>
      `<server>\n  <id>nexus</id>\n  <username>build</username>\n  <password>«${m.strong(14).replace(/[<&]/g, "x")}»</password>\n</server>`,
  ],
  ["gradle properties", (m) => `ossrhUsername=acme\nossrhPassword=«${m.strong()}»\nsigning.password=${m.strong()}\n`],
  [
    "nuget config",
    (m) =>
      `<packageSourceCredentials><acme><add key="Username" value="bot" /><add key="ClearTextPassword" value="«${m.b62(24)}»" /></acme></packageSourceCredentials>`,
  ],
  ["composer auth", (m) => json({ "http-basic": { "repo.acme.dev": { username: "bot", password: `«${m.b62(24)}»` } } })],
  ["composer github", (m) => json({ "github-oauth": { "github.com": `«ghp_${m.checked()}»` } })],
  ["bundle config", (m) => `BUNDLE_GEMS__ACME__DEV: "bot:«${m.b62(24)}»"\n`],
  ["cargo credentials", (m) => `[registry]\ntoken = "«cio${m.b62(32)}»"\n`],
  ["wp-config", (m) => `define( 'DB_USER', 'wp' );\ndefine( 'DB_PASSWORD', '«${m.strong(18)}»' );\n`],
  ["wp salts", (m) => `define('AUTH_KEY',         '«${m.strong(64)}»');\n`],
  [
    "django settings",
    (m) => `DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "USER": "app", "PASSWORD": "«${m.strong()}»"}}`,
  ],
  ["django secret", (m) => `SECRET_KEY = 'django-insecure-«${m.low(40)}»%#'`],
  ["rails database.yml", (m) => `production:\n  adapter: postgresql\n  username: app\n  password: «${m.human()}»\n  host: db\n`],
  [
    "spring datasource",
    (m) => `spring.datasource.url=jdbc:postgresql://db/app\nspring.datasource.username=app\nspring.datasource.password=«${m.strong()}»\n`,
  ],
  [
    "asp.net connection",
    (m) =>
      json({ ConnectionStrings: { Default: `Server=db;Database=app;User Id=sa;Password=«${m.strong()}»;TrustServerCertificate=True` } }),
  ],
  ["rabbitmq conf", (m) => `default_user = app\ndefault_pass = «${m.human()}»\n`],
  ["redis conf", (m) => `bind 0.0.0.0\nrequirepass «${m.b62(24)}»\nmaxmemory 1gb\n`],
  ["redis acl", (m) => `user app on >«${m.b62(24)}» ~* +@all`],
  ["mosquitto", (m) => `connection bridge\nremote_username bot\nremote_password «${m.strong()}»\n`],
  ["wpa supplicant", (m) => `network={\n  ssid="office"\n  psk="«${m.human()}»"\n}`],
  ["cisco", (m) => `hostname r1\nenable secret 5 $1$${m.b62(4)}$«${m.b62(22)}»\n`],
  ["cisco user", (m) => `username admin privilege 15 password 0 «${m.strong(12)}»\n`],
  ["snmp", (m) => `snmp-server community «${m.b62(12)}» RW\n`],
  [
    "proftpd filezilla",
    (m) => hidden(`<Server><Host>ftp.acme.dev</Host><User>bot</User><Pass encoding="base64">${b64(m.strong())}</Pass></Server>`, "\0"),
  ],
  ["unattend xml", (m) => `<AutoLogon><Password><Value>«${m.human()}»</Value><PlainText>true</PlainText></Password></AutoLogon>`],
  ["ansible vault password", (m) => `ansible_user: deploy\nansible_become_pass: «${m.strong()}»\nansible_ssh_pass: ${m.strong()}\n`],
  ["vagrantfile", (m) => `config.ssh.password = "«${m.human()}»"`],
  [
    "sops leftover",
    (m) => `db:\n    user: app\n    password: «${m.strong()}»\nsops:\n    mac: ENC[AES256_GCM,data:${m.b64(40)},type:str]\n`,
  ],
  ["grafana ini", (m) => `[security]\nadmin_user = admin\nadmin_password = «${m.human()}»\n`],
  ["vscode sftp", (m) => json({ name: "srv", host: "10.0.0.9", protocol: "sftp", username: "deploy", password: `«${m.human()}»` })],
  [
    "postman environment",
    (m) =>
      json({
        name: "prod",
        values: [
          { key: "baseUrl", value: "https://x", enabled: true },
          { key: "api_token", value: `«${m.b62(40)}»`, type: "secret" },
        ],
      }),
  ],
  [
    "har",
    (m) => json({ log: { entries: [{ request: { url: "https://x", headers: [{ name: "Cookie", value: `sid=«${m.url(40)}»` }] } }] } }),
  ],
  ["mcp config", (m) => json({ mcpServers: { gh: { command: "npx", args: ["-y", "server"], env: { API_TOKEN: `«${m.b62(40)}»` } } } })],
  [
    "mcp header args",
    (m) =>
      json({
        mcpServers: { x: { command: "npx", args: ["mcp-remote", "https://x/sse", "--header", `Authorization: Bearer «${m.b62(40)}»`] } },
      }),
  ],
  ["claude settings", (m) => json({ env: { ANTHROPIC_AUTH_TOKEN: `«${m.b62(48)}»` } })],
  ["streamlit secrets", (m) => `[connections.snowflake]\naccount = "x"\nuser = "app"\npassword = "«${m.human()}»"\n`],
  [
    "cdk context",
    (m) =>
      `new rds.Cluster(this, "db", { credentials: rds.Credentials.fromPassword("admin", cdk.SecretValue.unsafePlainText("«${m.strong()}»")) });`,
  ],
  ["pulumi config", (m) => `pulumi config set --plaintext db:password «${m.strong()}»`],
];

export const DOCUMENTS = [...KEYS, ...DOTFILES, ...CONNECTIONS];
