// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The system's threads.
enum Threads {
    /// Runs `body` on `count` threads, including the calling one, and returns when all are done. If one can't
    /// be started, calls `failing`, and throws when the others have ended.
    static func run(_ count: Int, failing: () -> Void, _ body: @escaping @Sendable () -> Void) throws {
        var threads: [pthread_t] = []
        defer { for thread in threads { _ = pthread_join(thread, nil) } }
        for _ in 1..<count {
            guard let thread = start(body) else {
                failing()
                throw Outcome(.environment, "pbjwt: \(threads.count + 2) threads can't be started")
            }
            threads.append(thread)
        }
        body()
    }

    private final class Work {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }

        static func perform(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
            if let context = unsafe context {
                unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
            }
            return nil
        }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
        let work = unsafe Unmanaged.passRetained(Work(body))
        #if canImport(Darwin)
        var thread: pthread_t?
        #else
        var thread = pthread_t()
        #endif
        guard unsafe pthread_create(&thread, nil, { unsafe Work.perform($0) }, work.toOpaque()) == 0 else {
            unsafe work.release()
            return nil
        }
        return thread
    }
}

/// A lock with a condition to wait for.
///
/// `@unchecked Sendable`: both are made for use by several threads, and never move.
@safe final class Monitor: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe condition.initialize(to: pthread_cond_t())
        _ = unsafe pthread_mutex_init(mutex, nil)
        _ = unsafe pthread_cond_init(condition, nil)
    }

    deinit {
        _ = unsafe pthread_cond_destroy(condition)
        _ = unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    func lock() { _ = unsafe pthread_mutex_lock(mutex) }
    func unlock() { _ = unsafe pthread_mutex_unlock(mutex) }

    func locked<R>(_ body: () throws -> R) rethrows -> R {
        lock()
        defer { unlock() }
        return try body()
    }

    /// Releases the lock until another thread calls ``wakeAll()``, then takes it again.
    func wait() { _ = unsafe pthread_cond_wait(condition, mutex) }
    func wakeAll() { _ = unsafe pthread_cond_broadcast(condition) }
}
