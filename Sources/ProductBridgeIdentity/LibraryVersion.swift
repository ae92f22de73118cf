// SPDX-License-Identifier: Apache-2.0

internal import CPBJWT

/// The version of the library.
public enum LibraryVersion {
    /// `major.minor.patch` of the running C library, such as `0.1.0`.
    public static var current: String {
        unsafe String(staticText: pbjwt_version()) ?? ""
    }
}
