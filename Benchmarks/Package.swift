// swift-tools-version: 6.2

import PackageDescription

// Measures the Swift module: a worker for `make bench`, and a suite for `swift package benchmark`. It is
// a separate package, so that packages that depend on the library don't get its dependencies. Both peers are
// pinned, because a figure needs a version.

/// Settings of every target, the same as the library's.
let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let strict = Context.environment["PBJWT_WARNINGS_AS_ERRORS"] == "1"
let strictSwift: [SwiftSetting] = strict ? [.treatAllWarnings(as: .error)] : []

let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "swift-worker", targets: ["Worker"])
    ],
    dependencies: [
        // Has a name, so that the checkout's directory can have any name.
        .package(name: "pbjwt", path: ".."),
        // Without its traits, which preload libraries that count allocations and references.
        .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
        .package(url: "https://github.com/vapor/jwt-kit", exact: "5.7.1"),
    ],
    targets: [
        .executableTarget(
            name: "Worker",
            dependencies: [
                "JWTKitIdentity",
                .product(name: "ProductBridgeIdentity", package: "pbjwt"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            path: "Swift/Worker",
            swiftSettings: swiftSettings + strictSwift
        ),
        .target(
            name: "JWTKitIdentity",
            dependencies: [.product(name: "JWTKit", package: "jwt-kit")],
            path: "Swift/JWTKitIdentity",
            swiftSettings: swiftSettings + strictSwift
        ),
        .executableTarget(
            name: "IdentityBenchmarks",
            dependencies: [
                "JWTKitIdentity",
                .product(name: "ProductBridgeIdentity", package: "pbjwt"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            // The plugin treats targets in a folder of this name as suites.
            path: "Swift/Benchmarks/IdentityBenchmarks",
            swiftSettings: swiftSettings + strictSwift,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
    ]
)
