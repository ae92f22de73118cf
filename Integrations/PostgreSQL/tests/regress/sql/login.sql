\set VERBOSITY terse
\set ada 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJlbWFpbCI6IkFkYUBFeGFtcGxlLmNvbSIsInN1YiI6InVzcl8xIiwiaWF0IjoxNzkwMDAwMDAwLCJleHAiOjI1MzQwMjMwMDc5OSwibmFtZSI6IkFkYSIsImNvbXBhbnlfaWQiOiJvcmdfMSIsImNvbXBhbnlfbXJyIjoxMi41LCJyb2xlIjoiYWRtaW4iLCJ0YWdzIjpbImEiLCJiIl19.OOHGJCqhoF0422xIILicm8qQlyQCILAp0FBIo2uYzqY'
\set eve 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJlbWFpbCI6ImV2ZUBleGFtcGxlLmNvbSIsInN1YiI6InVzcl8xIiwiaWF0IjoxNzkwMDAwMDAwLCJleHAiOjI1MzQwMjMwMDc5OX0.86tk5yXonE9sgW-0fVS4reg2tQ2Pjpp7Yu-kV9uv3us'
\set other 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJlbWFpbCI6IkFkYUBFeGFtcGxlLmNvbSIsInN1YiI6InVzcl8xIiwiaWF0IjoxNzkwMDAwMDAwLCJleHAiOjI1MzQwMjMwMDc5OX0.-bKnuo2r32kiaV7Azx3tNoh3PmVd9Ock2mm4N_u6vXY'
CREATE TABLE notes (owner text, body text);
INSERT INTO notes VALUES ('Ada@Example.com', 'one'), ('Ada@Example.com', 'two'), ('eve@example.com', 'three');
CREATE POLICY own ON notes USING (owner = pbjwt_current_email());
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE ROLE regress_pbjwt_app;
GRANT SELECT ON notes TO regress_pbjwt_app;
GRANT EXECUTE ON FUNCTION pbjwt_login(text, text), pbjwt_logout(), pbjwt_current_email(), pbjwt_current_user_id(),
    pbjwt_current_company_id(), pbjwt_current_claim(text) TO regress_pbjwt_app;
SET ROLE regress_pbjwt_app;
SELECT * FROM notes;
SELECT pbjwt_login(:'ada', 'sso');
SELECT * FROM notes;
BEGIN;
SELECT pbjwt_login(:'ada', 'sso');
SELECT * FROM notes ORDER BY body;
SELECT pbjwt_current_email(), pbjwt_current_user_id(), pbjwt_current_company_id(),
    pbjwt_current_claim('role') AS role, pbjwt_current_claim('company_mrr') AS mrr, pbjwt_current_claim('tags') AS tags,
    pbjwt_current_claim('none') AS none;
EXPLAIN (COSTS OFF) SELECT * FROM notes;
SAVEPOINT eve;
SELECT pbjwt_login(:'eve', 'sso');
SELECT * FROM notes;
ROLLBACK TO eve;
SELECT * FROM notes;
SELECT pbjwt_login(:'eve', 'sso');
SELECT pbjwt_login(:'other', 'sso');
ROLLBACK;
SELECT pbjwt_current_email();
BEGIN;
SELECT pbjwt_login(:'eve', 'sso');
SELECT pbjwt_logout();
SELECT * FROM notes;
COMMIT;
SELECT * FROM pbjwt_profiles;
SELECT pbjwt_verify(:'ada', 'sso');
RESET ROLE;
DROP TABLE notes;
DROP OWNED BY regress_pbjwt_app;
DROP ROLE regress_pbjwt_app;
DROP EXTENSION pbjwt;
