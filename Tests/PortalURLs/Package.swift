// swift-tools-version: 6.2

import PackageDescription

// The program for portal_urls.py and samples.py: it reads URLs with ProductBridgeSSO, and acts as a portal. Release
// builds need -Xswiftc -enable-testing.
let package = Package(
    name: "PortalURLs",
    platforms: [.macOS(.v15)],
    dependencies: [
        // Has a name, so that the checkout's directory can have any name.
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
