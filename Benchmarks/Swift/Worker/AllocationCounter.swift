// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Counts this process's heap allocations if the driver preloaded its counter.
struct AllocationCounter {
    private let count: @convention(c) () -> CUnsignedLong

    init?() {
        // The program and everything that it loads: Swift doesn't import RTLD_DEFAULT.
        guard let program = unsafe dlopen(nil, RTLD_NOW),
            let symbol = unsafe dlsym(program, "bench_allocations")
        else { return nil }
        count = unsafe unsafeBitCast(symbol, to: (@convention(c) () -> CUnsignedLong).self)
    }

    /// The allocations since the process began.
    var allocations: UInt { count() }
}
