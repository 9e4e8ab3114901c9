"""Passwords and keys inside of texts, and known secrets in any spelling."""

from __future__ import annotations

import base64
import json
from html import escape
from urllib.parse import quote, quote_plus

import pytest

from jobspan._core.redact import mask_json
from jobspan._core.text_redaction import mask_text, without

PASSWORD = "canary pw+/&<ü"
WORD = "canary-pw-77"

HIDDEN = [
    f"postgresql://app:{WORD}@db.example.com:5432/shop?sslmode=require",
    f"mongodb+srv://app:{WORD}@cluster.example.com/shop",
    f"redis://:{WORD}@cache.example.com/0",
    f"https://user:{WORD}@proxy.example.com",
    f"jdbc:oracle:thin:app/{WORD}@//db.example.com:1521/ORCL",
    f'jdbc:oracle:oci:app/"{WORD}"@ORCL',
    f"jdbc:postgresql://db.example.com/shop?user=app&password={WORD}&ssl=true",
    f"jdbc:mysql://app:{WORD}@db.example.com/shop",
    f"jdbc:sqlserver://db.example.com:1433;databaseName=shop;user=app;password={WORD};encrypt=true",
    f"jdbc:sqlserver://db.example.com;password={{{WORD}}};user=app",
    f"jdbc:db2://db.example.com:50000/SHOP:user=app;password={WORD};",
    f"Server=db;Database=HR;User Id=sa;Password={WORD};",
    f"Driver={{ODBC Driver 18}};UID=sa;PWD={WORD};Encrypt=yes",
    f"DefaultEndpointsProtocol=https;AccountName=x;AccountKey={WORD}==;EndpointSuffix=core.windows.net",
    f"Endpoint=sb://x.example.com/;SharedAccessKeyName=k;SharedAccessKey={WORD}=",
    f'client_secret = "{WORD}"',
    f"-----BEGIN RSA PRIVATE KEY-----\n{WORD}\n-----END RSA PRIVATE KEY-----",
    f"-----BEGIN PRIVATE KEY-----\n{WORD}",
]
KEPT = [
    "https://dct.example.com/v3/masking-jobs?limit=5",
    "jdbc:oracle:thin:@//db.example.com:1521/ORCL",
    "Integrated Security=true;Password=true",
    "someone@example.com wrote: a = b",
    "user=app;database=shop",
    "",
]


@pytest.mark.parametrize("text", HIDDEN)
def test_passwords_of_addresses_and_connection_strings(text: str) -> None:
    shown = mask_text(text)
    assert WORD not in shown
    assert "***" in shown
    assert mask_text(shown) == shown
    assert WORD not in str(mask_json({"jdbc_url": text, "rows": [text]}))


@pytest.mark.parametrize("text", KEPT)
def test_what_holds_none_stays_as_it_is(text: str) -> None:
    assert mask_text(text) == text


def test_the_host_and_the_user_stay() -> None:
    assert mask_text(HIDDEN[0]) == "postgresql://app:***@db.example.com:5432/shop?sslmode=require"
    assert mask_text(HIDDEN[4]) == "jdbc:oracle:thin:app/***@//db.example.com:1521/ORCL"


@pytest.mark.parametrize(
    "spelt",
    [
        PASSWORD,
        json.dumps(PASSWORD)[1:-1],
        json.dumps(PASSWORD, ensure_ascii=False)[1:-1],
        quote(PASSWORD, safe=""),
        quote_plus(PASSWORD),
        escape(PASSWORD),
        base64.b64encode(PASSWORD.encode()).decode(),
    ],
)
def test_a_known_secret_is_found_in_every_spelling(spelt: str) -> None:
    assert spelt not in without({PASSWORD}, f"you said {spelt}!")
    begun = without({PASSWORD}, f"you said {spelt[:8]}")
    assert spelt[:8] not in begun


def test_a_json_document_in_a_text_is_masked_by_its_names() -> None:
    inner = json.dumps([{"db_user": "drs", "db_password": WORD}])
    assert WORD not in str(mask_json({"property_param": inner}))
    harmless = '{"a": 1}'
    assert mask_json({"x": harmless}) == {"x": harmless}


NAMED = [
    f'INFO sent {{"user": "app", "password": "{WORD}"}} to db',
    f'{{"password":"a\\"{WORD}","user":"app"}}',
    f'body {{\\"password\\": \\"{WORD}\\", \\"user\\": \\"app\\"}}',
    f"{{'user': 'app', 'clientSecret': '{WORD}'}}",
    f'"credentials": {{"user": "app", "held": ["{WORD}", {{"deep": "{WORD}"}}]}}, "rows": 5',
    f'"password":\n    "{WORD}"',
    f'{{"password": "{WORD[:-2]}',
    f"password: {WORD}",
    f"Password : {WORD}",
    f"db.password => {WORD}",
    f"password := '{WORD}'",
    f"api_key: {WORD}",
    f"X-Api-Key: {WORD}",
    f"API key: {WORD}",
    f"AWS_SECRET_ACCESS_KEY={WORD}",
    f"login --password {WORD} --host db",
    f"login --password={WORD}",
    f"login --client-secret '{WORD} {WORD}'",
    f'["login", "--password", "{WORD}", "--host", "db"]',
    f"Authorization: Bearer {WORD}",
    f"Authorization: Basic {WORD}==",
    f"Proxy-Authorization: Own {WORD}",
    f'Authorization: Digest username="app", response="{WORD}", nonce="{WORD}"',
    f"Authorization: SDK-HMAC-SHA256 Access=app, SignedHeaders=host;x-date, Signature={WORD}",
    f'curl -H "Authorization: Bearer {WORD}" https://db.example.com',
    f"retried with Bearer eyJhbGciOiJIUzI1NiJ9.{WORD}",
    f"X-Auth-Token: Bearer {WORD}",
    f"<password>{WORD}</password>",
    f"connect(user=app,password=a,b)c]{WORD},host=db)",
    f"PWD={{a}}}}{WORD}}};UID=sa",
    f"password={{{WORD}}} password: {WORD}",
]
INNOCENT = [
    "the password: is wrong",
    "password: must be a string, not int",
    "Enter password:\nLogged in",
    "The password of the source was changed.",
    "basic authentication failed, bearer tokens are not accepted",
    "TokenError: no such thing",
    "https://token-service:8443/path",
    'token: null, {"password": "", "secret": null}',
    "token_id: 5, secret_name: finance, --token-type jwt",
    "rows masked: 12",
    "--no-password --host db",
    "<token> was expected",
]


@pytest.mark.parametrize("text", NAMED)
def test_what_follows_the_name_of_a_secret_in_everyday_spellings(text: str) -> None:
    shown = mask_text(text)
    assert WORD[:-2] not in shown
    assert "***" in shown
    assert mask_text(shown) == shown


@pytest.mark.parametrize("text", INNOCENT)
def test_sentences_about_secrets_stay(text: str) -> None:
    assert mask_text(text) == text


def test_what_could_be_a_password_is_masked_also_in_a_sentence() -> None:
    assert mask_text("password: correct") == "password: ***"
    assert mask_text("token: expired at noon") == "token: *** at noon"


def test_what_stands_around_a_secret_stays() -> None:
    assert mask_text('a {"password": "x1", "rows": 5} b') == 'a {"password": "***", "rows": 5} b'
    assert mask_text("login --password x1 --host db") == "login --password *** --host db"
    assert mask_text("Authorization: Bearer x1 status=401") == "Authorization: *** status=401"
    assert mask_text("<password>x1</password> rows") == "<password>***</password> rows"
    assert mask_text("connect(password=x1,host=db)") == "connect(password=***,host=db)"
