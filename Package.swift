// swift-tools-version: 6.2

import PackageDescription

/// What every Swift target is compiled with.
let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// This package's own builds fail on any warning; those of packages that depend on it don't.
let strict = Context.environment["PBJWT_WARNINGS_AS_ERRORS"] == "1"
let strictSwift: [SwiftSetting] = strict ? [.treatAllWarnings(as: .error)] : []
let strictC: [CSetting] = strict ? [.treatAllWarnings(as: .error)] : []
/// What always holds in the C code is checked where it is tested.
let assertsInC: [CSetting] = [.define("PBJWT_ASSERTS", .when(configuration: .debug))]

let products: [Product] = [
    .library(name: "ProductBridgeIdentity", targets: ["ProductBridgeIdentity"]),
    .library(
        name: "ProductBridgeIdentityFoundation",
        targets: ["ProductBridgeIdentityFoundation"]
    ),
    .library(name: "ProductBridgeSSO", targets: ["ProductBridgeSSO"]),
    .library(name: "ProductBridgeSSOConformance", targets: ["ProductBridgeSSOConformance"]),
    .executable(name: "pbjwt", targets: ["pbjwt"]),
]

/// Only what the command line needs: the libraries depend on no package. A package that needs none of it says
/// `traits: []`, and doesn't fetch it.
let dependencies: [Package.Dependency] = [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
]

let systemLibraries: [Target] = [
    .systemLibrary(
        name: "CLibcrypto",
        pkgConfig: "libcrypto",
        providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]
    ),
    .systemLibrary(
        name: "CJansson",
        pkgConfig: "jansson",
        providers: [.apt(["libjansson-dev"]), .brew(["jansson"])]
    ),
]

let libraries: [Target] = [
    .target(
        name: "CPBJWT",
        dependencies: ["CLibcrypto", "CJansson"],
        // SwiftPM wants the public headers inside the target's folder, and ours are shared with the
        // plain C build: so the target is the whole checkout, of which it compiles the two files that
        // include all others.
        path: ".",
        sources: ["CSources/pbjwt.c", "CSources/pbjwt_explain.c"],
        publicHeadersPath: "include",
        cSettings: strictC + assertsInC,
        // For machines without pkg-config, where SwiftPM finds no flags by itself.
        linkerSettings: [.linkedLibrary("crypto"), .linkedLibrary("jansson")]
    ),
    .target(
        name: "ProductBridgeIdentity",
        dependencies: ["CPBJWT"],
        swiftSettings: swiftSettings + strictSwift
    ),
    .target(
        name: "ProductBridgeIdentityFoundation",
        dependencies: ["ProductBridgeIdentity"],
        swiftSettings: swiftSettings + strictSwift
    ),
    // AES-256-GCM, HKDF and HMAC for what ProductBridgeSSO seals and signs itself.
    .target(
        name: "CSealing",
        dependencies: ["CLibcrypto"],
        cSettings: strictC,
        linkerSettings: [.linkedLibrary("crypto")]
    ),
    .target(
        name: "ProductBridgeSSO",
        dependencies: ["ProductBridgeIdentity", "CSealing"],
        swiftSettings: swiftSettings + strictSwift
    ),
    // Checks any store that ProductBridgeSSO uses.
    .target(
        name: "ProductBridgeSSOConformance",
        dependencies: ["ProductBridgeSSO", "ProductBridgeIdentity"],
        swiftSettings: swiftSettings + strictSwift
    ),
]

let tools: [Target] = [
    .executableTarget(
        name: "pbjwt",
        dependencies: [
            "ProductBridgeIdentity",
            .product(
                name: "ArgumentParser",
                package: "swift-argument-parser",
                condition: .when(traits: ["CommandLine"])
            ),
        ],
        swiftSettings: swiftSettings + strictSwift
    )
]

let tests: [Target] = [
    // What the test targets share. OpenSSL itself signs the tests' tokens, so that the library is not its
    // own judge.
    .target(
        name: "TestSupport",
        dependencies: ["CLibcrypto"],
        path: "Tests/TestSupport",
        swiftSettings: swiftSettings + strictSwift
    ),
    .testTarget(
        name: "ProductBridgeIdentityTests",
        // One test checks whether jansson is called.
        dependencies: [
            "ProductBridgeIdentity", "ProductBridgeIdentityFoundation", "TestSupport", "CJansson",
        ],
        swiftSettings: swiftSettings + strictSwift
    ),
    .testTarget(
        name: "ProductBridgeSSOTests",
        dependencies: [
            "ProductBridgeSSO", "ProductBridgeSSOConformance", "ProductBridgeIdentity", "CSealing",
            "TestSupport",
        ],
        swiftSettings: swiftSettings + strictSwift
    ),
]

let package = Package(
    name: "pbjwt",
    platforms: [
        .macOS(.v15), .macCatalyst(.v18), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2),
    ],
    products: products,
    traits: [
        .default(enabledTraits: ["CommandLine"]),
        .trait(name: "CommandLine", description: "The command line pbjwt, which needs swift-argument-parser"),
    ],
    dependencies: dependencies,
    targets: systemLibraries + libraries + tools + tests,
    cLanguageStandard: .c11
)
