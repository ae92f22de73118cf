// swift-tools-version: 6.2

import PackageDescription

/// The same as in the libraries' Package.swift, which gives the reasons.
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

// Durable stores for ProductBridgeSSO. They are a separate package, so that the libraries don't depend on databases.
let package = Package(
    name: "Portal",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "PortalSQLite", targets: ["PortalSQLite"]),
        .library(name: "PortalPostgreSQL", targets: ["PortalPostgreSQL"]),
        .library(name: "PortalServer", targets: ["PortalServer"]),
        .executable(name: "portal", targets: ["portal"]),
    ],
    dependencies: [
        // Has a name, so that the checkout's directory can have any name but "portal", which is this package's name.
        .package(name: "pbjwt", path: ".."),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CLibpq",
            pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"]), .brew(["libpq"])]
        ),
        // Shared by both stores: records as rows.
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
        // scrypt, from OpenSSL.
        .target(
            name: "CScrypt",
            cSettings: strict ? [.treatAllWarnings(as: .error)] : [],
            linkerSettings: [.linkedLibrary("crypto")]
        ),
        // The portal itself.
        .target(
            name: "PortalServer",
            dependencies: [
                "PortalRecords", "PortalSQLite", "PortalPostgreSQL", "CScrypt", sso, identity,
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Resources")],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "portal",
            dependencies: [
                "PortalServer", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings
        ),
        // The program that Tests/Kill kills.
        .executableTarget(
            name: "portal-kill-worker",
            dependencies: ["PortalSQLite", "PortalPostgreSQL", sso, identity],
            swiftSettings: settings
        ),
        // Run these with Tests/postgresql.py, which starts a server for them.
        .testTarget(
            name: "PortalTests",
            dependencies: [
                "PortalSQLite", "PortalPostgreSQL", "PortalRecords", sso, identity,
                .product(name: "ProductBridgeSSOConformance", package: "pbjwt"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PortalServerTests",
            dependencies: [
                "PortalServer", "PortalRecords", "PortalSQLite", "PortalPostgreSQL", sso, identity,
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
            ],
            swiftSettings: settings
        ),
    ]
)
