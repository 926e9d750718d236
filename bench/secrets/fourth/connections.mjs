// Connection strings, commands and requests that carry a credential in a place of their own.

const said = (secret, value) => ({ secret, value });
const b64 = (text) => Buffer.from(text).toString("base64");

const STRINGS = [
  [
    "azure storage connection string",
    (m) => {
      const secret = m.b64(64);
      return said(
        secret,
        `AZURE_STORAGE_CONNECTION_STRING="DefaultEndpointsProtocol=https;AccountName=${m.lower(10)};AccountKey=${secret};EndpointSuffix=core.windows.net"\n`,
      );
    },
  ],
  [
    "service bus connection string",
    (m) => {
      const secret = m.b64(32);
      return said(
        secret,
        `Endpoint=sb://${m.lower(8)}.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=${secret}`,
      );
    },
  ],
  [
    "cosmos db",
    (m) => {
      const secret = m.b64(64);
      return said(secret, `{"CosmosDb": "AccountEndpoint=https://${m.lower(8)}.documents.azure.com:443/;AccountKey=${secret};"}`);
    },
  ],
  [
    "iot hub",
    (m) => {
      const secret = m.b64(32);
      return said(secret, `HostName=${m.lower(8)}.azure-devices.net;DeviceId=${m.word()};SharedAccessKey=${secret}`);
    },
  ],
  [
    "sas url",
    (m) => {
      const secret = encodeURIComponent(m.b64(32));
      return said(
        secret,
        `https://${m.lower(9)}.blob.core.windows.net/data?sv=2023-11-03&ss=b&srt=co&sp=rwdl&se=2027-01-01T00:00:00Z&sig=${secret}`,
      );
    },
  ],
  [
    "logic app url",
    (m) => {
      const secret = m.url(43);
      return said(
        secret,
        `https://prod-12.westeurope.logic.azure.com:443/workflows/${m.hex(32)}/triggers/manual/paths/invoke?api-version=2016-10-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${secret}`,
      );
    },
  ],
  [
    "sql server",
    (m) => {
      const secret = m.alnum(18);
      return said(
        secret,
        JSON.stringify({
          ConnectionStrings: { Default: `Server=tcp:${m.host()},1433;Database=app;User Id=sa;Password=${secret};Encrypt=True` },
        }),
      );
    },
  ],
  [
    "web.config",
    (m) => {
      const secret = m.alnum(16);
      return said(
        secret,
        `<connectionStrings><add name="Main" connectionString="Data Source=.;Initial Catalog=Shop;User ID=shop;Pwd=${secret}" providerName="System.Data.SqlClient" /></connectionStrings>`,
      );
    },
  ],
  [
    "jdbc url",
    (m) => {
      const secret = m.alnum(16);
      return said(secret, `String url = "jdbc:postgresql://${m.host()}:5432/app?user=app&password=${secret}&ssl=true";\n`);
    },
  ],
  [
    "driver manager",
    (m) => {
      const secret = m.password().replaceAll('"', "x");
      return said(secret, `Connection c = DriverManager.getConnection("jdbc:mysql://db/app", "root", "${secret}");\n`);
    },
  ],
  [
    "psycopg",
    (m) => {
      const secret = m.alnum(16);
      return said(secret, `conn = psycopg2.connect("host=db dbname=app user=app password=${secret} sslmode=require")\n`);
    },
  ],
  [
    "mysqli",
    (m) => {
      const secret = m.alnum(16);
      return said(secret, `<?php\n$db = mysqli_connect("localhost", "root", "${secret}", "shop");\n`);
    },
  ],
  [
    "sqlalchemy",
    (m) => {
      const secret = m.alnum(18);
      return said(secret, `engine = create_engine("mysql+pymysql://app:${secret}@${m.host()}/app", pool_size=5)\n`);
    },
  ],
  [
    "url with an encoded password",
    (m) => {
      const secret = `${m.alnum(9)}%40${m.alnum(3)}%23`;
      return said(secret, `DATABASE_URL=postgresql://app:${secret}@${m.host()}:5432/app\n`);
    },
  ],
  [
    "ftp url",
    (m) => {
      const secret = m.alnum(12);
      return said(secret, `wget ftp://${m.person()}:${secret}@ftp.${m.host()}/pub/dump.sql.gz\n`);
    },
  ],
  [
    "smtp url",
    (m) => {
      const secret = m.alnum(22);
      return said(secret, `MAILER_DSN=smtp://postmaster:${secret}@smtp.${m.host()}:587\n`);
    },
  ],
  [
    "otpauth",
    (m) => {
      const secret = m.base32(32);
      return said(secret, `otpauth://totp/Acme:${m.person()}@example.org?secret=${secret}&issuer=Acme&digits=6`);
    },
  ],
];

const COMMANDS = [
  [
    "curl -u",
    (m) => {
      const secret = m.alnum(20);
      return said(secret, `curl -u ${m.person()}:${secret} https://api.${m.host()}/v1/export\n`);
    },
  ],
  [
    "curl --user quoted",
    (m) => {
      const secret = m.password().replaceAll("'", "x");
      return said(secret, `curl --user '${m.person()}:${secret}' -X DELETE https://${m.host()}/index\n`);
    },
  ],
  [
    "basic header",
    (m) => {
      const secret = b64(`${m.person()}:${m.alnum(18)}`);
      return said(secret, `GET / HTTP/1.1\r\nHost: ${m.host()}\r\nAuthorization: Basic ${secret}\r\n\r\n`);
    },
  ],
  [
    "bearer of no known issuer",
    (m) => {
      const secret = m.pick([() => m.alnum(40), () => m.hex(64), () => m.b64url(32)])();
      return said(secret, { method: "GET", url: `https://${m.host()}/v1`, headers: { authorization: `Bearer ${secret}` } });
    },
  ],
  [
    "token header",
    (m) => {
      const secret = m.hex(40);
      return said(secret, `curl -H 'Authorization: Token ${secret}' https://${m.host()}/api/users/\n`);
    },
  ],
  [
    "private-token header",
    (m) => {
      const secret = m.url(20);
      return said(secret, `curl --header "PRIVATE-TOKEN: ${secret}" "https://gitlab.${m.host()}/api/v4/projects"\n`);
    },
  ],
  [
    "session cookie",
    (m) => {
      const secret = m.alnum(32);
      return said(secret, `GET /admin HTTP/1.1\r\nHost: ${m.host()}\r\nCookie: theme=dark; sessionid=${secret}; lang=en\r\n\r\n`);
    },
  ],
  [
    "mysql -p",
    (m) => {
      const secret = m.alnum(14);
      return said(secret, `mysqldump -h ${m.host()} -u root -p${secret} shop > shop.sql\n`);
    },
  ],
  [
    "PGPASSWORD",
    (m) => {
      const secret = m.alnum(16);
      return said(secret, `PGPASSWORD=${secret} psql -h ${m.host()} -U app -c 'select 1'\n`);
    },
  ],
  [
    "sshpass",
    (m) => {
      const secret = m.alnum(12);
      return said(secret, `sshpass -p '${secret}' ssh -o StrictHostKeyChecking=no root@${m.host()}\n`);
    },
  ],
  [
    "docker login",
    (m) => {
      const secret = m.alnum(20);
      return said(secret, `docker login -u ${m.person()} -p ${secret} registry.${m.host()}\n`);
    },
  ],
  [
    "docker login by stdin",
    (m) => {
      const secret = m.alnum(20);
      return said(secret, `echo "${secret}" | docker login --username ci --password-stdin registry.${m.host()}\n`);
    },
  ],
  [
    "redis-cli",
    (m) => {
      const secret = m.alnum(24);
      return said(secret, `redis-cli -h ${m.host()} -a ${secret} ping\n`);
    },
  ],
  [
    "create user",
    (m) => {
      const secret = m.alnum(14);
      return said(secret, `CREATE USER app WITH LOGIN PASSWORD '${secret}';\nGRANT ALL ON DATABASE shop TO app;\n`);
    },
  ],
  [
    "identified by",
    (m) => {
      const secret = m.alnum(14);
      return said(secret, `CREATE USER 'app'@'%' IDENTIFIED BY '${secret}';\n`);
    },
  ],
  [
    "chpasswd",
    (m) => {
      const secret = m.alnum(14);
      return said(secret, `echo 'deploy:${secret}' | chpasswd\n`);
    },
  ],
  [
    "openssl passin",
    (m) => {
      const secret = m.alnum(14);
      return said(secret, `openssl pkcs12 -in cert.p12 -out key.pem -passin pass:${secret} -nodes\n`);
    },
  ],
  [
    "keytool",
    (m) => {
      const secret = m.alnum(12);
      return said(secret, `keytool -list -keystore app.jks -storepass ${secret}\n`);
    },
  ],
  [
    "vault kv put",
    (m) => {
      const secret = m.alnum(18);
      return said(secret, `vault kv put secret/app db_password=${secret} user=app\n`);
    },
  ],
  [
    "az login",
    (m) => {
      const secret = `${m.alnum(3)}8Q~${m.url(34)}`;
      return said(secret, `az login --service-principal -u ${m.uuid()} -p ${secret} --tenant ${m.uuid()}\n`);
    },
  ],
  [
    "requests auth",
    (m) => {
      const secret = m.alnum(16);
      return said(secret, `r = requests.get(url, auth=("${m.person()}", "${secret}"), timeout=5)\n`);
    },
  ],
  [
    "nodemailer",
    (m) => {
      const secret = m.alnum(16);
      return said(
        secret,
        `const t = nodemailer.createTransport({ host: "smtp.${m.host()}", auth: { user: "bot@${m.host()}", pass: "${secret}" } });\n`,
      );
    },
  ],
  [
    "paramiko",
    (m) => {
      const secret = m.alnum(13);
      return said(secret, `ssh.connect("10.0.0.4", username="root", password="${secret}")\n`);
    },
  ],
  [
    "ldap bind",
    (m) => {
      const secret = m.alnum(15);
      return said(secret, `ldapsearch -x -H ldap://${m.host()} -D "cn=admin,dc=acme,dc=com" -w ${secret} -b dc=acme,dc=com\n`);
    },
  ],
  [
    "login in chat",
    (m) => {
      const secret = m.password();
      return said(secret, `you can log in to the admin panel with user: admin password: ${secret} - tell me when done`);
    },
  ],
  [
    "login request",
    (m) => {
      const secret = m.password();
      return said(secret, { method: "POST", url: "/login", body: { username: m.person(), password: secret } });
    },
  ],
  [
    "login in a browser tool",
    (m) => {
      const secret = m.password();
      return said(secret, {
        tool: "browser_fill",
        args: {
          fields: [
            { name: "email", value: "ops@example.org" },
            { name: "password", value: secret },
          ],
        },
      });
    },
  ],
  [
    "oauth token answer",
    (m) => {
      const secret = m.url(48);
      return said(secret, { token_type: "Bearer", expires_in: 3600, access_token: secret, scope: "read" });
    },
  ],
  [
    "oauth token request",
    (m) => {
      const secret = m.alnum(40);
      return said(
        secret,
        `POST /oauth/token HTTP/1.1\r\nHost: ${m.host()}\r\n\r\ngrant_type=client_credentials&client_id=${m.word()}&client_secret=${secret}`,
      );
    },
  ],
];

export const CONNECTIONS = [...STRINGS, ...COMMANDS];
