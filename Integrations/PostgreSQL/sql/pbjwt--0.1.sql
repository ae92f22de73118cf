/* SPDX-License-Identifier: Apache-2.0 */

-- Complains if this script is sourced by psql, rather than by CREATE EXTENSION.
\echo Use "CREATE EXTENSION pbjwt" to load this file. \quit

-- Functions are called with their schema: this schema could have one of the same name with a closer signature.

-- The policies for tokens. Anyone who may write here decides who gets in. NULL is the library's default.
CREATE TABLE pbjwt_profiles (
    name text PRIMARY KEY CHECK (pg_catalog.octet_length(name) BETWEEN 1 AND 63),
    secrets text[] NOT NULL CHECK (pg_catalog.cardinality(secrets) BETWEEN 1 AND 8
                                   AND pg_catalog.array_ndims(secrets) = 1
                                   AND pg_catalog.array_position(secrets, NULL) IS NULL),
    profile text NOT NULL DEFAULT 'sso' CHECK (profile IN ('sso', 'widget')),
    max_token_bytes integer CHECK (max_token_bytes BETWEEN 256 AND 1048576),
    leeway integer CHECK (leeway BETWEEN 0 AND 300),
    max_lifetime bigint CHECK (max_lifetime BETWEEN 0 AND 253402300799),
    allow_missing_exp boolean,
    user_hash text CHECK (user_hash IN ('off', 'if_present', 'required')),
    issuer text CHECK (issuer <> ''),
    audience text CHECK (audience <> ''),
    type text CHECK (type ~ '^[A-Za-z0-9!#$&^_.+/-]{1,127}$'),
    strict_claims boolean,
    email_form text CHECK (email_form IN ('as_sent', 'lowercased', 'require_lowercase')),
    reader text CHECK (reader IN ('fast', 'both'))
);
REVOKE ALL ON pbjwt_profiles FROM PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('pbjwt_profiles', '');

-- Each session caches the verifier of a profile until this trigger reports a change.
CREATE FUNCTION pbjwt_profiles_changed() RETURNS trigger
    AS 'MODULE_PATHNAME', 'pbjwtpg_profiles_changed' LANGUAGE C;
REVOKE ALL ON FUNCTION pbjwt_profiles_changed() FROM PUBLIC;
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON pbjwt_profiles
    FOR EACH ROW EXECUTE FUNCTION pbjwt_profiles_changed();
CREATE TRIGGER emptied AFTER TRUNCATE ON pbjwt_profiles
    FOR EACH STATEMENT EXECUTE FUNCTION pbjwt_profiles_changed();
-- Also if session_replication_role is replica.
ALTER TABLE pbjwt_profiles ENABLE ALWAYS TRIGGER changed;
ALTER TABLE pbjwt_profiles ENABLE ALWAYS TRIGGER emptied;

CREATE TYPE pbjwt_identity AS (
    email text,
    canonical_email text,
    user_id text,
    name text,
    avatar_url text,
    company_id text,
    company_name text,
    company_mrr double precision,
    customer_status text,
    renewal_date timestamptz,
    renewal_risk text,
    account_owner_id text,
    account_owner_email text,
    external_user_id text,
    issued_at timestamptz,
    not_before timestamptz,
    expires_at timestamptz,
    issuer text,
    audience text[],
    token_id text,
    user_hash text,
    custom jsonb,
    key text
);

-- They depend on the clock, the secrets and the profiles, so they are volatile.
CREATE FUNCTION pbjwt_verify(token text, profile text) RETURNS jsonb
    AS 'MODULE_PATHNAME', 'pbjwtpg_verify' LANGUAGE C VOLATILE STRICT PARALLEL SAFE COST 100;
CREATE FUNCTION pbjwt_status(token text, profile text) RETURNS text
    AS 'MODULE_PATHNAME', 'pbjwtpg_status' LANGUAGE C VOLATILE STRICT PARALLEL SAFE COST 100;
CREATE FUNCTION pbjwt_identity(token text, profile text) RETURNS pbjwt_identity
    AS 'MODULE_PATHNAME', 'pbjwtpg_identity' LANGUAGE C VOLATILE STRICT PARALLEL SAFE COST 100;
REVOKE ALL ON FUNCTION pbjwt_verify(text, text), pbjwt_status(text, text), pbjwt_identity(text, text)
    FROM PUBLIC;
