// swift-tools-version: 6.2

import PackageDescription

// What portal_urls.py and samples.py ask: a program that reads URLs with ProductBridgeSSO, and that is a portal.
// Its build needs -Xswiftc -enable-testing where it is a release's.
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
