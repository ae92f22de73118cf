// swift-tools-version: 6.2

import PackageDescription

// What a package that depends on this one sees: the libraries, only by their public names, and no
// warning.
let package = Package(
    name: "Consumer",
    platforms: [.macOS(.v15)],
    dependencies: [
        // With a name, so that the checkout's directory may be called anything.
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
