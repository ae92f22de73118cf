// swift-tools-version: 6.2

import PackageDescription

/// As in the package of the libraries, whose Package.swift says why.
let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]
let strict = Context.environment["PBJWT_WARNINGS_AS_ERRORS"] == "1"
let settings = swiftSettings + (strict ? [.treatAllWarnings(as: .error)] : [])

let sso = Target.Dependency.product(name: "ProductBridgeSSO", package: "pbjwt")
let identity = Target.Dependency.product(name: "ProductBridgeIdentity", package: "pbjwt")

// Durable stores for ProductBridgeSSO. They have a package of their own, so that the libraries depend on none.
let package = Package(
    name: "Portal",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "PortalSQLite", targets: ["PortalSQLite"]),
        .library(name: "PortalPostgreSQL", targets: ["PortalPostgreSQL"]),
    ],
    dependencies: [
        // With a name, so that the checkout's directory may be called anything.
        .package(name: "pbjwt", path: ".."),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CLibpq",
            pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"]), .brew(["libpq"])]
        ),
        // What both stores share: records as rows.
        .target(name: "PortalRecords", dependencies: [sso, identity], swiftSettings: settings),
        .target(
            name: "PortalSQLite",
            dependencies: [
                "PortalRecords", sso, identity, .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "PortalPostgreSQL",
            dependencies: ["PortalRecords", "CLibpq", sso, identity],
            swiftSettings: settings
        ),
        // What Tests/Kill kills.
        .executableTarget(
            name: "portal-kill-worker",
            dependencies: ["PortalSQLite", "PortalPostgreSQL", sso, identity],
            swiftSettings: settings
        ),
        // Run them by Tests/postgresql.py, which starts a server for them.
        .testTarget(
            name: "PortalTests",
            dependencies: [
                "PortalSQLite", "PortalPostgreSQL", "PortalRecords", sso, identity,
                .product(name: "ProductBridgeSSOConformance", package: "pbjwt"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
    ]
)
