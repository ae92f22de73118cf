// swift-tools-version: 6.2

import PackageDescription

// A package that depends on this one: it sees only the libraries' public names, and builds without warnings.
let package = Package(
    name: "Consumer",
    platforms: [.macOS(.v15)],
    dependencies: [
        // Has a name, so that the checkout's directory can have any name.
        .package(name: "pbjwt", path: "../..")
    ],
    targets: [
        .executableTarget(
            name: "Consumer",
            dependencies: [
                .product(name: "ProductBridgeIdentity", package: "pbjwt"),
                .product(name: "ProductBridgeIdentityFoundation", package: "pbjwt"),
                .product(name: "ProductBridgeSSO", package: "pbjwt"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]
        )
    ]
)
