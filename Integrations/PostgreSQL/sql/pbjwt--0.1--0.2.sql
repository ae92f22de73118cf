/* SPDX-License-Identifier: Apache-2.0 */

-- Complains if this script is sourced by psql, rather than by ALTER EXTENSION.
\echo Use "ALTER EXTENSION pbjwt UPDATE TO '0.2'" to load this file. \quit

CREATE FUNCTION pbjwt_login(token text, profile text) RETURNS void
    AS 'MODULE_PATHNAME', 'pbjwtpg_login' LANGUAGE C VOLATILE PARALLEL UNSAFE COST 100;
CREATE FUNCTION pbjwt_logout() RETURNS void
    AS 'MODULE_PATHNAME', 'pbjwtpg_logout' LANGUAGE C VOLATILE PARALLEL UNSAFE;

-- Stable, so that an index can be used. A parallel worker has no memory of who is logged in.
CREATE FUNCTION pbjwt_current_email() RETURNS text
    AS 'MODULE_PATHNAME', 'pbjwtpg_current_email' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
CREATE FUNCTION pbjwt_current_user_id() RETURNS text
    AS 'MODULE_PATHNAME', 'pbjwtpg_current_user_id' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
CREATE FUNCTION pbjwt_current_company_id() RETURNS text
    AS 'MODULE_PATHNAME', 'pbjwtpg_current_company_id' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
CREATE FUNCTION pbjwt_current_claim(name text) RETURNS text
    AS 'MODULE_PATHNAME', 'pbjwtpg_current_claim' LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;

REVOKE ALL ON FUNCTION pbjwt_login(text, text), pbjwt_logout(), pbjwt_current_email(),
    pbjwt_current_user_id(), pbjwt_current_company_id(), pbjwt_current_claim(text) FROM PUBLIC;
