/* SPDX-License-Identifier: Apache-2.0 */

-- Complains if this script is sourced by psql, rather than by ALTER EXTENSION.
\echo Use "ALTER EXTENSION pbjwt UPDATE TO '0.1'" to load this file. \quit

-- Policies that call these must be dropped first.
DROP FUNCTION pbjwt_current_claim(text);
DROP FUNCTION pbjwt_current_company_id();
DROP FUNCTION pbjwt_current_user_id();
DROP FUNCTION pbjwt_current_email();
DROP FUNCTION pbjwt_logout();
DROP FUNCTION pbjwt_login(text, text);
