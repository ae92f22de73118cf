// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import PortalPostgreSQL

/// The schema in the article is the one that the store creates.
@Suite struct ArticleTests {
    @Test func schema() throws {
        let root = URL(filePath: #filePath).appending(path: "../../../..").standardized
        let article = try String(
            contentsOf: root.appending(
                path: "Sources/ProductBridgeSSO/ProductBridgeSSO.docc/Articles/StoresOfYourOwn.md"
            ),
            encoding: .utf8
        )
        let block = try #require(article.components(separatedBy: "```sql\n").dropFirst().first)
        let shown = try #require(block.components(separatedBy: "```").first)
            .replacing(#/ -- .*/#, with: "")
            .components(separatedBy: ";")
            .map(words)
        #expect(shown == Schema.records.map(words) + [[]])
    }

    private func words(_ statement: String) -> [String] {
        statement.split(whereSeparator: \.isWhitespace).map(String.init)
    }
}
