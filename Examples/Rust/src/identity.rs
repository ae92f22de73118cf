// SPDX-License-Identifier: Apache-2.0

use crate::error::{claim_name, text, Error, Status};
use crate::sys;
use std::os::raw::c_char;
use std::ptr::null_mut;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What a token says about a person. `None` is a claim that is absent, null, or left out with a warning.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// As sent.
    pub email: String,
    /// What to look people up by.
    pub canonical_email: String,
    /// "sub" or "id".
    pub user_id: Option<String>,
    pub name: Option<String>,
    /// An http or https URL.
    pub avatar_url: Option<String>,
    pub company_name: Option<String>,
    pub company_id: Option<String>,
    /// In US dollars.
    pub company_mrr: Option<f64>,
    pub customer_status: Option<CustomerStatus>,
    /// A date without a time is its midnight in UTC.
    pub renewal_date: Option<SystemTime>,
    /// As the token has it.
    pub renewal_date_text: Option<String>,
    pub renewal_risk: Option<RenewalRisk>,
    pub account_owner_id: Option<String>,
    pub account_owner_email: Option<String>,
    pub external_user_id: Option<String>,
    pub user_hash: UserHash,
    pub issued_at: Option<SystemTime>,
    pub not_before: Option<SystemTime>,
    pub expires_at: Option<SystemTime>,
    pub issuer: Option<String>,
    pub audience: Vec<String>,
    pub token_id: Option<String>,
    /// What is odd about the token.
    pub warnings: Vec<Warning>,
    /// The members that have no place above, as a JSON object.
    pub custom_json: String,
}

/// Where the customer stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomerStatus {
    Active,
    Trial,
    Churned,
    /// A custom one.
    Other(String),
}

/// How likely the customer is not to renew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenewalRisk {
    Low,
    Medium,
    High,
}

/// What became of the "user_hash". It binds the user id and not the e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserHash {
    Absent,
    /// It is there, and the policy didn't look at it.
    Unchecked,
    Verified,
}

/// What is odd about a good token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The stable number of the kind.
    pub number: u32,
    /// Its stable name, such as "not_canonical".
    pub name: &'static str,
    /// The claim that it is about.
    pub claim: Option<&'static str>,
}

/// The library's identity, while it is read.
pub(crate) struct Found(*mut sys::pbjwt_identity);

impl Found {
    pub(crate) fn new() -> Result<Self, Error> {
        let identity = unsafe { sys::pbjwt_identity_new(0) };
        if identity.is_null() {
            return Err(Status::OUT_OF_MEMORY.into());
        }
        Ok(Self(identity))
    }

    pub(crate) fn as_mut_ptr(&mut self) -> *mut sys::pbjwt_identity {
        self.0
    }

    pub(crate) fn claim_at_fault(&self) -> sys::pbjwt_claim {
        unsafe { sys::pbjwt_identity_claim_at_fault(self.0) }
    }

    fn text(&self, accessor: sys::text_accessor) -> Option<String> {
        let mut length = 0;
        unsafe { copy(accessor(self.0, &mut length), length) }
    }

    fn number(&self, accessor: sys::number_accessor) -> Option<f64> {
        let mut value = 0.0;
        unsafe { accessor(self.0, &mut value) }.then_some(value)
    }

    fn time(&self, accessor: sys::number_accessor) -> Option<SystemTime> {
        let seconds = self.number(accessor)?;
        let distance = Duration::from_secs_f64(seconds.abs());
        if seconds < 0.0 {
            UNIX_EPOCH.checked_sub(distance)
        } else {
            UNIX_EPOCH.checked_add(distance)
        }
    }

    fn audience(&self) -> Vec<String> {
        (0..unsafe { sys::pbjwt_identity_audience_count(self.0) })
            .filter_map(|index| unsafe {
                let mut length = 0;
                copy(
                    sys::pbjwt_identity_audience(self.0, index, &mut length),
                    length,
                )
            })
            .collect()
    }

    fn warnings(&self) -> Vec<Warning> {
        (0..unsafe { sys::pbjwt_identity_warning_count(self.0) })
            .map(|index| {
                let mut claim = 0;
                let number = unsafe { sys::pbjwt_identity_warning(self.0, index, &mut claim) };
                let name = text(unsafe { sys::pbjwt_warning_name(number) });
                Warning {
                    number,
                    name: name.unwrap_or("unknown_warning"),
                    claim: claim_name(claim),
                }
            })
            .collect()
    }

    fn customer_status(&self) -> Option<CustomerStatus> {
        match unsafe { sys::pbjwt_identity_customer_status(self.0) } {
            0 => None,
            1 => Some(CustomerStatus::Active),
            2 => Some(CustomerStatus::Trial),
            3 => Some(CustomerStatus::Churned),
            _ => self
                .text(sys::pbjwt_identity_customer_status_text)
                .map(CustomerStatus::Other),
        }
    }

    fn renewal_risk(&self) -> Option<RenewalRisk> {
        match unsafe { sys::pbjwt_identity_renewal_risk(self.0) } {
            1 => Some(RenewalRisk::Low),
            2 => Some(RenewalRisk::Medium),
            3 => Some(RenewalRisk::High),
            _ => None,
        }
    }

    fn user_hash(&self) -> UserHash {
        match unsafe { sys::pbjwt_identity_user_hash(self.0) } {
            0 => UserHash::Absent,
            2 => UserHash::Verified,
            _ => UserHash::Unchecked,
        }
    }

    fn custom_json(&self) -> Result<String, Error> {
        let (mut json, mut length) = (null_mut(), 0);
        Status::check(unsafe { sys::pbjwt_identity_custom_json(self.0, &mut json, &mut length) })?;
        let copied = unsafe { copy(json, length) };
        unsafe { sys::pbjwt_free(json.cast()) };
        Ok(copied.unwrap_or_default())
    }

    pub(crate) fn read(&self) -> Result<Identity, Error> {
        Ok(Identity {
            email: self
                .text(sys::pbjwt_identity_email)
                .ok_or(Status::INTERNAL)?,
            canonical_email: self
                .text(sys::pbjwt_identity_canonical_email)
                .ok_or(Status::INTERNAL)?,
            user_id: self.text(sys::pbjwt_identity_user_id),
            name: self.text(sys::pbjwt_identity_name),
            avatar_url: self.text(sys::pbjwt_identity_avatar_url),
            company_name: self.text(sys::pbjwt_identity_company_name),
            company_id: self.text(sys::pbjwt_identity_company_id),
            company_mrr: self.number(sys::pbjwt_identity_company_mrr),
            customer_status: self.customer_status(),
            renewal_date: self.time(sys::pbjwt_identity_renewal_date),
            renewal_date_text: self.text(sys::pbjwt_identity_renewal_date_text),
            renewal_risk: self.renewal_risk(),
            account_owner_id: self.text(sys::pbjwt_identity_account_owner_id),
            account_owner_email: self.text(sys::pbjwt_identity_account_owner_email),
            external_user_id: self.text(sys::pbjwt_identity_external_user_id),
            user_hash: self.user_hash(),
            issued_at: self.time(sys::pbjwt_identity_issued_at),
            not_before: self.time(sys::pbjwt_identity_not_before),
            expires_at: self.time(sys::pbjwt_identity_expires_at),
            issuer: self.text(sys::pbjwt_identity_issuer),
            audience: self.audience(),
            token_id: self.text(sys::pbjwt_identity_token_id),
            warnings: self.warnings(),
            custom_json: self.custom_json()?,
        })
    }
}

impl Drop for Found {
    fn drop(&mut self) {
        unsafe { sys::pbjwt_identity_free(self.0) }
    }
}

/// A copy of `length` bytes, which the library promises to be UTF-8.
unsafe fn copy(bytes: *const c_char, length: usize) -> Option<String> {
    if bytes.is_null() {
        return None;
    }
    let bytes = std::slice::from_raw_parts(bytes.cast(), length);
    Some(String::from_utf8_lossy(bytes).into_owned())
}
