// SPDX-License-Identifier: Apache-2.0

use crate::error::{claim_name, text as static_text, Error, Status};
use crate::sys;
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

    fn custom_json(&self) -> Result<String, Error> {
        let (mut data, mut length) = (null_mut(), 0);
        Status::check(unsafe { sys::pbjwt_identity_custom_json(self.0, &mut data, &mut length) })?;
        let copied = unsafe { text(sys::pbjwt_text { data, length }) };
        unsafe { sys::pbjwt_free(data.cast()) };
        Ok(copied.unwrap_or_default())
    }

    pub(crate) fn read(&self) -> Result<Identity, Error> {
        let mut view = sys::pbjwt_identity_view {
            size: std::mem::size_of::<sys::pbjwt_identity_view>(),
            ..unsafe { std::mem::zeroed() }
        };
        Status::check(unsafe { sys::pbjwt_identity_read(self.0, &mut view) })?;
        let custom_json = match view.has_custom {
            0 => "{}".to_owned(),
            _ => self.custom_json()?,
        };
        // What the view points to lives as long as `self`.
        unsafe { view.copied(custom_json) }.ok_or_else(|| Status::INTERNAL.into())
    }
}

impl sys::pbjwt_identity_view {
    unsafe fn copied(&self, custom_json: String) -> Option<Identity> {
        Some(Identity {
            email: text(self.email)?,
            canonical_email: text(self.canonical_email)?,
            user_id: text(self.user_id),
            name: text(self.name),
            avatar_url: text(self.avatar_url),
            company_name: text(self.company_name),
            company_id: text(self.company_id),
            company_mrr: self.number(sys::PBJWT_HAS_COMPANY_MRR, self.company_mrr),
            customer_status: match self.customer_status_kind {
                0 => None,
                1 => Some(CustomerStatus::Active),
                2 => Some(CustomerStatus::Trial),
                3 => Some(CustomerStatus::Churned),
                _ => text(self.customer_status).map(CustomerStatus::Other),
            },
            renewal_date: self.time(sys::PBJWT_HAS_RENEWAL_DATE, self.renewal_date_seconds),
            renewal_date_text: text(self.renewal_date),
            renewal_risk: match self.renewal_risk_kind {
                1 => Some(RenewalRisk::Low),
                2 => Some(RenewalRisk::Medium),
                3 => Some(RenewalRisk::High),
                _ => None,
            },
            account_owner_id: text(self.account_owner_id),
            account_owner_email: text(self.account_owner_email),
            external_user_id: text(self.external_user_id),
            user_hash: match self.user_hash {
                0 => UserHash::Absent,
                2 => UserHash::Verified,
                _ => UserHash::Unchecked,
            },
            issued_at: self.time(sys::PBJWT_HAS_ISSUED_AT, self.issued_at),
            not_before: self.time(sys::PBJWT_HAS_NOT_BEFORE, self.not_before),
            expires_at: self.time(sys::PBJWT_HAS_EXPIRES_AT, self.expires_at),
            issuer: text(self.issuer),
            audience: slice(self.audiences, self.audience_count)
                .iter()
                .filter_map(|audience| text(*audience))
                .collect(),
            token_id: text(self.token_id),
            warnings: slice(self.warnings, self.warning_count)
                .iter()
                .map(|warning| warning.named())
                .collect(),
            custom_json,
        })
    }

    fn number(&self, which: u32, value: f64) -> Option<f64> {
        (self.numbers & which != 0).then_some(value)
    }

    fn time(&self, which: u32, seconds: f64) -> Option<SystemTime> {
        let seconds = self.number(which, seconds)?;
        let distance = Duration::from_secs_f64(seconds.abs());
        if seconds < 0.0 {
            UNIX_EPOCH.checked_sub(distance)
        } else {
            UNIX_EPOCH.checked_add(distance)
        }
    }
}

impl sys::pbjwt_noted_warning {
    fn named(&self) -> Warning {
        let number = self.kind.into();
        let name = static_text(unsafe { sys::pbjwt_warning_name(number) });
        Warning {
            number,
            name: name.unwrap_or("unknown_warning"),
            claim: claim_name(self.claim.into()),
        }
    }
}

impl Drop for Found {
    fn drop(&mut self) {
        unsafe { sys::pbjwt_identity_free(self.0) }
    }
}

/// A copy of a text, which the library promises to be UTF-8.
unsafe fn text(view: sys::pbjwt_text) -> Option<String> {
    if view.data.is_null() {
        return None;
    }
    let bytes = slice(view.data.cast::<u8>(), view.length);
    Some(String::from_utf8_lossy(bytes).into_owned())
}

/// What C calls an array; it may be NULL where nothing is in it.
unsafe fn slice<'a, T>(start: *const T, count: usize) -> &'a [T] {
    if count == 0 {
        return &[];
    }
    std::slice::from_raw_parts(start, count)
}
