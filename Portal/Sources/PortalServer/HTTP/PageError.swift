// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes

/// An error that is shown to the visitor instead of a page.
struct PageError: Error, Hashable {
    let status: HTTPResponse.Status
    /// The stable name in JSON answers.
    let code: String
    let title: String
    let message: String
    /// After how many seconds to try again.
    var retryAfter: Int?

    static let notFound = PageError(
        status: .notFound,
        code: "not_found",
        title: "There is nothing here",
        message: "The page may have been moved, or the address has a typing error."
    )
    static let unknownPortal = PageError(
        status: .notFound,
        code: "unknown_organization",
        title: "This portal does not exist",
        message: "No organization has this address. Check it for a typing error."
    )
    static let foreignForm = PageError(
        status: .forbidden,
        code: "not_same_origin",
        title: "That form is out of date",
        message:
            "Go back, reload the page and send the form again. Your browser has to accept this site's cookies."
    )
    static let methodNotAllowed = PageError(
        status: .methodNotAllowed,
        code: "method_not_allowed",
        title: "That is not possible here",
        message: "This address doesn't take such a request. Go back to the portal and begin there."
    )
    static let tooLarge = PageError(
        status: .contentTooLarge,
        code: "too_large",
        title: "That is too much at once",
        message: "A request can have 64 KiB. Shorten the text and send it again."
    )
    static let malformed = PageError(
        status: .badRequest,
        code: "malformed_request",
        title: "That request makes no sense",
        message:
            "Your browser or program sent something that can't be read. Go back, reload the page and try again."
    )
    static let unavailable = PageError(
        status: .serviceUnavailable,
        code: "unavailable",
        title: "That did not work just now",
        message:
            "The portal can't reach its storage at the moment. Nothing was saved. Please try again in a minute.",
        retryAfter: 30
    )
    static let failure = PageError(
        status: .internalServerError,
        code: "internal_error",
        title: "Something went wrong",
        message: "This is our fault, not yours. Please try again in a minute."
    )
    static func tooMany(retryAfter: Int) -> PageError {
        PageError(
            status: .tooManyRequests,
            code: "too_many_requests",
            title: "That was a little too often",
            message: "Please wait \(retryAfter == 1 ? "a second" : "\(retryAfter) seconds") and try again.",
            retryAfter: retryAfter
        )
    }
}
