import { type SecretRule, shaped } from "../rule.ts";

const token = shaped("token");
const password = { check: "password_value", entropy: 0 } as const;
const WORD = "[\"']?(?<secret>[^\\s\"'`\\\\<>|$;]{6,128})";

/** More places of credentials: network devices, build tools, calls and how people write to each other. */
export const PLACE_RULES: readonly SecretRule[] = [
  token(
    "told-use",
    "Credential that somebody is told to use",
    ["use "],
    "(?<![A-Za-z])use [\"'`]{0,3}(?<secret>(?=[^\\s]{0,199}\\d)(?![^\\s]{0,40}\\d\\.\\d)[A-Za-z0-9!@#$%^&*_+=.:~?/-]{8,512})(?=[\"'`]{0,3},? (?:as|for) (?:(?:the|my|your|our|a|its) )?[a-z0-9 _-]{0,40}(?:password|passphrase|token|key|secret|pwd|pat|pass|auth|credential)s?(?![a-z]))",
    { check: "named_value", flags: "i", entropy: 0, confidence: 0.75 },
  ),
  token(
    "changed-password",
    "Password that was changed",
    ["password to ", "passwd to ", "password -> ", "pass -> ", "creds: ", "credentials: ", "login: "],
    "(?:(?:password|passwd|pass) (?:to|->) |(?:creds|credentials|login): [A-Za-z0-9_.@+-]{1,64}(?::| ?\\/ ?))[\"'`]?(?<secret>[^\\s\"'`<>]{7,63}[^\\s\"'`<>.,;:!?)])(?=[.,;:!?)\"'`]{0,3}(?:\\s|\\\\|$))",
    { check: "spoken_password", flags: "i", entropy: 0, confidence: 0.65 },
  ),
  token(
    "network-device-password",
    "Password of a network device",
    ["enable secret", "enable password", "snmp-server community", " password 0 ", " password 7 ", " secret 5 ", " secret 9 ", " secret 0 "],
    "(?:enable (?:secret|password)(?: \\d)?| (?:password|secret) [05789]) (?<secret>\\$\\d\\$[A-Za-z0-9./$]{20,80}|[^\\s\"'`<>]{6,80})",
    { check: "device_password", flags: "i", entropy: 0, confidence: 0.8 },
  ),
  token(
    "snmp-community",
    "Community of SNMP",
    ["snmp-server community"],
    "snmp-server community (?<secret>[^\\s\"'`<>]{6,64})(?= (?:RO|RW)(?![A-Za-z]))",
    {
      ...password,
      flags: "i",
      confidence: 0.75,
    },
  ),
  token(
    "directive-password",
    "Password of a directive",
    ["remote_password ", "proxy_password ", "auth_password ", "smtp_password ", "sasl_password "],
    `(?:remote|proxy|auth|smtp|sasl)_password {1,4}${WORD}`,
    { ...password, flags: "i", confidence: 0.8 },
  ),
  token(
    "tool-password",
    "Password of a command",
    ["-storepass ", "-keypass ", "zip -p ", "-passin pass:", "-passout pass:", "smbclient ", "--passphrase "],
    `(?:-(?:store|key)pass |zip -P |-pass(?:in|out) pass:|smbclient [^\\n|;]{0,120}?(?:-U ?|--user=)['"]?[A-Za-z0-9_.\\\\-]{1,40}%|--passphrase )${WORD}`,
    { ...password, flags: "i", confidence: 0.8 },
  ),
  token(
    "drive-password",
    "Password of a network drive",
    ["net use "],
    `net use [^\\n]{0,120}?\\\\\\\\[^\\s]{1,80} (?!\\/)${WORD.replace("{6,128}", "{6,64}")}(?= {1,4}\\/user:)`,
    {
      ...password,
      flags: "i",
      confidence: 0.8,
    },
  ),
  token(
    "sqlplus-password",
    "Password of an Oracle command",
    ["sqlplus ", "expdp ", "impdp ", "sqlldr "],
    "(?:sqlplus|expdp|impdp|sqlldr) (?:-[a-z]{1,3} ){0,2}[\"']?[A-Za-z0-9_$#]{1,30}\\/(?<secret>[^\\s\"'@/]{5,64})(?=@)",
    { ...password, flags: "i", confidence: 0.85 },
  ),
  token(
    "unquoted-sql-password",
    "Password of a statement",
    ["identified by "],
    "identified by (?!values|password|rand)(?<secret>[A-Za-z0-9_$#!-]{6,64})(?=[\\s;]|$)",
    { ...password, flags: "i", confidence: 0.75 },
  ),
  token(
    "odbc-password",
    "Password of an ODBC connection",
    ["pwd={", "password={"],
    "(?:pwd|password)=\\{(?<secret>[^{}\\s\"'`$]{6,128})(?=\\})",
    {
      ...password,
      flags: "i",
      confidence: 0.8,
    },
  ),
  token(
    "expect-password",
    "Password that a script types",
    ["assword"],
    'assword:?[^\\n]{0,12}\\s{1,8}(?:exp_)?send(?: --)? "(?<secret>[^"\\s$\\\\]{6,64})(?=(?:\\\\[rn])?")',
    {
      ...password,
      confidence: 0.8,
    },
  ),
  token(
    "config-set-password",
    "Password that a command stores",
    ["config set ", "config:set ", "configure set "],
    "config(?:ure)?[ :]set (?:--?[a-z-]{1,20} ){0,3}[A-Za-z0-9_.:/-]{0,60}?(?:password|passwd|token|secret|api[_-]?key|access[_-]?key)[A-Za-z0-9_-]{0,20}[ =][\"']?(?<secret>[^\\s\"'`\\\\<>$]{8,400})",
    { check: "named_value", flags: "i", confidence: 0.8, entropy: 0 },
  ),
  token(
    "plain-secret-value",
    "Secret of a call that says it is plain",
    ["unsafeplaintext(", "frompassword(", "securestring(", "plaintextvalue("],
    "(?:unsafeplaintext|frompassword|securestring|plaintextvalue)\\((?:\\s{0,8}[\"'][^\"'\\n]{0,60}[\"'],)?\\s{0,8}[\"'](?<secret>[^\\s\"']{6,128})(?=[\"'])",
    { ...password, flags: "i", confidence: 0.8 },
  ),
  token(
    "bundler-credential",
    "Credential of a gem server",
    ["bundle_"],
    "BUNDLE_[A-Z0-9_]{2,80}[\"']?[:=] ?[\"']?[A-Za-z0-9_.-]{1,64}:(?<secret>[^\\s\"'`@/:]{8,128})(?=[\"'\\s]|$)",
    { ...password, confidence: 0.8 },
  ),
  token(
    "redis-acl-password",
    "Password of a Redis user",
    ["user "],
    "user [^\\s]{1,64} (?:[a-z]{2,10} ){0,3}>(?<secret>[^\\s\"'`<>]{6,128})(?=\\s|$)",
    {
      ...password,
      confidence: 0.75,
    },
  ),
  token(
    "xml-nested-password",
    "Password of an XML setting",
    ["password>", "<pass"],
    '(?:password>\\s{0,24}<value>|<pass(?:word)?(?: [a-z]{2,12}="[a-z0-9]{1,12}"){1,2}>)(?<secret>[^\\s<>"\'`]{6,200})(?=<\\/)',
    { ...password, flags: "i", confidence: 0.75 },
  ),
  token(
    "presigned-url",
    "Address that is signed",
    ["x-amz-signature=", "x-goog-signature="],
    "x-(?:amz|goog)-signature=(?<secret>[0-9a-f]{64,512})(?![0-9a-f])",
    { flags: "i", entropy: 3, confidence: 0.8 },
  ),
  token(
    "totp-secret",
    "Secret of one-time passwords",
    ["otpauth://"],
    "otpauth:\\/\\/[ht]otp\\/[^\\s\"'`<>]{1,200}?[?&]secret=(?<secret>[A-Z2-7]{16,128})(?![A-Za-z0-9])",
    { flags: "i", entropy: 2.8, confidence: 0.9 },
  ),
  token(
    "cookie-header-value",
    "Cookie of a session",
    ['"cookie"', '"set-cookie"'],
    '"(?:set-)?cookie",?\\s{0,24}"value"\\s{0,4}:\\s{0,4}"[^"\\n]{0,400}?(?:session(?:_?id|-token)?|sess|sid|token|auth|jwt)=(?<secret>[A-Za-z0-9%._~+/-]{20,2000})(?![A-Za-z0-9%._~+/-])',
    { check: "session_value", flags: "i", confidence: 0.75, entropy: 3 },
  ),
];
