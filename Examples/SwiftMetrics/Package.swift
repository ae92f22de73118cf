// swift-tools-version: 6.2

import PackageDescription

// How to publish the library's counts with swift-metrics. Copy Sources/CountsToMetrics into your program.
let package = Package(
    name: "SwiftMetrics",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "pbjwt", path: "../.."),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.7.0"),
    ],
    targets: [
        .target(
            name: "CountsToMetrics",
            dependencies: [
                .product(name: "ProductBridgeIdentity", package: "pbjwt"),
                .product(name: "Metrics", package: "swift-metrics"),
            ]
        ),
        .testTarget(
            name: "CountsToMetricsTests",
            dependencies: ["CountsToMetrics", .product(name: "MetricsTestKit", package: "swift-metrics")]
        ),
    ]
)
