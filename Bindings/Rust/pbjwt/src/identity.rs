// SPDX-License-Identifier: Apache-2.0

use crate::ffi::{copied_text, lent_text, system_time};
use crate::spare::Held;
use crate::{Claim, Error, Refusal, Status, Warning};
use pbjwt_sys as sys;
use std::fmt;
use std::os::raw::c_char;
use std::time::SystemTime;

/// What a verified token says about a person. Its texts are lent, not copied; `None` is a claim that is
/// absent, null, or left out with a warning.
///
/// It doesn't depend on its verifier, and its `Debug` shows nothing about the person. The thread that drops it may
/// keep its memory for the next token; by then it is empty.
pub struct Identity(pub(crate) Held);

/// The customer's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CustomerStatus {
    /// `active`
    Active,
    /// `trial`
    Trial,
    /// `churned`
    Churned,
    /// A custom one, which [`Identity::customer_status`] returns.
    Other,
}

/// The risk that the customer doesn't renew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RenewalRisk {
    /// `low`
    Low,
    /// `medium`
    Medium,
    /// `high`
    High,
}

/// The state of "user_hash". It binds the user id, not the e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UserHash {
    /// The token has none.
    Absent,
    /// It is present, but the policy doesn't check it.
    Unchecked,
    /// It is the user id's.
    Verified,
}

/// Texts with their own accessor in pbjwt.h.
macro_rules! lent {
    ($($(#[$about:meta])* $name:ident = $function:ident)*) => {
        impl Identity {$(
            $(#[$about])*
            #[inline]
            pub fn $name(&self) -> Option<&str> {
                // SAFETY: the text lives as long as the identity is unchanged, which `&self` keeps it.
                unsafe { lent_text(|length| sys::$function(self.0.as_ptr(), length)) }
            }
        )*}
    };
}
lent! {
    /// "sub", or else "id".
    user_id = pbjwt_identity_user_id
    /// "avatar_url", or else "avatarURL": an http or https URL. Escape it where it becomes an attribute.
    avatar_url = pbjwt_identity_avatar_url
    /// The id of the secret that verified the token.
    key_id = pbjwt_identity_key_id
}

/// Texts that are read by their claim.
macro_rules! texts {
    ($($(#[$about:meta])* $name:ident = $claim:ident)*) => {
        impl Identity {$(
            $(#[$about])*
            #[inline]
            pub fn $name(&self) -> Option<&str> {
                self.text(Claim::$claim)
            }
        )*}
    };
}
texts! {
    /// The person's name.
    name = NAME
    /// The company's name.
    company_name = COMPANY_NAME
    /// The company's id.
    company_id = COMPANY_ID
    /// The customer's status, as the token has it.
    customer_status = CUSTOMER_STATUS
    /// The renewal date as the token has it.
    renewal_date = RENEWAL_DATE
    /// The renewal risk in lower case.
    renewal_risk = RENEWAL_RISK
    /// The account owner's id.
    account_owner_id = ACCOUNT_OWNER_ID
    /// The account owner's e-mail.
    account_owner_email = ACCOUNT_OWNER_EMAIL
    /// The user's id in another system.
    external_user_id = EXTERNAL_USER_ID
    /// "iss"
    issuer = ISS
    /// "jti"
    token_id = JTI
}

impl Identity {
    pub(crate) fn as_mut_ptr(&mut self) -> *mut sys::pbjwt_identity {
        self.0.as_mut_ptr()
    }

    pub(crate) fn claim_at_fault(&self) -> Option<Claim> {
        // SAFETY: it reads an identity.
        Claim::new(unsafe { sys::pbjwt_identity_claim_at_fault(self.0.as_ptr()) })
    }

    /// The address as sent.
    #[inline]
    pub fn email(&self) -> &str {
        self.text(Claim::EMAIL).unwrap_or_default()
    }

    /// The address in the policy's form: look people up by it.
    #[inline]
    pub fn canonical_email(&self) -> &str {
        // SAFETY: as above.
        unsafe { lent_text(|length| sys::pbjwt_identity_canonical_email(self.0.as_ptr(), length)) }
            .unwrap_or_default()
    }

    /// A text claim with exactly that name.
    #[inline]
    pub fn text(&self, claim: Claim) -> Option<&str> {
        // SAFETY: the text lives as long as the identity is unchanged, which `&self` keeps it.
        unsafe {
            lent_text(|length| sys::pbjwt_identity_text(self.0.as_ptr(), claim.number(), length))
        }
    }

    fn number(&self, claim: Claim) -> Option<f64> {
        let mut value = 0.0;
        // SAFETY: it reads an identity and writes one number.
        unsafe { sys::pbjwt_identity_number(self.0.as_ptr(), claim.number(), &mut value) }
            .then_some(value)
    }

    /// The company's monthly recurring revenue in US dollars.
    pub fn company_mrr(&self) -> Option<f64> {
        self.number(Claim::COMPANY_MRR)
    }

    /// The renewal date as seconds since 1970; a date without a time means midnight UTC.
    pub fn renewal_date_seconds(&self) -> Option<f64> {
        let mut seconds = 0.0;
        // SAFETY: it reads an identity and writes one number.
        unsafe { sys::pbjwt_identity_renewal_date(self.0.as_ptr(), &mut seconds) }
            .then_some(seconds)
    }

    /// "iat"
    pub fn issued_at(&self) -> Option<SystemTime> {
        self.number(Claim::IAT).and_then(system_time)
    }

    /// "nbf"
    pub fn not_before(&self) -> Option<SystemTime> {
        self.number(Claim::NBF).and_then(system_time)
    }

    /// "exp"
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.number(Claim::EXP).and_then(system_time)
    }

    /// The customer's status.
    pub fn customer_status_kind(&self) -> Option<CustomerStatus> {
        // SAFETY: it reads an identity.
        match unsafe { sys::pbjwt_identity_customer_status(self.0.as_ptr()) } {
            sys::PBJWT_CUSTOMER_ABSENT => None,
            sys::PBJWT_CUSTOMER_ACTIVE => Some(CustomerStatus::Active),
            sys::PBJWT_CUSTOMER_TRIAL => Some(CustomerStatus::Trial),
            sys::PBJWT_CUSTOMER_CHURNED => Some(CustomerStatus::Churned),
            _ => Some(CustomerStatus::Other),
        }
    }

    /// The risk that the customer doesn't renew.
    pub fn renewal_risk_kind(&self) -> Option<RenewalRisk> {
        // SAFETY: it reads an identity.
        match unsafe { sys::pbjwt_identity_renewal_risk(self.0.as_ptr()) } {
            sys::PBJWT_RISK_LOW => Some(RenewalRisk::Low),
            sys::PBJWT_RISK_MEDIUM => Some(RenewalRisk::Medium),
            sys::PBJWT_RISK_HIGH => Some(RenewalRisk::High),
            _ => None,
        }
    }

    /// The state of "user_hash".
    pub fn user_hash(&self) -> UserHash {
        // SAFETY: it reads an identity.
        match unsafe { sys::pbjwt_identity_user_hash(self.0.as_ptr()) } {
            sys::PBJWT_HASH_ABSENT => UserHash::Absent,
            sys::PBJWT_HASH_VERIFIED => UserHash::Verified,
            _ => UserHash::Unchecked,
        }
    }

    /// Who the token is for: none, one or several.
    pub fn audience(&self) -> impl Iterator<Item = &str> + '_ {
        // SAFETY: it reads an identity.
        let count = unsafe { sys::pbjwt_identity_audience_count(self.0.as_ptr()) };
        (0..count).filter_map(move |index| {
            // SAFETY: the text lives as long as the identity is unchanged, which `&self` keeps it.
            unsafe {
                lent_text(|length| sys::pbjwt_identity_audience(self.0.as_ptr(), index, length))
            }
        })
    }

    /// What is odd about the token, in the order of the checks.
    pub fn warnings(&self) -> impl Iterator<Item = Warning> + '_ {
        // SAFETY: it reads an identity.
        let count = unsafe { sys::pbjwt_identity_warning_count(self.0.as_ptr()) };
        (0..count).filter_map(move |index| {
            let mut claim = sys::PBJWT_CLAIM_NONE;
            // SAFETY: it reads an identity and writes one number.
            let kind = unsafe { sys::pbjwt_identity_warning(self.0.as_ptr(), index, &mut claim) };
            Warning::new(kind, claim)
        })
    }

    /// What the verifier's second policy would refuse, in the order of the checks.
    pub fn would_refuse(&self) -> impl Iterator<Item = Refusal> + '_ {
        // SAFETY: it reads an identity.
        let count = unsafe { sys::pbjwt_identity_would_refuse_count(self.0.as_ptr()) };
        (0..count).filter_map(move |index| {
            let (mut status, mut claim) = (sys::PBJWT_OK, sys::PBJWT_CLAIM_NONE);
            // SAFETY: it reads an identity and writes two numbers.
            unsafe {
                sys::pbjwt_identity_would_refuse(self.0.as_ptr(), index, &mut status, &mut claim)
            };
            Some(Refusal {
                status: Status::failure(status)?,
                claim: Claim::new(claim),
            })
        })
    }

    /// The JSON of one member of the payload, exactly as the token has it.
    pub fn member_json(&self, name: &str) -> Option<&str> {
        let (bytes, count) = (name.as_ptr().cast(), name.len());
        // SAFETY: the name is borrowed for the call; the text lives as long as the identity is
        // unchanged, which `&self` keeps it.
        unsafe {
            lent_text(|length| {
                sys::pbjwt_identity_member_json(self.0.as_ptr(), bytes, count, length)
            })
        }
    }

    /// The custom claims, which have no accessor here, as one JSON object.
    pub fn custom_json(&self) -> Result<String, Error> {
        self.json(sys::pbjwt_identity_custom_json)
    }

    /// The identity as the library's own line of JSON.
    pub fn to_json(&self) -> Result<String, Error> {
        self.json(sys::pbjwt_identity_json)
    }

    /// The library's own line of JSON for an accepted token: `{"status":"ok","verified":true,…}`.
    pub fn to_result_json(&self) -> Result<String, Error> {
        // SAFETY: the identity is one that was verified into; the text is ours.
        unsafe {
            copied_text(|json, length| {
                let (status, claim) = (sys::PBJWT_OK, sys::PBJWT_CLAIM_NONE);
                sys::pbjwt_result_json(status, claim, self.0.as_ptr(), json, length)
            })
        }
    }

    fn json(&self, write: Writer) -> Result<String, Error> {
        // SAFETY: each writer reads an identity, and hands over a text that is freed by pbjwt_free.
        unsafe { copied_text(|json, length| write(self.0.as_ptr(), json, length)) }
    }
}

type Writer = unsafe extern "C" fn(*const sys::pbjwt_identity, *mut *mut c_char, *mut usize) -> u32;

impl fmt::Debug for Identity {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str("Identity")
    }
}
