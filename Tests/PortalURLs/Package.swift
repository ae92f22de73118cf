// swift-tools-version: 6.2

import PackageDescription

// What portal_urls.py asks: a program that reads hosts, URLs and queries with ProductBridgeSSO.
let package = Package(
    name: "PortalURLs",
    platforms: [.macOS(.v15)],
    dependencies: [
        // With a name, so that the checkout's directory may be called anything.
        .package(name: "pbjwt", path: "../..")
    ],
    targets: [
        .executableTarget(
            name: "PortalURLs",
            dependencies: [.product(name: "ProductBridgeSSO", package: "pbjwt")],
            swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]
        )
    ]
)
