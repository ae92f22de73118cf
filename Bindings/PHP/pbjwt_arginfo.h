/* clang-format off */
/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: 8a0239594b5c5fcab902ef3ea6392dc8bbb5e84a */

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_Pbjwt_explain, 0, 2, Pbjwt\\Report, 0)
	ZEND_ARG_TYPE_INFO(0, token, IS_STRING, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, secrets, Pbjwt\\Secret, MAY_BE_STRING|MAY_BE_ARRAY, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, policy, Pbjwt\\Policy, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, otherSecrets, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, secondToken, IS_STRING, 1, "null")
	ZEND_ARG_OBJ_TYPE_MASK(0, at, DateTimeInterface, MAY_BE_LONG|MAY_BE_NULL, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_Pbjwt_inspect_unverified, 0, 1, Pbjwt\\\125nverified, 0)
	ZEND_ARG_TYPE_INFO(0, token, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_Pbjwt_version, 0, 0, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Pbjwt_Secret___construct, 0, 0, 1)
	ZEND_ARG_TYPE_INFO(0, bytes, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, id, IS_STRING, 1, "null")
	ZEND_ARG_OBJ_TYPE_MASK(0, notAfter, DateTimeInterface, MAY_BE_LONG|MAY_BE_NULL, "null")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, format, Pbjwt\\SecretFormat, 0, "Pbjwt\\SecretFormat::Text")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, weak, _IS_BOOL, 0, "false")
ZEND_END_ARG_INFO()

#define arginfo_class_Pbjwt_Secret_generate arginfo_Pbjwt_version

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Pbjwt_Secret_issue, 0, 1, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, claims, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, lifetime, IS_LONG, 0, "3600")
	ZEND_ARG_OBJ_TYPE_MASK(0, at, DateTimeInterface, MAY_BE_LONG|MAY_BE_NULL, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, userHash, _IS_BOOL, 0, "false")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, type, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_MASK(0, custom, MAY_BE_ARRAY|MAY_BE_STRING|MAY_BE_NULL, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Pbjwt_Secret_userHash, 0, 1, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, id, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Pbjwt_Policy___construct, 0, 0, 0)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, profile, Pbjwt\\Profile, 0, "Pbjwt\\Profile::Sso")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, maxTokenBytes, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, leeway, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, maxLifetime, IS_LONG, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, allowMissingExp, _IS_BOOL, 0, "false")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, userHash, Pbjwt\\\125serHash, 0, "Pbjwt\\UserHash::Off")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, issuer, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, audience, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, type, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, strictClaims, _IS_BOOL, 0, "false")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, emailForm, Pbjwt\\EmailForm, 0, "Pbjwt\\EmailForm::AsSent")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, reader, Pbjwt\\Reader, 0, "Pbjwt\\Reader::Fast")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Pbjwt_Verifier___construct, 0, 0, 1)
	ZEND_ARG_OBJ_TYPE_MASK(0, secrets, Pbjwt\\Secret, MAY_BE_STRING|MAY_BE_ARRAY, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, policy, Pbjwt\\Policy, 1, "null")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, report, Pbjwt\\Policy, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Pbjwt_Verifier_persistent, 0, 1, Pbjwt\\Verifier, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, secrets, Pbjwt\\Secret, MAY_BE_STRING|MAY_BE_ARRAY, NULL)
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, policy, Pbjwt\\Policy, 1, "null")
	ZEND_ARG_OBJ_INFO_WITH_DEFAULT_VALUE(0, report, Pbjwt\\Policy, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Pbjwt_Verifier_verify, 0, 1, Pbjwt\\Identity, 0)
	ZEND_ARG_TYPE_INFO(0, token, IS_STRING, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, at, DateTimeInterface, MAY_BE_LONG|MAY_BE_NULL, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Pbjwt_Verifier_verifyJson, 0, 1, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, token, IS_STRING, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, at, DateTimeInterface, MAY_BE_LONG|MAY_BE_NULL, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Pbjwt_Identity___construct, 0, 0, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Pbjwt_Identity_toArray, 0, 0, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Pbjwt_Identity_jsonSerialize, 0, 0, stdClass, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Pbjwt_ClaimWarning___construct arginfo_class_Pbjwt_Identity___construct

#define arginfo_class_Pbjwt_Refusal___construct arginfo_class_Pbjwt_Identity___construct

#define arginfo_class_Pbjwt_Report___construct arginfo_class_Pbjwt_Identity___construct

#define arginfo_class_Pbjwt_Cause___construct arginfo_class_Pbjwt_Identity___construct

#define arginfo_class_Pbjwt_Unverified___construct arginfo_class_Pbjwt_Identity___construct


ZEND_FUNCTION(Pbjwt_explain);
ZEND_FUNCTION(Pbjwt_inspect_unverified);
ZEND_FUNCTION(Pbjwt_version);
ZEND_METHOD(Pbjwt_Secret, __construct);
ZEND_METHOD(Pbjwt_Secret, generate);
ZEND_METHOD(Pbjwt_Secret, issue);
ZEND_METHOD(Pbjwt_Secret, userHash);
ZEND_METHOD(Pbjwt_Policy, __construct);
ZEND_METHOD(Pbjwt_Verifier, __construct);
ZEND_METHOD(Pbjwt_Verifier, persistent);
ZEND_METHOD(Pbjwt_Verifier, verify);
ZEND_METHOD(Pbjwt_Verifier, verifyJson);
ZEND_METHOD(Pbjwt_Identity, __construct);
ZEND_METHOD(Pbjwt_Identity, toArray);
ZEND_METHOD(Pbjwt_Identity, jsonSerialize);
ZEND_METHOD(Pbjwt_ClaimWarning, __construct);
ZEND_METHOD(Pbjwt_Refusal, __construct);
ZEND_METHOD(Pbjwt_Report, __construct);
ZEND_METHOD(Pbjwt_Cause, __construct);
ZEND_METHOD(Pbjwt_Unverified, __construct);


static const zend_function_entry ext_functions[] = {
	ZEND_NS_FALIAS("Pbjwt", explain, Pbjwt_explain, arginfo_Pbjwt_explain)
	ZEND_NS_FALIAS("Pbjwt", inspect_unverified, Pbjwt_inspect_unverified, arginfo_Pbjwt_inspect_unverified)
	ZEND_NS_FALIAS("Pbjwt", version, Pbjwt_version, arginfo_Pbjwt_version)
	ZEND_FE_END
};


static const zend_function_entry class_Pbjwt_Profile_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Pbjwt_UserHash_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Pbjwt_EmailForm_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Pbjwt_Reader_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Pbjwt_SecretFormat_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Pbjwt_UserHashState_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Pbjwt_CustomerStatus_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Pbjwt_PbjwtException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Pbjwt_TokenRefused_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Pbjwt_Secret_methods[] = {
	ZEND_ME(Pbjwt_Secret, __construct, arginfo_class_Pbjwt_Secret___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(Pbjwt_Secret, generate, arginfo_class_Pbjwt_Secret_generate, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Pbjwt_Secret, issue, arginfo_class_Pbjwt_Secret_issue, ZEND_ACC_PUBLIC)
	ZEND_ME(Pbjwt_Secret, userHash, arginfo_class_Pbjwt_Secret_userHash, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Pbjwt_Policy_methods[] = {
	ZEND_ME(Pbjwt_Policy, __construct, arginfo_class_Pbjwt_Policy___construct, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Pbjwt_Verifier_methods[] = {
	ZEND_ME(Pbjwt_Verifier, __construct, arginfo_class_Pbjwt_Verifier___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(Pbjwt_Verifier, persistent, arginfo_class_Pbjwt_Verifier_persistent, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Pbjwt_Verifier, verify, arginfo_class_Pbjwt_Verifier_verify, ZEND_ACC_PUBLIC)
	ZEND_ME(Pbjwt_Verifier, verifyJson, arginfo_class_Pbjwt_Verifier_verifyJson, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Pbjwt_Identity_methods[] = {
	ZEND_ME(Pbjwt_Identity, __construct, arginfo_class_Pbjwt_Identity___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Pbjwt_Identity, toArray, arginfo_class_Pbjwt_Identity_toArray, ZEND_ACC_PUBLIC)
	ZEND_ME(Pbjwt_Identity, jsonSerialize, arginfo_class_Pbjwt_Identity_jsonSerialize, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Pbjwt_ClaimWarning_methods[] = {
	ZEND_ME(Pbjwt_ClaimWarning, __construct, arginfo_class_Pbjwt_ClaimWarning___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Pbjwt_Refusal_methods[] = {
	ZEND_ME(Pbjwt_Refusal, __construct, arginfo_class_Pbjwt_Refusal___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Pbjwt_Report_methods[] = {
	ZEND_ME(Pbjwt_Report, __construct, arginfo_class_Pbjwt_Report___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Pbjwt_Cause_methods[] = {
	ZEND_ME(Pbjwt_Cause, __construct, arginfo_class_Pbjwt_Cause___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};


static const zend_function_entry class_Pbjwt_Unverified_methods[] = {
	ZEND_ME(Pbjwt_Unverified, __construct, arginfo_class_Pbjwt_Unverified___construct, ZEND_ACC_PRIVATE)
	ZEND_FE_END
};

static zend_class_entry *register_class_Pbjwt_Profile(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Pbjwt\\Profile", IS_STRING, class_Pbjwt_Profile_methods);

	zval enum_case_Sso_value;
	zend_string *enum_case_Sso_value_str = zend_string_init("sso", strlen("sso"), 1);
	ZVAL_STR(&enum_case_Sso_value, enum_case_Sso_value_str);
	zend_enum_add_case_cstr(class_entry, "Sso", &enum_case_Sso_value);

	zval enum_case_Widget_value;
	zend_string *enum_case_Widget_value_str = zend_string_init("widget", strlen("widget"), 1);
	ZVAL_STR(&enum_case_Widget_value, enum_case_Widget_value_str);
	zend_enum_add_case_cstr(class_entry, "Widget", &enum_case_Widget_value);

	return class_entry;
}

static zend_class_entry *register_class_Pbjwt_UserHash(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Pbjwt\\UserHash", IS_STRING, class_Pbjwt_UserHash_methods);

	zval enum_case_Off_value;
	zend_string *enum_case_Off_value_str = zend_string_init("off", strlen("off"), 1);
	ZVAL_STR(&enum_case_Off_value, enum_case_Off_value_str);
	zend_enum_add_case_cstr(class_entry, "Off", &enum_case_Off_value);

	zval enum_case_IfPresent_value;
	zend_string *enum_case_IfPresent_value_str = zend_string_init("if_present", strlen("if_present"), 1);
	ZVAL_STR(&enum_case_IfPresent_value, enum_case_IfPresent_value_str);
	zend_enum_add_case_cstr(class_entry, "IfPresent", &enum_case_IfPresent_value);

	zval enum_case_Required_value;
	zend_string *enum_case_Required_value_str = zend_string_init("required", strlen("required"), 1);
	ZVAL_STR(&enum_case_Required_value, enum_case_Required_value_str);
	zend_enum_add_case_cstr(class_entry, "Required", &enum_case_Required_value);

	return class_entry;
}

static zend_class_entry *register_class_Pbjwt_EmailForm(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Pbjwt\\EmailForm", IS_STRING, class_Pbjwt_EmailForm_methods);

	zval enum_case_AsSent_value;
	zend_string *enum_case_AsSent_value_str = zend_string_init("as_sent", strlen("as_sent"), 1);
	ZVAL_STR(&enum_case_AsSent_value, enum_case_AsSent_value_str);
	zend_enum_add_case_cstr(class_entry, "AsSent", &enum_case_AsSent_value);

	zval enum_case_Lowercased_value;
	zend_string *enum_case_Lowercased_value_str = zend_string_init("lowercased", strlen("lowercased"), 1);
	ZVAL_STR(&enum_case_Lowercased_value, enum_case_Lowercased_value_str);
	zend_enum_add_case_cstr(class_entry, "Lowercased", &enum_case_Lowercased_value);

	zval enum_case_RequireLowercase_value;
	zend_string *enum_case_RequireLowercase_value_str = zend_string_init("require_lowercase", strlen("require_lowercase"), 1);
	ZVAL_STR(&enum_case_RequireLowercase_value, enum_case_RequireLowercase_value_str);
	zend_enum_add_case_cstr(class_entry, "RequireLowercase", &enum_case_RequireLowercase_value);

	return class_entry;
}

static zend_class_entry *register_class_Pbjwt_Reader(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Pbjwt\\Reader", IS_STRING, class_Pbjwt_Reader_methods);

	zval enum_case_Fast_value;
	zend_string *enum_case_Fast_value_str = zend_string_init("fast", strlen("fast"), 1);
	ZVAL_STR(&enum_case_Fast_value, enum_case_Fast_value_str);
	zend_enum_add_case_cstr(class_entry, "Fast", &enum_case_Fast_value);

	zval enum_case_Both_value;
	zend_string *enum_case_Both_value_str = zend_string_init("both", strlen("both"), 1);
	ZVAL_STR(&enum_case_Both_value, enum_case_Both_value_str);
	zend_enum_add_case_cstr(class_entry, "Both", &enum_case_Both_value);

	return class_entry;
}

static zend_class_entry *register_class_Pbjwt_SecretFormat(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Pbjwt\\SecretFormat", IS_STRING, class_Pbjwt_SecretFormat_methods);

	zval enum_case_Text_value;
	zend_string *enum_case_Text_value_str = zend_string_init("text", strlen("text"), 1);
	ZVAL_STR(&enum_case_Text_value, enum_case_Text_value_str);
	zend_enum_add_case_cstr(class_entry, "Text", &enum_case_Text_value);

	zval enum_case_Hex_value;
	zend_string *enum_case_Hex_value_str = zend_string_init("hex", strlen("hex"), 1);
	ZVAL_STR(&enum_case_Hex_value, enum_case_Hex_value_str);
	zend_enum_add_case_cstr(class_entry, "Hex", &enum_case_Hex_value);

	zval enum_case_Base64_value;
	zend_string *enum_case_Base64_value_str = zend_string_init("base64", strlen("base64"), 1);
	ZVAL_STR(&enum_case_Base64_value, enum_case_Base64_value_str);
	zend_enum_add_case_cstr(class_entry, "Base64", &enum_case_Base64_value);

	return class_entry;
}

static zend_class_entry *register_class_Pbjwt_UserHashState(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Pbjwt\\UserHashState", IS_STRING, class_Pbjwt_UserHashState_methods);

	zval enum_case_Absent_value;
	zend_string *enum_case_Absent_value_str = zend_string_init("absent", strlen("absent"), 1);
	ZVAL_STR(&enum_case_Absent_value, enum_case_Absent_value_str);
	zend_enum_add_case_cstr(class_entry, "Absent", &enum_case_Absent_value);

	zval enum_case_Unchecked_value;
	zend_string *enum_case_Unchecked_value_str = zend_string_init("unchecked", strlen("unchecked"), 1);
	ZVAL_STR(&enum_case_Unchecked_value, enum_case_Unchecked_value_str);
	zend_enum_add_case_cstr(class_entry, "Unchecked", &enum_case_Unchecked_value);

	zval enum_case_Verified_value;
	zend_string *enum_case_Verified_value_str = zend_string_init("verified", strlen("verified"), 1);
	ZVAL_STR(&enum_case_Verified_value, enum_case_Verified_value_str);
	zend_enum_add_case_cstr(class_entry, "Verified", &enum_case_Verified_value);

	return class_entry;
}

static zend_class_entry *register_class_Pbjwt_CustomerStatus(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("Pbjwt\\CustomerStatus", IS_STRING, class_Pbjwt_CustomerStatus_methods);

	zval enum_case_Active_value;
	zend_string *enum_case_Active_value_str = zend_string_init("active", strlen("active"), 1);
	ZVAL_STR(&enum_case_Active_value, enum_case_Active_value_str);
	zend_enum_add_case_cstr(class_entry, "Active", &enum_case_Active_value);

	zval enum_case_Trial_value;
	zend_string *enum_case_Trial_value_str = zend_string_init("trial", strlen("trial"), 1);
	ZVAL_STR(&enum_case_Trial_value, enum_case_Trial_value_str);
	zend_enum_add_case_cstr(class_entry, "Trial", &enum_case_Trial_value);

	zval enum_case_Churned_value;
	zend_string *enum_case_Churned_value_str = zend_string_init("churned", strlen("churned"), 1);
	ZVAL_STR(&enum_case_Churned_value, enum_case_Churned_value_str);
	zend_enum_add_case_cstr(class_entry, "Churned", &enum_case_Churned_value);

	zval enum_case_Other_value;
	zend_string *enum_case_Other_value_str = zend_string_init("other", strlen("other"), 1);
	ZVAL_STR(&enum_case_Other_value, enum_case_Other_value_str);
	zend_enum_add_case_cstr(class_entry, "Other", &enum_case_Other_value);

	return class_entry;
}

static zend_class_entry *register_class_Pbjwt_PbjwtException(zend_class_entry *class_entry_RuntimeException)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Pbjwt", "PbjwtException", class_Pbjwt_PbjwtException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_RuntimeException);
	class_entry->ce_flags |= ZEND_ACC_NOT_SERIALIZABLE;

	zval property_status_default_value;
	ZVAL_UNDEF(&property_status_default_value);
	zend_string *property_status_name = zend_string_init("status", sizeof("status") - 1, 1);
	zend_declare_typed_property(class_entry, property_status_name, &property_status_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_status_name);

	zval property_claim_default_value;
	ZVAL_UNDEF(&property_claim_default_value);
	zend_string *property_claim_name = zend_string_init("claim", sizeof("claim") - 1, 1);
	zend_declare_typed_property(class_entry, property_claim_name, &property_claim_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_claim_name);

	zval property_operatorMessage_default_value;
	ZVAL_UNDEF(&property_operatorMessage_default_value);
	zend_string *property_operatorMessage_name = zend_string_init("operatorMessage", sizeof("operatorMessage") - 1, 1);
	zend_declare_typed_property(class_entry, property_operatorMessage_name, &property_operatorMessage_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_operatorMessage_name);

	zval property_publicMessage_default_value;
	ZVAL_UNDEF(&property_publicMessage_default_value);
	zend_string *property_publicMessage_name = zend_string_init("publicMessage", sizeof("publicMessage") - 1, 1);
	zend_declare_typed_property(class_entry, property_publicMessage_name, &property_publicMessage_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_publicMessage_name);

	return class_entry;
}

static zend_class_entry *register_class_Pbjwt_TokenRefused(zend_class_entry *class_entry_Pbjwt_PbjwtException)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Pbjwt", "TokenRefused", class_Pbjwt_TokenRefused_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Pbjwt_PbjwtException);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Pbjwt_Secret(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Pbjwt", "Secret", class_Pbjwt_Secret_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Pbjwt_Policy(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Pbjwt", "Policy", class_Pbjwt_Policy_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Pbjwt_Verifier(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Pbjwt", "Verifier", class_Pbjwt_Verifier_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}

static zend_class_entry *register_class_Pbjwt_Identity(zend_class_entry *class_entry_JsonSerializable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Pbjwt", "Identity", class_Pbjwt_Identity_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;
	zend_class_implements(class_entry, 1, class_entry_JsonSerializable);

	zval property_email_default_value;
	ZVAL_UNDEF(&property_email_default_value);
	zend_string *property_email_name = zend_string_init("email", sizeof("email") - 1, 1);
	zend_declare_typed_property(class_entry, property_email_name, &property_email_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_email_name);

	zval property_canonicalEmail_default_value;
	ZVAL_UNDEF(&property_canonicalEmail_default_value);
	zend_string *property_canonicalEmail_name = zend_string_init("canonicalEmail", sizeof("canonicalEmail") - 1, 1);
	zend_declare_typed_property(class_entry, property_canonicalEmail_name, &property_canonicalEmail_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_canonicalEmail_name);

	zval property_userId_default_value;
	ZVAL_UNDEF(&property_userId_default_value);
	zend_string *property_userId_name = zend_string_init("userId", sizeof("userId") - 1, 1);
	zend_declare_typed_property(class_entry, property_userId_name, &property_userId_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_userId_name);

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_name_name);

	zval property_avatarUrl_default_value;
	ZVAL_UNDEF(&property_avatarUrl_default_value);
	zend_string *property_avatarUrl_name = zend_string_init("avatarUrl", sizeof("avatarUrl") - 1, 1);
	zend_declare_typed_property(class_entry, property_avatarUrl_name, &property_avatarUrl_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_avatarUrl_name);

	zval property_companyId_default_value;
	ZVAL_UNDEF(&property_companyId_default_value);
	zend_string *property_companyId_name = zend_string_init("companyId", sizeof("companyId") - 1, 1);
	zend_declare_typed_property(class_entry, property_companyId_name, &property_companyId_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_companyId_name);

	zval property_companyName_default_value;
	ZVAL_UNDEF(&property_companyName_default_value);
	zend_string *property_companyName_name = zend_string_init("companyName", sizeof("companyName") - 1, 1);
	zend_declare_typed_property(class_entry, property_companyName_name, &property_companyName_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_companyName_name);

	zval property_companyMrr_default_value;
	ZVAL_UNDEF(&property_companyMrr_default_value);
	zend_string *property_companyMrr_name = zend_string_init("companyMrr", sizeof("companyMrr") - 1, 1);
	zend_declare_typed_property(class_entry, property_companyMrr_name, &property_companyMrr_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_DOUBLE|MAY_BE_NULL));
	zend_string_release(property_companyMrr_name);

	zval property_customerStatus_default_value;
	ZVAL_UNDEF(&property_customerStatus_default_value);
	zend_string *property_customerStatus_name = zend_string_init("customerStatus", sizeof("customerStatus") - 1, 1);
	zend_declare_typed_property(class_entry, property_customerStatus_name, &property_customerStatus_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_customerStatus_name);

	zend_string *property_customerStatusKind_class_Pbjwt_CustomerStatus = zend_string_init("Pbjwt\\CustomerStatus", sizeof("Pbjwt\\CustomerStatus")-1, 1);
	zval property_customerStatusKind_default_value;
	ZVAL_UNDEF(&property_customerStatusKind_default_value);
	zend_string *property_customerStatusKind_name = zend_string_init("customerStatusKind", sizeof("customerStatusKind") - 1, 1);
	zend_declare_typed_property(class_entry, property_customerStatusKind_name, &property_customerStatusKind_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_customerStatusKind_class_Pbjwt_CustomerStatus, 0, MAY_BE_NULL));
	zend_string_release(property_customerStatusKind_name);

	zval property_renewalDate_default_value;
	ZVAL_UNDEF(&property_renewalDate_default_value);
	zend_string *property_renewalDate_name = zend_string_init("renewalDate", sizeof("renewalDate") - 1, 1);
	zend_declare_typed_property(class_entry, property_renewalDate_name, &property_renewalDate_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_renewalDate_name);

	zend_string *property_renewalTime_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_renewalTime_default_value;
	ZVAL_UNDEF(&property_renewalTime_default_value);
	zend_string *property_renewalTime_name = zend_string_init("renewalTime", sizeof("renewalTime") - 1, 1);
	zend_declare_typed_property(class_entry, property_renewalTime_name, &property_renewalTime_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_renewalTime_class_DateTimeImmutable, 0, MAY_BE_NULL));
	zend_string_release(property_renewalTime_name);

	zval property_renewalRisk_default_value;
	ZVAL_UNDEF(&property_renewalRisk_default_value);
	zend_string *property_renewalRisk_name = zend_string_init("renewalRisk", sizeof("renewalRisk") - 1, 1);
	zend_declare_typed_property(class_entry, property_renewalRisk_name, &property_renewalRisk_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_renewalRisk_name);

	zval property_accountOwnerId_default_value;
	ZVAL_UNDEF(&property_accountOwnerId_default_value);
	zend_string *property_accountOwnerId_name = zend_string_init("accountOwnerId", sizeof("accountOwnerId") - 1, 1);
	zend_declare_typed_property(class_entry, property_accountOwnerId_name, &property_accountOwnerId_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_accountOwnerId_name);

	zval property_accountOwnerEmail_default_value;
	ZVAL_UNDEF(&property_accountOwnerEmail_default_value);
	zend_string *property_accountOwnerEmail_name = zend_string_init("accountOwnerEmail", sizeof("accountOwnerEmail") - 1, 1);
	zend_declare_typed_property(class_entry, property_accountOwnerEmail_name, &property_accountOwnerEmail_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_accountOwnerEmail_name);

	zval property_externalUserId_default_value;
	ZVAL_UNDEF(&property_externalUserId_default_value);
	zend_string *property_externalUserId_name = zend_string_init("externalUserId", sizeof("externalUserId") - 1, 1);
	zend_declare_typed_property(class_entry, property_externalUserId_name, &property_externalUserId_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_externalUserId_name);

	zend_string *property_userHash_class_Pbjwt_UserHashState = zend_string_init("Pbjwt\\\125serHashState", sizeof("Pbjwt\\\125serHashState")-1, 1);
	zval property_userHash_default_value;
	ZVAL_UNDEF(&property_userHash_default_value);
	zend_string *property_userHash_name = zend_string_init("userHash", sizeof("userHash") - 1, 1);
	zend_declare_typed_property(class_entry, property_userHash_name, &property_userHash_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_userHash_class_Pbjwt_UserHashState, 0, 0));
	zend_string_release(property_userHash_name);

	zend_string *property_issuedAt_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_issuedAt_default_value;
	ZVAL_UNDEF(&property_issuedAt_default_value);
	zend_string *property_issuedAt_name = zend_string_init("issuedAt", sizeof("issuedAt") - 1, 1);
	zend_declare_typed_property(class_entry, property_issuedAt_name, &property_issuedAt_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_issuedAt_class_DateTimeImmutable, 0, MAY_BE_NULL));
	zend_string_release(property_issuedAt_name);

	zend_string *property_notBefore_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_notBefore_default_value;
	ZVAL_UNDEF(&property_notBefore_default_value);
	zend_string *property_notBefore_name = zend_string_init("notBefore", sizeof("notBefore") - 1, 1);
	zend_declare_typed_property(class_entry, property_notBefore_name, &property_notBefore_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_notBefore_class_DateTimeImmutable, 0, MAY_BE_NULL));
	zend_string_release(property_notBefore_name);

	zend_string *property_expiresAt_class_DateTimeImmutable = zend_string_init("DateTimeImmutable", sizeof("DateTimeImmutable")-1, 1);
	zval property_expiresAt_default_value;
	ZVAL_UNDEF(&property_expiresAt_default_value);
	zend_string *property_expiresAt_name = zend_string_init("expiresAt", sizeof("expiresAt") - 1, 1);
	zend_declare_typed_property(class_entry, property_expiresAt_name, &property_expiresAt_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_expiresAt_class_DateTimeImmutable, 0, MAY_BE_NULL));
	zend_string_release(property_expiresAt_name);

	zval property_issuer_default_value;
	ZVAL_UNDEF(&property_issuer_default_value);
	zend_string *property_issuer_name = zend_string_init("issuer", sizeof("issuer") - 1, 1);
	zend_declare_typed_property(class_entry, property_issuer_name, &property_issuer_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_issuer_name);

	zval property_audience_default_value;
	ZVAL_UNDEF(&property_audience_default_value);
	zend_string *property_audience_name = zend_string_init("audience", sizeof("audience") - 1, 1);
	zend_declare_typed_property(class_entry, property_audience_name, &property_audience_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_audience_name);

	zval property_tokenId_default_value;
	ZVAL_UNDEF(&property_tokenId_default_value);
	zend_string *property_tokenId_name = zend_string_init("tokenId", sizeof("tokenId") - 1, 1);
	zend_declare_typed_property(class_entry, property_tokenId_name, &property_tokenId_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_tokenId_name);

	zval property_keyId_default_value;
	ZVAL_UNDEF(&property_keyId_default_value);
	zend_string *property_keyId_name = zend_string_init("keyId", sizeof("keyId") - 1, 1);
	zend_declare_typed_property(class_entry, property_keyId_name, &property_keyId_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_keyId_name);

	zval property_warnings_default_value;
	ZVAL_UNDEF(&property_warnings_default_value);
	zend_string *property_warnings_name = zend_string_init("warnings", sizeof("warnings") - 1, 1);
	zend_declare_typed_property(class_entry, property_warnings_name, &property_warnings_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_warnings_name);

	zval property_wouldRefuse_default_value;
	ZVAL_UNDEF(&property_wouldRefuse_default_value);
	zend_string *property_wouldRefuse_name = zend_string_init("wouldRefuse", sizeof("wouldRefuse") - 1, 1);
	zend_declare_typed_property(class_entry, property_wouldRefuse_name, &property_wouldRefuse_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_wouldRefuse_name);

	zval property_customJson_default_value;
	ZVAL_UNDEF(&property_customJson_default_value);
	zend_string *property_customJson_name = zend_string_init("customJson", sizeof("customJson") - 1, 1);
	zend_declare_typed_property(class_entry, property_customJson_name, &property_customJson_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_customJson_name);

	return class_entry;
}

static zend_class_entry *register_class_Pbjwt_ClaimWarning(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Pbjwt", "ClaimWarning", class_Pbjwt_ClaimWarning_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_kind_default_value;
	ZVAL_UNDEF(&property_kind_default_value);
	zend_string *property_kind_name = zend_string_init("kind", sizeof("kind") - 1, 1);
	zend_declare_typed_property(class_entry, property_kind_name, &property_kind_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_kind_name);

	zval property_claim_default_value;
	ZVAL_UNDEF(&property_claim_default_value);
	zend_string *property_claim_name = zend_string_init("claim", sizeof("claim") - 1, 1);
	zend_declare_typed_property(class_entry, property_claim_name, &property_claim_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_claim_name);

	zval property_message_default_value;
	ZVAL_UNDEF(&property_message_default_value);
	zend_string *property_message_name = zend_string_init("message", sizeof("message") - 1, 1);
	zend_declare_typed_property(class_entry, property_message_name, &property_message_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_message_name);

	return class_entry;
}

static zend_class_entry *register_class_Pbjwt_Refusal(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Pbjwt", "Refusal", class_Pbjwt_Refusal_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_status_default_value;
	ZVAL_UNDEF(&property_status_default_value);
	zend_string *property_status_name = zend_string_init("status", sizeof("status") - 1, 1);
	zend_declare_typed_property(class_entry, property_status_name, &property_status_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_status_name);

	zval property_claim_default_value;
	ZVAL_UNDEF(&property_claim_default_value);
	zend_string *property_claim_name = zend_string_init("claim", sizeof("claim") - 1, 1);
	zend_declare_typed_property(class_entry, property_claim_name, &property_claim_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_claim_name);

	zval property_message_default_value;
	ZVAL_UNDEF(&property_message_default_value);
	zend_string *property_message_name = zend_string_init("message", sizeof("message") - 1, 1);
	zend_declare_typed_property(class_entry, property_message_name, &property_message_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_message_name);

	return class_entry;
}

static zend_class_entry *register_class_Pbjwt_Report(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Pbjwt", "Report", class_Pbjwt_Report_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_status_default_value;
	ZVAL_UNDEF(&property_status_default_value);
	zend_string *property_status_name = zend_string_init("status", sizeof("status") - 1, 1);
	zend_declare_typed_property(class_entry, property_status_name, &property_status_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_status_name);

	zval property_claim_default_value;
	ZVAL_UNDEF(&property_claim_default_value);
	zend_string *property_claim_name = zend_string_init("claim", sizeof("claim") - 1, 1);
	zend_declare_typed_property(class_entry, property_claim_name, &property_claim_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_claim_name);

	zval property_statusAfterCleaning_default_value;
	ZVAL_UNDEF(&property_statusAfterCleaning_default_value);
	zend_string *property_statusAfterCleaning_name = zend_string_init("statusAfterCleaning", sizeof("statusAfterCleaning") - 1, 1);
	zend_declare_typed_property(class_entry, property_statusAfterCleaning_name, &property_statusAfterCleaning_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_statusAfterCleaning_name);

	zval property_causes_default_value;
	ZVAL_UNDEF(&property_causes_default_value);
	zend_string *property_causes_name = zend_string_init("causes", sizeof("causes") - 1, 1);
	zend_declare_typed_property(class_entry, property_causes_name, &property_causes_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_causes_name);

	zval property_json_default_value;
	ZVAL_UNDEF(&property_json_default_value);
	zend_string *property_json_name = zend_string_init("json", sizeof("json") - 1, 1);
	zend_declare_typed_property(class_entry, property_json_name, &property_json_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_json_name);

	zval property_text_default_value;
	ZVAL_UNDEF(&property_text_default_value);
	zend_string *property_text_name = zend_string_init("text", sizeof("text") - 1, 1);
	zend_declare_typed_property(class_entry, property_text_name, &property_text_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_text_name);

	zval property_colorText_default_value;
	ZVAL_UNDEF(&property_colorText_default_value);
	zend_string *property_colorText_name = zend_string_init("colorText", sizeof("colorText") - 1, 1);
	zend_declare_typed_property(class_entry, property_colorText_name, &property_colorText_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_colorText_name);

	return class_entry;
}

static zend_class_entry *register_class_Pbjwt_Cause(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Pbjwt", "Cause", class_Pbjwt_Cause_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_number_default_value;
	ZVAL_UNDEF(&property_number_default_value);
	zend_string *property_number_name = zend_string_init("number", sizeof("number") - 1, 1);
	zend_declare_typed_property(class_entry, property_number_name, &property_number_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_number_name);

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_name_name);

	zval property_side_default_value;
	ZVAL_UNDEF(&property_side_default_value);
	zend_string *property_side_name = zend_string_init("side", sizeof("side") - 1, 1);
	zend_declare_typed_property(class_entry, property_side_name, &property_side_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_side_name);

	zval property_found_default_value;
	ZVAL_UNDEF(&property_found_default_value);
	zend_string *property_found_name = zend_string_init("found", sizeof("found") - 1, 1);
	zend_declare_typed_property(class_entry, property_found_name, &property_found_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_found_name);

	zval property_advice_default_value;
	ZVAL_UNDEF(&property_advice_default_value);
	zend_string *property_advice_name = zend_string_init("advice", sizeof("advice") - 1, 1);
	zend_declare_typed_property(class_entry, property_advice_name, &property_advice_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_advice_name);

	return class_entry;
}

static zend_class_entry *register_class_Pbjwt_Unverified(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Pbjwt", "Unverified", class_Pbjwt_Unverified_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	zval property_status_default_value;
	ZVAL_UNDEF(&property_status_default_value);
	zend_string *property_status_name = zend_string_init("status", sizeof("status") - 1, 1);
	zend_declare_typed_property(class_entry, property_status_name, &property_status_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_status_name);

	zval property_header_default_value;
	ZVAL_UNDEF(&property_header_default_value);
	zend_string *property_header_name = zend_string_init("header", sizeof("header") - 1, 1);
	zend_declare_typed_property(class_entry, property_header_name, &property_header_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_header_name);

	zval property_payload_default_value;
	ZVAL_UNDEF(&property_payload_default_value);
	zend_string *property_payload_name = zend_string_init("payload", sizeof("payload") - 1, 1);
	zend_declare_typed_property(class_entry, property_payload_name, &property_payload_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_payload_name);

	return class_entry;
}
