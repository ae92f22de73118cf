-- The server's folder of secrets holds one named production.
CREATE EXTENSION pbjwt;
\dx+ pbjwt
INSERT INTO pbjwt_profiles (name, secrets, max_lifetime) VALUES ('sso', '{production}', 0);
INSERT INTO pbjwt_profiles (name, secrets, max_lifetime, email_form, type)
    VALUES ('typed', '{production}', 0, 'lowercased', 'sso+jwt');
INSERT INTO pbjwt_profiles (name, secrets) VALUES ('absent', '{production,absent}');
INSERT INTO pbjwt_profiles (name, secrets) VALUES ('none', '{}');
INSERT INTO pbjwt_profiles (name, secrets, leeway) VALUES ('late', '{production}', 301);
SELECT * FROM pbjwt_profiles ORDER BY name;
SELECT pbjwt_profiles_changed();
SHOW pbjwt.no_such_setting;
