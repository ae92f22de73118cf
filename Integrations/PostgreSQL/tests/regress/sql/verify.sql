-- A customer's token that never ends, one of another person, and one of another secret.
\set ada 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJlbWFpbCI6IkFkYUBFeGFtcGxlLmNvbSIsInN1YiI6InVzcl8xIiwiaWF0IjoxNzkwMDAwMDAwLCJleHAiOjI1MzQwMjMwMDc5OSwibmFtZSI6IkFkYSIsImNvbXBhbnlfaWQiOiJvcmdfMSIsImNvbXBhbnlfbXJyIjoxMi41LCJyb2xlIjoiYWRtaW4iLCJ0YWdzIjpbImEiLCJiIl19.OOHGJCqhoF0422xIILicm8qQlyQCILAp0FBIo2uYzqY'
\set other 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJlbWFpbCI6IkFkYUBFeGFtcGxlLmNvbSIsInN1YiI6InVzcl8xIiwiaWF0IjoxNzkwMDAwMDAwLCJleHAiOjI1MzQwMjMwMDc5OX0.-bKnuo2r32kiaV7Azx3tNoh3PmVd9Ock2mm4N_u6vXY'
SELECT jsonb_pretty(pbjwt_verify(:'ada', 'sso'));
SELECT pbjwt_verify(:'other', 'sso') - 'message';
\x on
SET timezone = 'UTC';
SELECT * FROM pbjwt_identity(:'ada', 'sso');
SELECT * FROM pbjwt_identity(:'other', 'sso');
\x off
SELECT profile, pbjwt_status(:'ada', profile) FROM unnest('{sso,typed,NULL}'::text[]) AS profile;
UPDATE pbjwt_profiles SET type = NULL WHERE name = 'typed';
SELECT i.canonical_email FROM pbjwt_identity(:'ada', 'typed') AS i;
UPDATE pbjwt_profiles SET audience = 'portal' WHERE name = 'typed';
SELECT pbjwt_status(:'ada', 'typed');
SELECT pbjwt_status('', 'sso'), pbjwt_status('a.b', 'sso'), pbjwt_status(NULL, 'sso');
-- The caller's mistakes; the last one has swapped the arguments.
SELECT pbjwt_status(:'ada', 'absent');
SELECT pbjwt_status(:'ada', '');
\set VERBOSITY sqlstate
SELECT pbjwt_status('sso', :'ada');
SELECT pbjwt_status(:'ada', 'absent');
SELECT pbjwt_login(:'other', 'sso');
SELECT pbjwt_login(NULL, 'sso');
