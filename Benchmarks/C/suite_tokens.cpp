// SPDX-License-Identifier: Apache-2.0

#include "suite.hpp"

#include <openssl/hmac.h>

#include <utility>

namespace suite {
namespace {

const std::string otherSecret = "d74ea9a3452bcdda7aba24e0400e51054deb4b05a01d41cf4949d1ef88439f49";

// Signing

std::string base64url(const std::string &bytes) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    unsigned bits = 0, bitCount = 0;
    for (const char byte : bytes) {
        bits = bits << 8 | static_cast<unsigned char>(byte);
        for (bitCount += 8; bitCount >= 6; bitCount -= 6)
            text += digits[bits >> (bitCount - 6) & 63];
    }
    if (bitCount > 0)
        text += digits[bits << (6 - bitCount) & 63];
    return text;
}

std::string hmac(const std::string &secret, const std::string &data) {
    unsigned char mac[FLOOR_MAC_BYTES];
    if (HMAC(EVP_sha256(), secret.data(), int(secret.size()),
             reinterpret_cast<const unsigned char *>(data.data()), data.size(), mac,
             nullptr) == nullptr)
        stop("OpenSSL can't compute an HMAC");
    return std::string(reinterpret_cast<const char *>(mac), sizeof mac);
}

const std::string &header() {
    static const std::string text = base64url(R"({"alg":"HS256","typ":"JWT"})");
    return text;
}

// Payloads

// The payload of a token that the library issues.
std::string issuedPayload(bool full, int64_t issuedAt, const std::string &custom = "{}") {
    const Claims claims(sample_claims(full));
    const Secret secret = makeSecret();
    char *token = nullptr, *json = nullptr;
    size_t length, jsonLength;
    require(pbjwt_claims_set_custom(claims.get(), custom.data(), custom.size()));
    require(pbjwt_issue_at(secret.get(), claims.get(), issuedAt, PBJWT_DEFAULT_LIFETIME, &token,
                           &length, nullptr));
    require(pbjwt_inspect_unverified(token, length, nullptr, nullptr, &json, &jsonLength));
    const std::string payload(json, jsonLength);
    pbjwt_free(json);
    pbjwt_free(token);
    return payload;
}

std::string times(int64_t issuedAt, const char *comma = ",", const char *colon = ":") {
    return std::string("\"iat\"") + colon + std::to_string(issuedAt) + comma + "\"exp\"" + colon +
           std::to_string(issuedAt + PBJWT_DEFAULT_LIFETIME) + "}";
}

// As PHP's json_encode writes it.
const char phpClaims[] =
    R"({"email":"ada.lovelace@example.com","name":"Ad\u00e8le Lovelace","sub":"usr_7Yk2LqP0",)"
    R"("avatar_url":"https:\/\/cdn.example.com\/avatars\/7Yk2LqP0.png",)"
    R"("company_name":"\u00c5ngstr\u00f6m & S\u00f8n A\/S","company_id":"cmp_0042",)"
    R"("company_mrr":1249.5,"customer_status":"active","renewal_date":"2026-03-31",)"
    R"("renewal_risk":"low","account_owner_email":"csm@productbridge.example",)"
    R"("external_user_id":"003Dn00000XyZAB",)";

// As Python's json.dumps writes it.
const char pythonClaims[] =
    R"({"email": "ada.lovelace@example.com", "name": )"
    R"("\u0410\u0434\u0430 \u041b\u0430\u0432\u043b\u0435\u0439\u0441", "sub": "usr_7Yk2LqP0", )"
    R"("company_name": "\u89e3\u6790\u6a5f\u95a2\u682a\u5f0f\u4f1a\u793e", )"
    R"("company_id": "cmp_0042", )";

const char nestedClaims[] =
    R"({"plan":{"id":"team","seats":{"used":17,"of":25},"trial":false,"features":["sso","audit",)"
    R"("export",{"beta":["search","inbox"]}]},"groups":[{"id":1,"roles":["admin","billing"]},)"
    R"({"id":2,"roles":[]}],"limits":[[10,20.5],[30,1e3]],"referrer":null})";

// A payload of exactly this many bytes, filled with custom claims of a few words each.
std::string sizedPayload(size_t bytes, int64_t issuedAt) {
    static const std::string words = "has been a customer since the first difference engine was "
                                     "sold, and would like another two of them";
    const size_t ends = sizeof R"(,"note_00":"")" - 1;
    const size_t longest = 80;
    const std::string end = times(issuedAt);
    std::string payload = R"({"email":"ada.lovelace@example.com")";
    if (bytes > 200)
        payload += R"(,"name":"Ada Lovelace","sub":")" SAMPLE_USER_ID R"(")";
    for (int i = 10;; i++) {
        const size_t left = bytes - payload.size() - 1 - end.size();
        // The last claim fills the rest, which has to be long enough for one.
        const size_t length = left <= longest + ends ? left : longest;
        payload += ",\"note_" + std::to_string(i) + "\":\"" + words.substr(0, length - ends) + "\"";
        if (length == left)
            return payload + "," + end;
    }
}

// The size of the payload in a token of this many bytes, without the header, the dots and the signature.
size_t payloadBytes(size_t tokenBytes) {
    return (tokenBytes - header().size() - 2 - 43) * 3 / 4;
}

std::string payloadOf(const std::string &name, int64_t issuedAt) {
    if (name == "php-escaped")
        return phpClaims + times(issuedAt);
    if (name == "python-escaped")
        return pythonClaims + times(issuedAt, ", ", ": ");
    if (name == "nested")
        return issuedPayload(false, issuedAt, nestedClaims);
    if (name == "4k")
        return sizedPayload(payloadBytes(4096), issuedAt);
    return issuedPayload(name == "full", issuedAt);
}

// Tokens

Token assemble(const std::string &name, const std::string &outcome, std::string payload) {
    Token token = {name, outcome, PBJWT_OK, {}, 0, std::move(payload), {}};
    token.text = header() + "." + base64url(token.payload);
    token.signedLength = token.text.size();
    token.text += "." + base64url(hmac(outcome == "wrong-signature" ? otherSecret : SAMPLE_SECRET,
                                       token.text));
    return token;
}

} // namespace

Token makeToken(const std::string &name, const std::string &outcome) {
    std::string payload =
        payloadOf(name, outcome == "expired" ? SAMPLE_NOW - 7200 : SAMPLE_NOW - 10);
    if (outcome == "malformed")
        payload.pop_back(); // its closing brace, so that the token is refused only at its end
    Token token = assemble(name, outcome, payload);
    if (outcome == "wrong-signature")
        token.expected = PBJWT_SIGNATURE_MISMATCH;
    if (outcome == "expired")
        token.expected = PBJWT_EXPIRED;
    if (outcome == "malformed")
        token.expected = PBJWT_MALFORMED_PAYLOAD;
    if (outcome == "accepted" && name == "full")
        token.userID = SAMPLE_USER_ID;
    return token;
}

Token makeToken(size_t bytes) {
    Token token = assemble(std::to_string(bytes), "accepted",
                           sizedPayload(payloadBytes(bytes), SAMPLE_NOW - 10));
    if (token.text.size() != bytes)
        stop("no token has " + std::to_string(bytes) + " bytes");
    return token;
}

const std::vector<Token> &tokens() {
    static const std::vector<Token> all = [] {
        std::vector<Token> made;
        for (const char *const name :
             {"minimal", "full", "php-escaped", "python-escaped", "nested", "4k"})
            for (const char *const outcome :
                 {"accepted", "wrong-signature", "expired", "malformed"})
                made.push_back(makeToken(name, outcome));
        return made;
    }();
    return all;
}

std::vector<const Token *> acceptedTokens() {
    std::vector<const Token *> accepted;
    for (const Token &token : tokens())
        if (token.expected == PBJWT_OK)
            accepted.push_back(&token);
    return accepted;
}

} // namespace suite
