// Addresses, calls and sentences with a credential between « and »: as in `documents.mjs`.
const b64 = (text) => Buffer.from(text).toString("base64");
const plain = (m) => m.b62(18);

const URLS = (
  "postgres://app:PW@db:5432/app postgresql+psycopg2://app:PW@db/app mysql://root:PW@10.0.0.3/app mysql+pymysql://app:PW@db/app mariadb://app:PW@db/app " +
  "mongodb://app:PW@m1:27017,m2:27017/app?replicaSet=rs mongodb+srv://app:PW@cluster0.x1y2z.mongodb.net/app redis://:PW@cache:6379/0 rediss://default:PW@fly.upstash.io:6379 " +
  "amqp://app:PW@mq:5672/v amqps://app:PW@b-1.mq.eu-west-1.amazonaws.com:5671 kafka://app:PW@k1:9092 nats://app:PW@nats:4222 mqtt://dev:PW@broker:1883 mqtts://dev:PW@broker:8883 " +
  "clickhouse://default:PW@ch:9000/app cockroachdb://app:PW@crdb:26257/app cassandra://app:PW@c1/ks neo4j://neo4j:PW@graph:7687 neo4j+s://neo4j:PW@x.databases.neo4j.io bolt://neo4j:PW@g:7687 " +
  "couchdb://admin:PW@couch:5984 http://admin:PW@couch:5984/db https://elastic:PW@es.acme.dev:9200 mssql://sa:PW@sql/app sqlserver://sa:PW@sql:1433?database=app oracle://sys:PW@ora:1521/X " +
  "oracle+cx_oracle://sys:PW@ora/X snowflake://app:PW@acme-x1/db/wh influxdb://app:PW@ts:8086/m ldap://cn=admin:PW@ldap ftp://bot:PW@ftp.acme.dev/in ftps://bot:PW@ftp.acme.dev sftp://bot:PW@files:22/in " +
  "smtp://bot:PW@mail:587 smtps://bot%40acme.dev:PW@mail:465 imap://me:PW@mail imaps://me:PW@mail:993 socks5://u:PW@proxy:1080 http://u:PW@proxy.acme.dev:3128 ssh://bot:PW@host/repo.git " +
  "git+https://bot:PW@git.acme.dev/x.git svn://bot:PW@svn/x rtsp://admin:PW@10.1.1.9:554/stream trino://app:PW@trino:443/hive redshift+psycopg2://app:PW@c.redshift.amazonaws.com:5439/d " +
  "vertica://app:PW@v:5433/d hive://app:PW@h:10000/d db2://app:PW@d:50000/s sentinel://:PW@s1:26379 celery+redis://:PW@cache/1 pulsar://app:PW@p:6650 stomp://app:PW@s:61613 " +
  "libsql://app:PW@db.turso.io postgres://app:PW@/app?host=/cloudsql/acme:eu:db jdbc:postgresql://app:PW@db/app wss://app:PW@rt.acme.dev/ws"
).split(" ");

const STRINGS = [
  ["jdbc user and password", "jdbc:mysql://db:3306/app?user=app&password=«PW»&useSSL=true"],
  ["jdbc sqlserver", "jdbc:sqlserver://db:1433;databaseName=app;user=sa;password=«PW»;encrypt=true"],
  ["jdbc oracle", "jdbc:oracle:thin:app/«PW»@db:1521/X"],
  ["sqlplus", "sqlplus app/«PW»@//db:1521/X"],
  ["libpq", "host=db port=5432 dbname=app user=app password=«PW» sslmode=require"],
  ["pgpassword", "PGPASSWORD=«PW» psql -h db -U app -c 'select 1'"],
  ["mysql -p", "mysql -h db -u root -p«PW» app"],
  ["mysqldump", "mysqldump --user=root --password=«PW» app > dump.sql"],
  ["mongo -p", "mongosh --host m1 -u admin -p «PW» --authenticationDatabase admin"],
  ["redis-cli", "redis-cli -h cache -a «PW» ping"],
  ["sshpass", "sshpass -p '«PW»' ssh root@10.0.0.8"],
  ["net use", "net use Z: \\\\srv\\share «PW» /user:ACME\\bot"],
  ["docker login", "docker login registry.acme.dev -u bot -p «PW»"],
  ["odbc", "Driver={ODBC Driver 18 for SQL Server};Server=db;Uid=sa;Pwd={«PW»};"],
  ["ado", "Data Source=db;Initial Catalog=app;User ID=sa;Pwd=«PW»"],
  ["create user", "CREATE USER app WITH PASSWORD '«PW»' VALID UNTIL '2027-01-01';"],
  ["alter role", "ALTER ROLE app ENCRYPTED PASSWORD '«PW»';"],
  ["identified by", "CREATE USER 'app'@'%' IDENTIFIED BY '«PW»';"],
  ["identified with", "ALTER USER 'root'@'localhost' IDENTIFIED WITH mysql_native_password BY '«PW»';"],
  ["oracle identified", "CREATE USER app IDENTIFIED BY «PW» DEFAULT TABLESPACE users;"],
  ["mongo createUser", 'db.createUser({ user: "app", pwd: "«PW»", roles: ["readWrite"] })'],
  ["kafka jaas", 'sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="app" password="«PW»";'],
  ["curl -u", "curl -u admin:«PW» https://x.acme.dev/api"],
  ["wget", "wget --http-user=bot --http-password=«PW» https://x.acme.dev/f"],
  ["openssl", "openssl rsa -in key.pem -passin pass:«PW» -out out.pem"],
  ["keytool", "keytool -list -keystore a.jks -storepass «PW»"],
  ["zip", "zip -P «PW» out.zip data.csv"],
  ["gpg", "gpg --batch --passphrase «PW» -d f.gpg"],
  ["useradd chpasswd", "echo 'deploy:«PW»' | chpasswd"],
  ["ldapsearch", "ldapsearch -x -D cn=admin,dc=acme -w «PW» -b dc=acme"],
  ["smbclient", "smbclient //srv/share -U 'bot%«PW»'"],
  ["az login", "az login --service-principal -u 1b2c -p «PW» --tenant acme"],
  ["secure string", "ConvertTo-SecureString '«PW»' -AsPlainText -Force"],
  ["requests auth", "requests.get(url, auth=('bot', '«PW»'))"],
  ["psycopg", 'psycopg2.connect(host="db", user="app", password="«PW»")'],
  ["go driver", 'sql.Open("mysql", "app:«PW»@tcp(db:3306)/app")'],
  ["drivermanager", 'DriverManager.getConnection("jdbc:postgresql://db/app", "app", "«PW»");'],
  ["pdo", "new PDO('mysql:host=db;dbname=app', 'app', '«PW»');"],
  ["mysqli", 'mysqli_connect("db", "app", "«PW»", "app");'],
  ["nodemailer", 'createTransport({ host: "mail", auth: { user: "bot", pass: "«PW»" } })'],
  ["paramiko", 'ssh.connect("10.0.0.8", username="root", password="«PW»")'],
  ["expect", 'expect "assword:"\nsend "«PW»\\r"'],
  ["login form", "username=admin&password=«PW»&submit=Login"],
  ["credentials pair in chat", "login: admin@acme.dev / pw: «PW»"],
  ["user slash pass", "Username: admin\nPassword: «PW»\nURL: https://x.acme.dev"],
  ["wifi", "the office wifi password is «PW» :)"],
  ["my password", "I can't log in, my password is «PW» and my user is tom"],
  ["changed to", "I've reset the root password to «PW»"],
  ["pass with arrow", "admin password -> «PW»"],
  ["creds colon", "creds: admin:«PW»"],
  ["pin of a vault", "Vault unseal key 1: «KEY64»"],
  ["unseal", "vault operator unseal «KEY64»"],
  ["initial root token", "Initial Root Token: «hvs.KEY24»"],
  ["one-time link", "https://app.acme.dev/reset-password?token=«KEY40»"],
  ["magic link", "https://app.acme.dev/auth/magic?email=a%40b.dev&login_token=«KEY40»"],
  ["invite link", "https://app.acme.dev/invite/accept?invite_token=«KEY40»"],
  [
    "signed s3 url",
    "https://b.s3.amazonaws.com/f?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAKEY16U%2F20261102%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20261102T000000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=«HEX64»",
  ],
  ["azure sas", "https://acme.blob.core.windows.net/c/f?sv=2024-11-04&ss=b&srt=sco&sp=rwdl&se=2027-01-01T00:00:00Z&sig=«SIG»"],
  ["azure storage connection", "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=«KEY86»==;EndpointSuffix=core.windows.net"],
  ["service bus connection", "Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=«KEY43»="],
  ["iot hub connection", "HostName=acme.azure-devices.net;DeviceId=d1;SharedAccessKey=«KEY43»="],
  ["cosmos connection", "AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey=«KEY86»==;"],
  ["app configuration", "Endpoint=https://acme.azconfig.io;Id=ab1c;Secret=«KEY43»="],
  ["sentry dsn with secret", "https://HEX32:«HEX32»@sentry.acme.dev/4"],
  ["set-cookie", "Set-Cookie: connect.sid=s%3A«KEY32».KEY43; Path=/; HttpOnly"],
  ["cookie laravel", "Cookie: XSRF-TOKEN=x; laravel_session=«KEY64»"],
  ["phpsessid", "Cookie: PHPSESSID=«LOW26»; lang=en"],
  ["jsessionid", "Cookie: JSESSIONID=«HEXU32»; theme=dark"],
  ["proxy authorization", "Proxy-Authorization: Basic B64PAIR"],
  ["digest", 'Authorization: Digest username="bot", realm="x", nonce="HEX32", uri="/", response="«HEX32»"'],
  ["api key header", "apikey: «KEY32»"],
  ["x-auth", "X-Auth-Token: «KEY40»"],
  ["x-vault", "X-Vault-Token: «hvs.KEY24»"],
  ["private-token", "PRIVATE-TOKEN: «KEY20»"],
  ["subscription header", "Ocp-Apim-Subscription-Key: «HEX32»"],
  ["authorization apikey", "Authorization: ApiKey «KEY40»"],
  ["authorization raw", "Authorization: «HEX40»"],
  ["hawk", 'Authorization: Hawk id="d", ts="1790000000", nonce="k", mac="«SIG43»"'],
  ["graphql ws", '{"type":"connection_init","payload":{"authToken":"«KEY40»"}}'],
];

const fill = (shape, m) =>
  shape
    .replaceAll("B64PAIR", `«${b64(`bot:${plain(m)}`)}»`)
    .replace(/KEY16U/g, () => m.b32(16))
    .replace(/KEY(\d+)/g, (_, length) => m.b62(Number(length)))
    .replace(/HEXU(\d+)/g, (_, length) => m.HEX(Number(length)))
    .replace(/HEX(\d+)/g, (_, length) => m.hex(Number(length)))
    .replace(/LOW(\d+)/g, (_, length) => m.low(Number(length)))
    .replace(/SIG43/g, () => m.base64(32))
    .replace(/SIG/g, () => encodeURIComponent(m.base64(32)))
    .replaceAll("«PW»", () => `«${m.random() < 0.6 ? m.strong(14).replace(/[%#?@^$!~*=&+]/g, "x") : m.human().replace(/[!#$]/g, "9")}»`);

export const CONNECTIONS = [
  ...URLS.map((shape) => [`url ${shape.split(":")[0]}`, (m) => `DATABASE=${shape.replace("PW", () => `«${m.b62(16)}»`)}\n`]),
  ...STRINGS.map(([kind, shape]) => [kind, (m) => fill(shape, m)]),
];
