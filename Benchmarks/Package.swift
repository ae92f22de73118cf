// swift-tools-version: 6.2

import PackageDescription

// What measures the Swift module: the worker that takes part in `make bench`, and a suite for
// `swift package benchmark`. A package of its own, so that anyone who depends on the library gets
// none of this; both peers are pinned, since a figure says little without a version.

/// What every target is compiled with, as the library's own are.
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
        // With a name, so that the checkout's directory may be called anything.
        .package(name: "pbjwt", path: ".."),
        // Without its traits, which would preload libraries that count allocations and references.
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
            // The plugin takes for a suite what lies in a folder of that name.
            path: "Swift/Benchmarks/IdentityBenchmarks",
            swiftSettings: swiftSettings + strictSwift,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
    ]
)
