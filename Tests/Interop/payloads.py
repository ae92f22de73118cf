# SPDX-License-Identifier: Apache-2.0
"""The exact payloads of the samples' tokens, with the clock at NOW (programs.py).

Written by hand from the libraries' known behaviour, so that neither a replacement nor a library can change unnoticed.
"""

FULL = {
    "email": "zoë@example.com",
    "name": 'Zoë "Q" Müller 🚀',
    "id": 4711,
    "avatar_url": "https://example.com/zoe.png",
    "company_name": "Müller & Söhne",
    "company_id": 42,
    "mrr": 1249.99,
    "status": "active",
    "renewal_date": "2027-03-31",
    "renewal_risk": "low",
}
# A database row with only an e-mail address.
NULLS = {**dict.fromkeys(FULL), "email": "ann@example.com"}
# Values that are present, but falsy in some languages.
ZEROS = {**NULLS, "name": "", "id": 0, "company_id": 0, "mrr": 0}
# A JavaScript object without these members.
UNDEFINED = {"email": "ann@example.com"}

HEADERS = {
    "jsonwebtoken": '{"alg":"HS256","typ":"JWT"}',
    "pyjwt": '{"alg":"HS256","typ":"JWT"}',
    "php_jwt-6": '{"typ":"JWT","alg":"HS256"}',
    "php_jwt-5": '{"typ":"JWT","alg":"HS256"}',
    "ruby_jwt": '{"alg":"HS256"}',
    "golang_jwt": '{"alg":"HS256","typ":"JWT"}',
}

PLAIN = r'"email":"zoë@example.com","name":"Zoë \"Q\" Müller 🚀"'
ESCAPED = r'"email":"zo\u00eb@example.com","name":"Zo\u00eb \"Q\" M\u00fcller \ud83d\ude80"'
PLAN = (
    '"company_id":"42","company_mrr":1249.99,"customer_status":"active",'
    '"renewal_date":"2027-03-31","renewal_risk":"low"'
)

FULL_PAYLOADS = {
    ("jsonwebtoken", "widget"): "{" + PLAIN + ',"sub":"4711","avatar_url":"https://example.com/zoe.png",'
    '"company_name":"Müller & Söhne",' + PLAN + ',"iat":1750000000,"exp":1750003600}',
    ("jsonwebtoken", "sso"): "{" + PLAIN + ',"id":"4711","avatarURL":"https://example.com/zoe.png",'
    '"company_name":"Müller & Söhne",' + PLAN + ',"iat":1750000000,"exp":1750003600}',
    ("pyjwt", "widget"): "{" + ESCAPED + ',"sub":"4711","avatar_url":"https://example.com/zoe.png",'
    r'"company_name":"M\u00fcller & S\u00f6hne",' + PLAN + ',"exp":1750003600}',
    ("pyjwt", "sso"): "{" + ESCAPED + ',"id":"4711","avatarURL":"https://example.com/zoe.png",'
    r'"company_name":"M\u00fcller & S\u00f6hne",' + PLAN + ',"exp":1750003600}',
    ("php_jwt-6", "widget"): "{" + ESCAPED + ',"sub":"4711","avatar_url":"https://example.com/zoe.png",'
    r'"company_name":"M\u00fcller & S\u00f6hne",' + PLAN + ',"iat":1750000000,"exp":1750003600}',
    ("php_jwt-6", "sso"): "{" + ESCAPED + ',"id":"4711","avatarURL":"https://example.com/zoe.png",'
    r'"company_name":"M\u00fcller & S\u00f6hne",' + PLAN + ',"exp":1750003600}',
    ("php_jwt-5", "widget"): "{" + ESCAPED + r',"sub":"4711","avatar_url":"https:\/\/example.com\/zoe.png",'
    r'"company_name":"M\u00fcller & S\u00f6hne",' + PLAN + ',"iat":1750000000,"exp":1750003600}',
    ("php_jwt-5", "sso"): "{" + ESCAPED + r',"id":"4711","avatarURL":"https:\/\/example.com\/zoe.png",'
    r'"company_name":"M\u00fcller & S\u00f6hne",' + PLAN + ',"exp":1750003600}',
    ("ruby_jwt", "widget"): "{" + PLAIN + ',"sub":"4711","avatar_url":"https://example.com/zoe.png",'
    '"company_name":"Müller & Söhne",' + PLAN + ',"exp":1750003600}',
    ("ruby_jwt", "sso"): "{" + PLAIN + ',"id":"4711","avatarURL":"https://example.com/zoe.png",'
    '"company_name":"Müller & Söhne",' + PLAN + ',"exp":1750003600}',
    ("golang_jwt", "widget"): "{" + PLAIN + ',"avatar_url":"https://example.com/zoe.png",'
    r'"company_name":"Müller \u0026 Söhne",' + PLAN + ',"sub":"4711","exp":1750003600,"iat":1750000000}',
    ("golang_jwt", "sso"): "{" + PLAIN + ',"id":"4711","avatarURL":"https://example.com/zoe.png",'
    r'"company_name":"Müller \u0026 Söhne",' + PLAN + ',"exp":1750003600,"iat":1750000000}',
}

NULLS_PAYLOADS = {
    ("jsonwebtoken", "widget"): '{"email":"ann@example.com","name":null,"sub":"null","avatar_url":null,'
    '"company_name":null,"company_id":"null","company_mrr":null,"customer_status":null,"renewal_date":null,'
    '"renewal_risk":null,"iat":1750000000,"exp":1750003600}',
    ("jsonwebtoken", "sso"): '{"email":"ann@example.com","name":null,"id":"null","avatarURL":null,'
    '"company_name":null,"company_id":"null","company_mrr":null,"customer_status":null,"renewal_date":null,'
    '"renewal_risk":null,"iat":1750000000,"exp":1750003600}',
    ("pyjwt", "widget"): '{"email":"ann@example.com","name":null,"sub":"None","avatar_url":null,'
    '"company_name":null,"company_id":null,"company_mrr":null,"customer_status":null,"renewal_date":null,'
    '"renewal_risk":null,"exp":1750003600}',
    ("pyjwt", "sso"): '{"email":"ann@example.com","name":null,"id":"None","avatarURL":null,'
    '"company_name":null,"company_id":null,"company_mrr":null,"customer_status":null,"renewal_date":null,'
    '"renewal_risk":null,"exp":1750003600}',
    ("php_jwt-6", "widget"): '{"email":"ann@example.com","name":null,"sub":"","avatar_url":null,'
    '"company_name":null,"company_id":null,"company_mrr":null,"customer_status":null,"renewal_date":null,'
    '"renewal_risk":null,"iat":1750000000,"exp":1750003600}',
    ("php_jwt-6", "sso"): '{"email":"ann@example.com","exp":1750003600}',
    ("ruby_jwt", "widget"): '{"email":"ann@example.com","sub":"","exp":1750003600}',
    ("ruby_jwt", "sso"): '{"email":"ann@example.com","id":"","exp":1750003600}',
    ("golang_jwt", "widget"): '{"email":"ann@example.com","exp":1750003600,"iat":1750000000}',
    ("golang_jwt", "sso"): '{"email":"ann@example.com","exp":1750003600,"iat":1750000000}',
}

ZEROS_PAYLOADS = {
    ("jsonwebtoken", "widget"): '{"email":"ann@example.com","name":"","sub":"0","avatar_url":null,'
    '"company_name":null,"company_id":"0","company_mrr":0,"customer_status":null,"renewal_date":null,'
    '"renewal_risk":null,"iat":1750000000,"exp":1750003600}',
    ("jsonwebtoken", "sso"): '{"email":"ann@example.com","name":"","id":"0","avatarURL":null,'
    '"company_name":null,"company_id":"0","company_mrr":0,"customer_status":null,"renewal_date":null,'
    '"renewal_risk":null,"iat":1750000000,"exp":1750003600}',
    ("pyjwt", "widget"): '{"email":"ann@example.com","name":"","sub":"0","avatar_url":null,'
    '"company_name":null,"company_id":null,"company_mrr":0,"customer_status":null,"renewal_date":null,'
    '"renewal_risk":null,"exp":1750003600}',
    ("pyjwt", "sso"): '{"email":"ann@example.com","name":"","id":"0","avatarURL":null,'
    '"company_name":null,"company_id":null,"company_mrr":0,"customer_status":null,"renewal_date":null,'
    '"renewal_risk":null,"exp":1750003600}',
    ("php_jwt-6", "widget"): '{"email":"ann@example.com","name":"","sub":"0","avatar_url":null,'
    '"company_name":null,"company_id":"0","company_mrr":0,"customer_status":null,"renewal_date":null,'
    '"renewal_risk":null,"iat":1750000000,"exp":1750003600}',
    # array_filter removes everything that is false in PHP, including "0": this person loses the id.
    ("php_jwt-6", "sso"): '{"email":"ann@example.com","exp":1750003600}',
    ("ruby_jwt", "widget"): '{"email":"ann@example.com","name":"","sub":"0","company_id":"0","company_mrr":0,'
    '"exp":1750003600}',
    ("ruby_jwt", "sso"): '{"email":"ann@example.com","name":"","id":"0","company_id":"0","company_mrr":0,'
    '"exp":1750003600}',
    ("golang_jwt", "widget"): '{"email":"ann@example.com","company_id":"0","sub":"0","exp":1750003600,'
    '"iat":1750000000}',
    ("golang_jwt", "sso"): '{"email":"ann@example.com","id":"0","company_id":"0","exp":1750003600,'
    '"iat":1750000000}',
}

UNDEFINED_PAYLOADS = {
    ("jsonwebtoken", "widget"): '{"email":"ann@example.com","sub":"undefined","company_id":"undefined",'
    '"iat":1750000000,"exp":1750003600}',
    ("jsonwebtoken", "sso"): '{"email":"ann@example.com","id":"undefined","company_id":"undefined",'
    '"iat":1750000000,"exp":1750003600}',
}

# Without a slash in the payload both versions of php-jwt write the same.
for payloads in (NULLS_PAYLOADS, ZEROS_PAYLOADS):
    payloads.update({("php_jwt-5", form): payloads["php_jwt-6", form] for form in ("widget", "sso")})

# name of the user: (the user, the payload of each issuer and form)
USERS = {
    "full": (FULL, FULL_PAYLOADS),
    "nulls": (NULLS, NULLS_PAYLOADS),
    "zeros": (ZEROS, ZEROS_PAYLOADS),
    "undefined": (UNDEFINED, UNDEFINED_PAYLOADS),
}
