// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PortalServer

@Suite struct HTMLTests {
    @Test(arguments: [
        ("a & b", "a &amp; b"), ("<script>", "&lt;script&gt;"), ("\"quoted\"", "&quot;quoted&quot;"),
        ("it's", "it&#39;s"), ("tab\tand\nline", "tab\tand\nline"), ("nul\u{0}", "nul\u{FFFD}"),
        ("\u{202E}gpj.exe", "\u{FFFD}gpj.exe"), ("e\u{301} 👩‍👩‍👧 ß", "e\u{301} 👩‍👩‍👧 ß"), ("&amp;", "&amp;amp;"),
    ])
    func textsAreEscaped(text: String, escaped: String) {
        let optional: String? = text
        let html: HTML = "<b title=\"\(text)\">\(optional)</b>"
        #expect(html.text == "<b title=\"\(escaped)\">\(escaped)</b>")
    }

    @Test func markupOfLiteralsStays() {
        let inner: HTML = "<i>\(7)</i>"
        let nothing: HTML? = nil
        let html: HTML =
            "<p>\(inner)\([inner, inner])\(nothing)\(if: true, "<b>")\(if: false, "<s>", else: "<u>")</p>"
        #expect(html.text == "<p><i>7</i><i>7</i><i>7</i><b><u></p>")
    }
}
