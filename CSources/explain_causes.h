/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The causes that an explanation can name, a row each. Numbers and names are stable and never
 * reused; the tens group them. The advice says what to change, and follows what was found.
 *
 *   ROW(enumerator, number, name, side, advice)
 */
#ifndef PBJWT_EXPLAIN_CAUSES_H
#define PBJWT_EXPLAIN_CAUSES_H

#include "internal.h"

/* clang-format off */
#define PBJWTI_CAUSE_TABLE(ROW) \
    /* 10: what is wrapped around the token */ \
    ROW(EMPTY,               10, "empty_token",           CARRIER, "Send the token itself: the whole value of ssoToken, or the token given to the widget. Check that the variable that should hold it is set.") \
    ROW(PLACEHOLDER_TOKEN,   11, "placeholder_token",     CARRIER, "The script had no token and sent the text of an empty variable. Wait for your server's response (await), and check its status first.") \
    ROW(QUOTES,              12, "quoted_token",          CARRIER, "Send the token without quotes: parse JSON with a JSON parser instead of passing its text on.") \
    ROW(BEARER,              13, "bearer_prefix",         CARRIER, "Send only what follows the word Bearer.") \
    ROW(HEADER_LINE,         14, "authorization_header",  CARRIER, "Send only the token, without the header's name and the word Bearer.") \
    ROW(PYTHON_BYTES,        15, "python_bytes",          SIGNER,  "Python printed bytes as b'...': call token.decode('ascii') before you build the URL or the page.") \
    ROW(JSON_WRAPPED,        16, "wrapped_in_json",       CARRIER, "Send the member's value, not the whole JSON object.") \
    ROW(SPACE_AROUND,        17, "white_space_around",    CARRIER, "Trim the token before you send it; a file or a shell's echo adds a line end.") \
    ROW(BOM_AROUND,          18, "byte_order_mark",       CARRIER, "Save the file as UTF-8 without a byte order mark.") \
    ROW(LINE_BREAKS,         19, "line_breaks_within",    CARRIER, "Send the token as one line: don't wrap it, and don't encode it with line breaks.") \
    ROW(PERCENT_ENCODED,     20, "percent_encoded",       CARRIER, "The token was URL-encoded once too often: a token needs no percent encoding, and a query parser decodes it once.") \
    ROW(WHOLE_URL,           21, "whole_url",             CARRIER, "Send the value of the parameter, not the whole URL.") \
    ROW(HTML,                22, "html_instead",          CARRIER, "The token endpoint answered with a web page (a login or error page): check the status and the content type of its response, and send cookies or credentials with the request.") \
    ROW(HTTP_ANSWER,         23, "http_answer_instead",   CARRIER, "Send the body of the response, not the response with its headers.") \
    ROW(JSON_INSTEAD,        24, "json_instead",          CARRIER, "This is JSON without a token in it, perhaps an error: check the response's status before you take the token from it.") \
    ROW(TEXT_INSTEAD,        25, "no_token",              CARRIER, "This isn't a token: a token is three parts of letters, digits, - and _, with two dots between them.") \
    ROW(PART_REMOVED,        26, "characters_around",     CARRIER, "Send the token without these characters.") \
    ROW(UTF16,               27, "utf16_text",            CARRIER, "Save the file as UTF-8 (PowerShell: -Encoding ascii): a token is ASCII text.") \
    /* 30: form */ \
    ROW(ENCRYPTED,           30, "encrypted_token",       SIGNER,  "This is an encrypted token (JWE), such as a session of NextAuth: sign a separate token for ProductBridge (JWS, HS256) and send that.") \
    ROW(DOT_COUNT,           31, "dot_count",             CARRIER, "A token has three parts with two dots between them: send all of it, and nothing else.") \
    ROW(CUT,                 32, "cut_off",               CARRIER, "The end is missing: look for a limit on the way (a column, a cookie, a URL, a log), and send the whole token.") \
    ROW(UNSIGNED,            33, "unsigned_token",        SIGNER,  "The third part is empty: sign the token with HS256 and the secret from Settings -> SSO -> API Keys.") \
    ROW(STANDARD_BASE64,     34, "standard_base64",       SIGNER,  "Encode as base64url (RFC 4648, 5): - for +, _ for /, and no =; a JWT library does this for you.") \
    ROW(PADDED,              35, "padded_base64",         SIGNER,  "Leave the = padding off: base64url in a token has none (RFC 7515, 2).") \
    ROW(HEX_SIGNATURE,       36, "hex_signature",         SIGNER,  "Encode the 32 raw bytes of the HMAC as base64url, not as hex: in PHP hash_hmac(..., true), in Node digest() or digest('base64url').") \
    ROW(WRONG_CHARACTER,     37, "wrong_character",       CARRIER, "Only letters, digits, - and _ belong there: find out what changes the token on its way.") \
    ROW(UNUSED_BITS,         38, "unused_bits",           CARRIER, "The last character carries bits that belong to no byte, so it isn't canonical: the token was changed or made by hand. Send it as the library made it.") \
    ROW(WRONG_LENGTH,        39, "impossible_length",     CARRIER, "No bytes encode to this many characters: a character was lost or added. Send the whole token.") \
    ROW(TOO_LARGE,           40, "token_too_large",       SIGNER,  "Put fewer claims into the token (lists of groups or permissions don't belong there), or raise the verifier's limit of bytes.") \
    ROW(LONG_SIGNATURE,      41, "signature_length",      SIGNER,  "An HS256 signature is 32 bytes: 43 characters of base64url. Sign with HS256.") \
    ROW(SECOND_ENCODING,     42, "encoded_twice",         SIGNER,  "The part was encoded as base64 twice: encode it once.") \
    ROW(FRONT_CUT,           43, "front_cut_off",         CARRIER, "The beginning is missing: copy the whole token, from its first character on.") \
    /* 50: header */ \
    ROW(ALG_MISSING,         50, "alg_missing",           SIGNER,  "Put \"alg\":\"HS256\" into the header; a JWT library does this for you.") \
    ROW(ALG_LONGER,          51, "alg_hs384_hs512",       SIGNER,  "Name the algorithm: HS256. Some libraries choose by the secret's length, so jjwt takes HS512 for 64 characters: signWith(key, Jwts.SIG.HS256).") \
    ROW(ALG_ASYMMETRIC,      52, "alg_asymmetric",        SIGNER,  "This token was made with a private key, as identity providers (Auth0, Cognito, Google) do: make your own token on your server, signed with HS256 and the secret.") \
    ROW(ALG_NONE,            53, "alg_none",              SIGNER,  "Sign the token: HS256 with the secret. A token without a signature is never accepted.") \
    ROW(ALG_SPELLING,        54, "alg_spelling",          SIGNER,  "Write it exactly as HS256.") \
    ROW(ALG_OTHER,           55, "alg_other",             SIGNER,  "Only HS256 is accepted: name it when you sign.") \
    ROW(TYP_ACCESS_TOKEN,    56, "typ_access_token",      SIGNER,  "This is an OAuth access token (at+jwt) of an authorization server: make your own token for ProductBridge.") \
    ROW(TYP_OTHER,           57, "typ_other",             SIGNER,  "Leave typ out or write JWT; if the verifier requires a type, write that.") \
    ROW(TYP_NOT_TEXT,        58, "typ_not_text",          SIGNER,  "Write \"typ\":\"JWT\", or leave it out.") \
    ROW(CRITICAL,            59, "critical_header",       SIGNER,  "Leave crit and b64 out of the header.") \
    ROW(UNKNOWN_KID,         60, "unknown_kid",           SIGNER,  "Leave kid out, or write the id of a key that the verifier holds.") \
    ROW(KEY_RETIRED,         61, "key_retired",           SIGNER,  "Sign with the new secret from Settings -> SSO -> API Keys: the old one is no longer valid.") \
    ROW(HEADER_NOT_JSON,     62, "header_not_json",       SIGNER,  "The first part has to be base64url of a JSON object such as {\"alg\":\"HS256\",\"typ\":\"JWT\"}: let a JWT library make it.") \
    ROW(KID_OF_OTHER_KEY,    63, "kid_of_other_key",      SIGNER,  "Send the kid of the key that signs, or none: only the key that kid names is tried.") \
    /* 70: key and signature */ \
    ROW(KEY_HEX_DECODED,     70, "key_hex_decoded",       SIGNER,  "Use the secret's 64 characters as they are: don't hex-decode them (no Buffer.from(secret, 'hex'), no bytes.fromhex, no hex2bin).") \
    ROW(KEY_BASE64_DECODED,  71, "key_base64_decoded",    SIGNER,  "Use the secret's 64 characters as they are: don't base64-decode them. In jjwt, signWith(alg, String) decodes: use Keys.hmacShaKeyFor(secret.getBytes(UTF_8)).") \
    ROW(KEY_BASE64_ENCODED,  72, "key_base64_encoded",    SIGNER,  "Use the secret's 64 characters as they are: don't base64-encode them.") \
    ROW(KEY_HEX_ENCODED,     73, "key_hex_encoded",       SIGNER,  "Use the secret's 64 characters as they are: don't hex-encode them.") \
    ROW(KEY_LINE_END,        74, "key_line_end",          SIGNER,  "Remove the line end from the secret: it was read with the newline of its file. Trim it, or write the file without one (printf instead of echo).") \
    ROW(KEY_CARRIAGE_RETURN, 75, "key_carriage_return",   SIGNER,  "Remove the carriage return from the secret: its file has Windows line ends (CRLF).") \
    ROW(KEY_SPACE,           76, "key_white_space",       SIGNER,  "Remove the white space around the secret.") \
    ROW(KEY_QUOTES,          77, "key_quotes",            SIGNER,  "Remove the quotes from the secret: docker --env-file and systemd keep them as characters.") \
    ROW(KEY_BOM,             78, "key_byte_order_mark",   SIGNER,  "Save the secret's file as UTF-8 without a byte order mark.") \
    ROW(KEY_ASSIGNMENT,      79, "key_assignment",        SIGNER,  "Use what follows the = sign: the whole line NAME=secret was used as the key.") \
    ROW(KEY_CASE,            80, "key_case",              SIGNER,  "Use the secret's characters in their original case.") \
    ROW(KEY_VARIABLE_NAME,   81, "key_variable_name",     SIGNER,  "The variable's name was used as the key instead of its value: read the environment.") \
    ROW(KEY_UNDEFINED,       82, "key_undefined",         SIGNER,  "The variable isn't set where the server runs, so the text of an empty value became the key: set PRODUCTBRIDGE_WIDGET_SECRET, and stop the server from starting without it.") \
    ROW(KEY_EMPTY,           83, "key_empty",             SIGNER,  "The variable is empty or was read before it was set (before the .env file was loaded): read it when you sign, and refuse to start without it.") \
    ROW(KEY_OTHER_SECRET,    84, "key_other_secret",      SIGNER,  "It was signed with another secret that you know: check which environment (production, staging) and which organization the secret is for.") \
    ROW(KEY_CUT,             85, "key_cut",               SIGNER,  "Use all 64 characters of the secret.") \
    ROW(KEY_UTF16,           86, "key_utf16",             SIGNER,  "Use the secret's bytes in UTF-8 (or ASCII), not in UTF-16: in .NET Encoding.UTF8.GetBytes.") \
    ROW(KEY_SAMPLE,          87, "key_sample_value",      SIGNER,  "The example value of the documentation was used as the key: set the secret from Settings -> SSO -> API Keys.") \
    ROW(SIGNED_HS512,        90, "signed_hs384_hs512",    SIGNER,  "The secret is right and the algorithm isn't: sign with HS256.") \
    ROW(SIGNATURE_ENCODING,  91, "signature_encoding",    SIGNER,  "Key and algorithm are right: only the signature's encoding is wrong. Encode its 32 bytes as base64url without padding.") \
    ROW(REENCODED,           92, "payload_reencoded",     CARRIER, "The token was taken apart and put together again after signing: pass it on unchanged.") \
    ROW(SECOND_TOKEN,        93, "signature_of_second",   CARRIER, "The signature is the second token's: the parts of two tokens were mixed up. Pass on each token whole.") \
    ROW(HEADER_CHANGED,      94, "header_changed",        CARRIER, "The header was rewritten after signing: pass the token on unchanged.") \
    ROW(OTHER_KEY,           95, "unknown_key_or_changed", SIGNER, "It was signed with a secret that isn't among those given, or was changed afterwards. Compare the secrets on both sides (their first and last characters), and ask whether the secret was regenerated: Settings -> SSO -> API Keys.") \
    ROW(SIGNED_TEXT,         96, "signed_other_text",     SIGNER,  "Sign the two encoded parts with the dot between them: base64url(header) + \".\" + base64url(payload).") \
    /* 100: the verifier's own secret */ \
    ROW(OWN_WRAPPED,        100, "own_secret_wrapped",    VERIFIER, "The verifier's secret has characters around it (white space, quotes, a byte order mark, NAME=): remove them. The token is signed with the secret without them.") \
    ROW(OWN_FORM,           101, "own_secret_form",       VERIFIER, "Check the secret that the verifier was given: ProductBridge's are 64 characters of 0-9 and a-f.") \
    ROW(OWN_UTF16,          102, "own_secret_utf16",      VERIFIER, "The verifier's secret is in UTF-16: save its file as UTF-8 (PowerShell: -Encoding ascii).") \
    ROW(OWN_CUT,            103, "own_secret_cut",        VERIFIER, "The verifier's secret is only a part: copy all 64 characters.") \
    ROW(OWN_DECODED,        104, "own_secret_decoded",    VERIFIER, "The verifier decodes its secret and the signer doesn't: give the secret as text.") \
    /* 110: JSON */ \
    ROW(JSON_EMPTY,         110, "json_empty",            SIGNER,  "Put a JSON object there.") \
    ROW(JSON_NOT_OBJECT,    111, "json_not_object",       SIGNER,  "It has to be a JSON object, {...}: some libraries sign a text as it is; give them an object.") \
    ROW(JSON_ENCODED_TWICE, 112, "json_encoded_twice",    SIGNER,  "The object was turned into JSON text twice: give the object to the library, not its JSON text.") \
    ROW(JSON_DUPLICATE,     113, "json_duplicate",        SIGNER,  "Name each member once: a serializer wrote it twice (a field and a map of extra fields, for example).") \
    ROW(JSON_HALF_EMOJI,    114, "json_half_character",   SIGNER,  "The text was cut inside an emoji (a lone surrogate): cut by characters, or call toWellFormed().") \
    ROW(JSON_NAN,           115, "json_nan",              SIGNER,  "JSON has no NaN and no Infinity: leave the member out or send null (in Python json.dumps(..., allow_nan=False) tells you).") \
    ROW(JSON_INTEGER,       116, "json_integer_range",    SIGNER,  "Whole numbers go to 64 bits: send larger ones, such as ids, as text.") \
    ROW(JSON_REAL,          117, "json_number_range",     SIGNER,  "The number is too large for a double: send it as text, or a smaller one.") \
    ROW(JSON_NUL,           118, "json_nul",              SIGNER,  "Remove the NUL characters: a fixed-width column or a buffer pads with them.") \
    ROW(JSON_NOT_UTF8,      119, "json_not_utf8",         SIGNER,  "Write JSON in UTF-8: the text is in another encoding, such as Latin-1, Windows-1252 or UTF-16.") \
    ROW(JSON_BOM,           120, "json_byte_order_mark",  SIGNER,  "Write JSON without a byte order mark (U+FEFF): in .NET new UTF8Encoding(false).") \
    ROW(JSON_NESTING,       121, "json_nesting",          SIGNER,  "Nest at most 32 levels deep: flatten the claims.") \
    ROW(JSON_MEMBERS,       122, "json_members",          SIGNER,  "Put fewer members into it.") \
    ROW(JSON_TWO,           123, "json_two_documents",    SIGNER,  "Write one object, and nothing after it.") \
    ROW(JSON_TRAILING,      124, "json_trailing",         SIGNER,  "Write nothing after the closing brace.") \
    ROW(JSON_PYTHON,        125, "json_python_repr",      SIGNER,  "This is Python's own spelling: write it with json.dumps, or give the dict to the library.") \
    ROW(JSON_COMMA,         126, "json_comma",            SIGNER,  "Remove the comma: JSON has none before a closing bracket. Let a JSON library write it.") \
    ROW(JSON_CONTROL,       127, "json_control",          SIGNER,  "Escape control characters within texts (\\n, \\t): let a JSON library write it.") \
    ROW(JSON_ESCAPE,        128, "json_escape",           SIGNER,  "Escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX: let a JSON library write it.") \
    ROW(JSON_NUMBER,        129, "json_number_form",      SIGNER,  "Write numbers as JSON does: no leading zero or +, digits on both sides of the point.") \
    ROW(JSON_CUT,           130, "json_cut",              SIGNER,  "The text ends too early: it was cut, or a bracket or quote is missing.") \
    ROW(JSON_QUOTES,        131, "json_quotes",           SIGNER,  "Put names and texts into double quotes: let a JSON library write it.") \
    ROW(JSON_SYNTAX,        132, "json_syntax",           SIGNER,  "Let a JSON library write it.") \
    ROW(PAYLOAD_NOT_JSON,   133, "payload_not_json",      SIGNER,  "The second part has to be base64url of a JSON object with the claims: let a JWT library make it.") \
    ROW(JSON_UNDEFINED,     134, "json_undefined",        SIGNER,  "JSON has no undefined: leave the member out or send null, as JSON.stringify does by itself.") \
    ROW(JSON_SEPARATOR,     135, "json_separator",        SIGNER,  "Write a colon after each name and a comma between members, and escape quotes within texts (\\\"): let a JSON library write it.") \
    ROW(JSON_COMMENT,       136, "json_comment",          SIGNER,  "Remove the comment: JSON has none.") \
    /* 140: time */ \
    ROW(EXP_MISSING,        140, "exp_missing",           SIGNER,  "Add exp, in seconds since 1970: expiresIn: '1h' in jsonwebtoken, or Math.floor(Date.now() / 1000) + 3600.") \
    ROW(TIME_MILLISECONDS,  141, "time_milliseconds",     SIGNER,  "Send seconds, not milliseconds: Math.floor(Date.now() / 1000).") \
    ROW(TIME_TEXT,          142, "time_text",             SIGNER,  "Send a JSON number of seconds since 1970, not text.") \
    ROW(TIME_DATE_TEXT,     143, "time_date_text",        SIGNER,  "Send a JSON number of seconds since 1970, not the text of a date.") \
    ROW(TIME_RANGE,         144, "time_out_of_range",     SIGNER,  "A time is a number of seconds from 1970 to the year 9999: 0 to 253402300799.") \
    ROW(TIME_TYPE,          145, "time_type",             SIGNER,  "Send a JSON number of seconds since 1970.") \
    ROW(EXP_IS_LIFETIME,    146, "exp_is_lifetime",       SIGNER,  "exp is a point in time, not a lifetime: now in seconds plus the lifetime.") \
    ROW(CLOCK_1970,         147, "clock_at_1970",         SIGNER,  "The signer's clock is at 1970: Cloudflare Workers show no time before the first request, and a device without a battery none at all. Read the clock when you sign.") \
    ROW(TIME_ZONE,          148, "time_zone",             SIGNER,  "A local time was taken for UTC, or the reverse: use UTC (time.time(), datetime.now(timezone.utc), not utcnow() or a naive local time).") \
    ROW(CLOCK_DRIFT,        149, "clock_drift",           SIGNER,  "The clocks differ: set both by NTP, or allow a larger leeway.") \
    ROW(EXPIRED_PLAIN,      150, "token_expired",         SIGNER,  "Make a new token for each sign-in; don't cache it beyond its exp.") \
    ROW(SHORT_LIFETIME,     151, "lifetime_very_short",   SIGNER,  "A lifetime of seconds was meant: in jsonwebtoken expiresIn: '3600' (text) is milliseconds; write 3600 (number) or '1h'.") \
    ROW(LONG_LIFETIME,      152, "lifetime_too_long",     SIGNER,  "Issue for one hour at the most: exp = iat + 3600; or raise the verifier's longest lifetime.") \
    ROW(EXP_BEFORE_IAT,     153, "exp_not_after_iat",     SIGNER,  "exp has to be later than iat.") \
    ROW(NBF_AHEAD,          154, "nbf_ahead",             SIGNER,  "Leave nbf out, or set it to now or earlier.") \
    ROW(IAT_AHEAD,          155, "iat_ahead",             SIGNER,  "Set iat to now: the signer's clock is ahead, or a local time was taken for UTC.") \
    ROW(IAT_MISSING,        156, "iat_missing",           SIGNER,  "Add iat, the time of issue, in seconds since 1970; most libraries add it for you.") \
    /* 170: claims */ \
    ROW(EMAIL_MISSING,      170, "email_missing",         SIGNER,  "Put the person's address into the claim email.") \
    ROW(EMAIL_EMPTY,        171, "email_empty",           SIGNER,  "The address was empty on your server: don't send a token for a person without one.") \
    ROW(PLACEHOLDER,        172, "placeholder",           SIGNER,  "Your server had no value and sent a placeholder for it: leave the claim out instead.") \
    ROW(EMAIL_FORM,         173, "email_form",            SIGNER,  "Send one address with an @ between two parts, without a display name.") \
    ROW(EMAIL_BLANK,        174, "email_blank",           SIGNER,  "The address holds only spaces: don't send a token for a person without an address.") \
    ROW(EMAIL_LONG,         175, "email_too_long",        SIGNER,  "An address has at most 320 bytes.") \
    ROW(EMAIL_CONTROL,      176, "email_control",         SIGNER,  "Remove control characters from the address.") \
    ROW(EMAIL_FULLWIDTH,    177, "email_fullwidth",       SIGNER,  "Write a plain @ (U+0040).") \
    ROW(EMAIL_CASE,         178, "email_upper_case",      SIGNER,  "Send the address in lower case, always alike: a changed address makes a new account.") \
    ROW(EMAIL_SPACE,        179, "email_white_space",     SIGNER,  "Trim the address on your server.") \
    ROW(EMAIL_INVISIBLE,    180, "email_invisible",       SIGNER,  "Remove the invisible characters from the address (a byte order mark U+FEFF from a CSV file, a zero-width space).") \
    ROW(EMAIL_MAILTO,       181, "email_mailto",          SIGNER,  "Send the address only, without mailto: or a display name.") \
    ROW(CLAIM_NUMBER,       182, "claim_not_text",        SIGNER,  "Send text: String(user.id), str(user.id), (string)$user->id.") \
    ROW(CLAIM_TYPE,         183, "claim_type",            SIGNER,  "Send each claim in its type: text, and a number in company_mrr.") \
    ROW(CLAIM_ARRAY,        184, "claim_array",           SIGNER,  "Send one text, not an array: in .NET the claim was added twice.") \
    ROW(CLAIM_FORM,         185, "claim_form",            SIGNER,  "Send one of the values that the claim can have: low, medium or high.") \
    ROW(CLAIM_COERCED,      186, "claim_coerced",         SIGNER,  "It was read anyway, but send it as the table of claims shows.") \
    ROW(NEAR_MISS,          187, "claim_name",            SIGNER,  "Rename the claim: names are compared with their case.") \
    ROW(CLAIM_TYPES_URI,    188, "claim_types_uri",       SIGNER,  "ClaimTypes of .NET are long URIs: write the claims' short names (new Claim(\"email\", ...)).") \
    ROW(NESTED,             189, "claims_nested",         SIGNER,  "Put the claims at the top of the payload, not inside another object.") \
    ROW(IDS_DIFFER,         190, "ids_differ",            SIGNER,  "Send one of sub and id, or the same text in both.") \
    ROW(AVATAR_RELATIVE,    191, "avatar_relative",       SIGNER,  "Send an absolute URL: https://...") \
    ROW(AVATAR_FORM,        192, "avatar_form",           SIGNER,  "Send an absolute http or https URL, percent-encoded.") \
    ROW(ISSUER,             193, "issuer_mismatch",       SIGNER,  "Send the iss that the verifier asks for, or change what it asks for.") \
    ROW(AUDIENCE,           194, "audience_mismatch",     SIGNER,  "Send the aud that the verifier asks for, or change what it asks for.") \
    ROW(COMPANY_LOST,       195, "company_lost",          SIGNER,  "Send company_id and company_name as text: String(company.id).") \
    ROW(MRR_FORM,           196, "company_mrr_form",      SIGNER,  "Send a JSON number, such as 1299.5, not text and not an object: Number(mrr), float(mrr), (float)$mrr.") \
    ROW(DATE_FORM,          197, "renewal_date_form",     SIGNER,  "Send an ISO 8601 date, 2026-03-31, or a date and time as toISOString() in JavaScript, isoformat() in Python and DATE_ATOM in PHP write it.") \
    ROW(CLAIM_OBJECT,       198, "claim_object",          SIGNER,  "Send the value itself, not the object of a database or library around it: String(user._id), user.id.toString().") \
    /* 210: user_hash */ \
    ROW(HASH_MISSING,       210, "user_hash_missing",     SIGNER,  "Add user_hash: the lower-case hex of HMAC-SHA256 with the secret over the user id.") \
    ROW(HASH_NAME,          211, "user_hash_name",        SIGNER,  "Name the claim user_hash.") \
    ROW(HASH_NO_ID,         212, "user_hash_without_id",  SIGNER,  "Send the user id that was hashed, as sub or id.") \
    ROW(HASH_OF_EMAIL,      213, "user_hash_of_email",    SIGNER,  "Hash the user id, not the e-mail address.") \
    ROW(HASH_OTHER_ID,      214, "user_hash_of_other_id", SIGNER,  "Hash exactly the text that the token has as its user id.") \
    ROW(HASH_KEY,           215, "user_hash_key",         SIGNER,  "Use the secret's 64 characters as the key of the hash, as they are.") \
    ROW(HASH_BASE64,        216, "user_hash_base64",      SIGNER,  "Write the hash as hex, not as base64: digest('hex'), hexdigest().") \
    ROW(HASH_HYPHENS,       217, "user_hash_separators",  SIGNER,  "Write the hash as 64 hex characters without separators: in .NET Convert.ToHexString, not BitConverter.ToString.") \
    ROW(HASH_PLAIN_SHA,     218, "user_hash_plain_sha256", SIGNER, "Compute HMAC-SHA256 with the secret as its key, not a plain SHA-256: createHmac('sha256', secret).") \
    ROW(HASH_FORM,          219, "user_hash_form",        SIGNER,  "A user_hash is 64 hex characters.") \
    ROW(HASH_UNKNOWN,       220, "user_hash_unknown",     SIGNER,  "Hash the user id as the token has it, with the secret that signs the token.") \
    ROW(HASH_OTHER_SECRET,  221, "user_hash_other_secret", SIGNER, "Hash with the secret that signs the token.")
/* clang-format on */

/* The rows. */
typedef enum pbjwti_cause_id {
#define PBJWTI_CAUSE_ROW(enumerator, number, name, side, advice) PBJWTI_CAUSE_##enumerator,
    PBJWTI_CAUSE_TABLE(PBJWTI_CAUSE_ROW) PBJWTI_CAUSES
} pbjwti_cause_id;

#endif
